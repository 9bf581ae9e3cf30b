using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Audit;

internal sealed class AuditViewStore(Database database, GroupCommitWriter writer, AuditRows records) : IAuditViewStore
{
    private const int MostShown = 1000;

    public async Task<IReadOnlyList<AuditView>> ListAsync(string person, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            "select owner, name, is_shared, search, saved_at from audit_view where owner = $1 or is_shared "
                + $"order by case when owner = $1 then 0 else 1 end, name, owner limit {MostShown}",
            [person],
            async rows =>
            {
                var views = new List<AuditView>();
                while (await rows.NextAsync())
                {
                    views.Add(
                        new AuditView(
                            rows.Text(0),
                            rows.Text(1),
                            rows.Flag(2),
                            AuditFilter.Parse(rows.Text(3)),
                            rows.Time(4)
                        )
                    );
                }

                return views;
            },
            database.StartDeadline(),
            cancellationToken
        );

    public Task SaveAsync(AuditView view, AuditEvent record) =>
        CommitAsync(
            record,
            new SqlText(
                "insert into audit_view (owner, name, is_shared, search, saved_at) values ($1, $2, $3, $4, $5) "
                    + "on conflict (owner, name) do update set is_shared = excluded.is_shared, "
                    + "search = excluded.search, saved_at = excluded.saved_at",
                StoredText.Exact(view.Owner),
                StoredText.Exact(view.Name),
                view.IsShared,
                StoredText.Exact(view.Filter.ToJson()),
                view.SavedAt
            )
        );

    public Task<bool> DeleteAsync(string owner, string name, AuditEvent record) =>
        CommitAsync(
            record,
            new SqlText(
                "delete from audit_view where owner = $1 and name = $2",
                StoredText.Exact(owner),
                StoredText.Exact(name)
            )
        );

    /// <summary>Not one of people's decisions about money: their version stays.</summary>
    private Task<bool> CommitAsync(AuditEvent record, SqlText statement) =>
        writer.CommitRecordAsync(
            new OversightWrite(version: null, [statement], records.Of(record)),
            written => written
        );
}
