using System.Text;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Derives every search column from a record's bytes and compares. Text that came from outside is in its column cut to
/// 256 UTF-16 units without half a surrogate pair, with U+FFFD for NUL; all else is exact.
/// </summary>
internal sealed class ColumnCheck
{
    private const int MostUnits = 256;
    private const int MostPrincipals = 1000;

    /// <summary>Principals whose key was computed already, by the key, with the bytes it was computed from.</summary>
    private readonly Dictionary<string, byte[]> principals = new(StringComparer.Ordinal);

    /// <summary>The names of the columns that say something else, or null when none does.</summary>
    internal List<string>? Differences(in RecordFacts facts, SearchColumns columns)
    {
        List<string>? wrong = null;
        Require(facts.Id(Member.Id) == columns.Id, "id");
        Require(facts.Number(Member.SchemaVersion) == columns.SchemaVersion, "schema_version");
        Require(facts.Number(Member.Retention) == columns.Retention, "retention");
        Require(facts.Number(Member.Code) == columns.Code, "code");
        Require(IsCut(facts, Member.RequestId, columns.RequestId), "request_id");
        Require(facts.Id(Member.OperationId) == columns.OperationId, "operation_id");
        Require(IsExact(facts, Member.KeyHash, columns.KeyHash), "key_hash");
        Require(IsCut(facts, Member.TraceId, columns.TraceId), "trace_id");
        Require(IsPrincipal(facts, columns.PrincipalKey), "principal_key");
        Require(IsCut(facts, Member.Subject, columns.Subject), "subject");
        Require(IsCut(facts, Member.ActingParty, columns.ActingParty), "acting_party");
        Require(IsCut(facts, Member.Tool, columns.Tool), "tool");
        Require(IsExact(facts, Member.Decision, columns.Decision), "decision");
        Require(IsExact(facts, Member.ErrorCode, columns.ErrorCode), "error_code");
        Require(IsExact(facts, Member.State, columns.State), "state");
        Require(facts.Minor() == columns.AmountMinor, "amount_minor");
        Require(IsExact(facts, Member.Currency, columns.Currency), "currency");
        Require(facts.Number(Member.From) == columns.FromAccount, "from_account");
        Require(facts.Number(Member.To) == columns.ToAccount, "to_account");
        Require(IsCut(facts, Member.BackendTransactionId, columns.BackendTransactionId), "backend_transaction_id");
        Require(facts.Number(Member.PolicyVersion) == columns.PolicyVersion, "policy_version");
        Require(facts.Number(Member.DurationUs) == columns.DurationUs, "duration_us");
        Require(IsExact(facts, Member.Build, columns.Build), "build");
        return wrong;

        void Require(bool isSame, string column)
        {
            if (!isSame)
            {
                (wrong ??= []).Add(column);
            }
        }
    }

    /// <summary>The principal's key as the record's parts give it; null without an issuer.</summary>
    internal static string? PrincipalOf(in RecordFacts facts) =>
        facts.Has(Member.Issuer)
            ? Digest.Of(
                "principal",
                facts.Text(Member.Issuer)!,
                facts.Text(Member.Subject) ?? "",
                facts.Text(Member.ActingParty) ?? ""
            )
            : null;

    private static bool IsExact(in RecordFacts facts, Member member, string? column)
    {
        if (column is null || !facts.Has(member))
        {
            return column is null && !facts.Has(member);
        }

        return Ascii.Equals(facts.Raw(member), column)
            || string.Equals(facts.Text(member), column, StringComparison.Ordinal);
    }

    private static bool IsCut(in RecordFacts facts, Member member, string? column)
    {
        if (column is null || !facts.Has(member))
        {
            return column is null && !facts.Has(member);
        }

        var raw = facts.Raw(member);
        return (raw.Length <= MostUnits && Ascii.Equals(raw, column))
            || string.Equals(Cut(facts.Text(member)!), column, StringComparison.Ordinal);
    }

    private static string Cut(string text)
    {
        text = text.Replace('\0', '\uFFFD');
        if (text.Length <= MostUnits)
        {
            return text;
        }

        return char.IsHighSurrogate(text[MostUnits - 1]) ? text[..(MostUnits - 1)] : text[..MostUnits];
    }

    private bool IsPrincipal(in RecordFacts facts, string? column)
    {
        if (column is null || !facts.Has(Member.Issuer))
        {
            return column is null && !facts.Has(Member.Issuer);
        }

        var issuer = facts.Raw(Member.Issuer);
        var subject = facts.Raw(Member.Subject);
        var party = facts.Raw(Member.ActingParty);
        var size = issuer.Length + subject.Length + party.Length + 2;
        Span<byte> parts = size <= 1024 ? stackalloc byte[1024] : new byte[size];
        parts = parts[..size];
        issuer.CopyTo(parts);
        parts[issuer.Length] = 0;
        subject.CopyTo(parts[(issuer.Length + 1)..]);
        parts[issuer.Length + 1 + subject.Length] = 0;
        party.CopyTo(parts[(issuer.Length + subject.Length + 2)..]);
        if (principals.TryGetValue(column, out var known) && parts.SequenceEqual(known))
        {
            return true;
        }

        if (!string.Equals(PrincipalOf(facts), column, StringComparison.Ordinal))
        {
            return false;
        }

        if (principals.Count == MostPrincipals)
        {
            principals.Clear();
        }

        principals[column] = parts.ToArray();
        return true;
    }
}
