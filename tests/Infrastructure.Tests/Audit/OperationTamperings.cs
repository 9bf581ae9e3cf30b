using static FinancialMcp.Application.Audit.Verification.FindingClass;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What is done to operations, so that they say something else than their records.</summary>
internal static class OperationTamperings
{
    internal static IEnumerable<Tampering> All =>
        [
            Row("amount_minor = 1"),
            Row("to_account = 77"),
            Row("key_hash = 'other'"),
            Row("tool = 'deposit_funds'"),
            Row("principal_key = 'somebody else'"),
            Row("subject = 'agent-8'"),
            Row("state = 11"),
            Row("state = 5, doubt_since = created_at, next_probe_at = created_at"),
            Row("backend_transaction_id = '0193c0de-0000-7000-8000-000000000002'"),
            new(
                "delete an operation",
                trail =>
                    trail.ExecuteAsync(
                        "delete from operation_attempt where operation_id = @p0; delete from operation where id = @p0",
                        Id(trail, trail.Was.Intents[0])
                    ),
                was => [new(OperationMismatch, was.Intents[0].Seq)]
            ),
            new(
                "end an operation that waits",
                trail => trail.ExecuteAsync("update operation set state = 15 where state = 1"),
                was => [new(OperationMismatch, was.Records.Where(IsWaiting).Min(record => record.Seq))]
            ),
        ];

    internal static object Id(TamperedTrail trail, TemplateRecord record)
    {
        var id = record.Stored.Columns!.OperationId!.Value;
        return trail.IsPostgres ? id : id.ToString("D");
    }

    private static bool IsWaiting(TemplateRecord record) =>
        record.Code == 200 && record.Stored.Columns!.State == "pending_approval";

    /// <summary>The first intent of the middle seal is that of a payment which succeeded.</summary>
    private static Tampering Row(string assignment) =>
        new(
            "operations only: " + assignment,
            trail =>
                trail.ExecuteAsync(
                    $"update operation set {assignment} where id = @p0",
                    Id(trail, trail.Was.Intents[0])
                ),
            was => [new(OperationMismatch, null)]
        );
}
