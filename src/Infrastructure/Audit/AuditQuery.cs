using System.Globalization;
using System.Text;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// A search of the trail as SQL: the text is put together from this class's own fragments, everything that is given is a
/// parameter. An inner query walks the index of the filter's most telling part, in order, over at most so many
/// records, <see cref="IAuditReading.MostLooked"/> for a page; the outer one picks out of them. So no search reads more than that,
/// whatever is asked for.
/// </summary>
internal sealed class AuditQuery
{
    private const string Looked =
        "seq, xid, recorded_at, mac_key_id, mac, record, code, operation_id, key_hash, subject, acting_party, tool, "
        + "decision, error_code, state, amount_minor, currency, from_account, to_account, backend_transaction_id, "
        + "policy_version, duration_us, build";

    /// <summary>Hundredths of the main unit, as <see cref="Amount"/> counts them.</summary>
    private static readonly string Hundredths =
        $"amount_minor * (case when currency in ('{string.Join("', '", CurrencyCode.Undivided)}') then 100 else 1 end)";

    private static readonly string OutcomeCase = CaseOfOutcome();

    private readonly AuditDialect dialect;
    private readonly List<object> values = [];
    private readonly string looked;
    private readonly string rest;
    private readonly string order;
    private readonly int most;

    private AuditQuery(AuditDialect dialect, AuditFilter filter, AuditOrder direction, AuditCursor? after, int most)
    {
        this.dialect = dialect;
        this.most = most;
        order = direction == AuditOrder.NewestFirst ? "recorded_at desc, seq desc" : "recorded_at, seq";
        var range = Range(filter, direction, after);
        var (branches, others) = Split(filter);
        var columns = dialect.IsEmbedded ? Looked.Replace("xid, ", "", StringComparison.Ordinal) : Looked;
        var limit = Number(most);
        var walks = branches.Select(branch =>
            $"select {columns} from audit_event{Where([.. branch, .. range])} order by {order} limit {limit}"
        );
        looked =
            branches.Count == 1
                ? walks.Single()
                : $"select * from ({string.Join(" union all ", walks.Select((walk, at) => $"select * from ({walk}) w{at}"))}) u "
                    + $"order by {order} limit {limit}";
        rest = Where(others);
    }

    internal object[] Values => [.. values];

    internal static AuditQuery Of(
        AuditDialect dialect,
        AuditFilter filter,
        AuditOrder direction,
        AuditCursor? after,
        int most = IAuditReading.MostLooked
    ) => new(dialect, filter, direction, after, most);

    /// <summary>The records that fit, in order.</summary>
    internal string Select(string columns, int limit) =>
        $"select {columns} from ({looked}) l{rest} order by {order} limit {Number(limit)}";

    /// <summary>The last record that was looked at; no row when the look came to the end.</summary>
    internal string End =>
        $"select recorded_at, seq from ({looked}) l order by {order} limit 1 offset {Number(most - 1)}";

    /// <summary>
    /// For each group, the records of it that fit, those that were looked at, and the times of the first and the last
    /// that fit.
    /// </summary>
    internal string Tally(TimeSpan? width)
    {
        const string Alike = "code, decision, tool, state, error_code, currency";
        var fit = rest.Length == 0 ? "" : $" filter ({rest})";
        return $"select {Alike}, {dialect.SpanOf("recorded_at", width)} as span, cast(count(*){fit} as int), count(*), "
            + $"min(recorded_at){fit}, max(recorded_at){fit} from ({looked}) l group by {Alike}, span";
    }

    private List<string> Range(AuditFilter filter, AuditOrder direction, AuditCursor? after)
    {
        var range = new List<string>();
        if (filter.From is { } from)
        {
            range.Add($"recorded_at >= {Value(from.ToUniversalTime())}");
        }

        if (filter.To is { } to)
        {
            range.Add($"recorded_at < {Value(to.ToUniversalTime())}");
        }

        if (after is { } cursor)
        {
            var (at, seq) = (Value(SqliteValues.Time(cursor.RecordedAt)), Value(cursor.Seq));
            var sign = direction == AuditOrder.NewestFirst ? "<" : ">";

            // The first says nothing new: it is what an index and the choice of partitions can use.
            range.Add($"recorded_at {sign}= {at}");
            range.Add($"(recorded_at, seq) {sign} ({at}, {seq})");
        }

        return range;
    }

    /// <summary>
    /// The most telling condition, as one or two walks that exclude each other, and the others. One alone: with two, a
    /// walk that finds what both ask for seldom would have no end.
    /// </summary>
    private (List<string[]> Branches, List<string> Others) Split(AuditFilter filter)
    {
        var walks = new List<(string[][] Branches, string Condition)>();
        Equal(walks, "operation_id", filter.OperationId?.Value);
        Equal(walks, "backend_transaction_id", filter.BackendTransactionId);
        Equal(walks, "key_hash", filter.KeyHash);
        Equal(walks, "request_id", filter.RequestId);
        if ((filter.Account ?? filter.Counterparty) is { } account)
        {
            var number = Value(account.Value);
            walks.Add(
                (
                    [
                        [$"from_account = {number}"],
                        [$"to_account = {number}", $"from_account is distinct from {number}"],
                    ],
                    $"(from_account = {number} or to_account = {number})"
                )
            );
        }

        if (filter.Principal is { } principal)
        {
            var name = Value(principal);
            walks.Add(
                (
                    [
                        [$"subject = {name}"],
                        [$"acting_party = {name}", $"subject is distinct from {name}"],
                    ],
                    $"(subject = {name} or acting_party = {name})"
                )
            );
        }

        Equal(walks, "error_code", filter.ErrorCode);
        var others = walks.Skip(1).Select(walk => walk.Condition).Concat(Rest(filter)).ToList();
        return walks.Count > 0
            ? ([.. walks[0].Branches], others)
            : (
                [
                    [],
                ],
                others
            );
    }

    private void Equal(List<(string[][] Branches, string Condition)> walks, string column, object? value)
    {
        if (value is not null)
        {
            var condition = $"{column} = {Value(value)}";
            walks.Add(
                (
                    [
                        [condition],
                    ],
                    condition
                )
            );
        }
    }

    private IEnumerable<string> Rest(AuditFilter filter)
    {
        if (filter is { Account: { } account, Counterparty: { } other })
        {
            var (one, two) = (Value(account.Value), Value(other.Value));
            yield return $"((from_account = {one} and to_account = {two}) or (from_account = {two} and to_account = {one}))";
        }

        (string Left, object? Right)[] comparisons =
        [
            ("tool =", filter.Tool),
            ("decision =", filter.Decision),
            ("code =", (int?)filter.Code),
            ("state =", filter.State),
            ("currency =", filter.Currency?.ToString()),
            ($"{Hundredths} >=", filter.AtLeast?.Hundredths),
            ($"{Hundredths} <=", filter.AtMost?.Hundredths),
            ("duration_us >=", Microseconds(filter.TookAtLeast)),
            ("duration_us <=", Microseconds(filter.TookAtMost)),
            ("build =", filter.Build),
            ("policy_version =", filter.PolicyVersion),
            ($"{OutcomeCase} =", (int?)filter.Outcome),
        ];
        foreach (var (left, right) in comparisons)
        {
            if (right is not null)
            {
                yield return $"{left} {Value(right)}";
            }
        }

        if (filter.Text is { } text)
        {
            var forms = FormsOf(text).Select(form => dialect.RecordContains(Value(Encoding.UTF8.GetBytes(form))));
            yield return $"({string.Join(" or ", forms)})";
        }
    }

    /// <summary>As it stands in a member, and as it stands in arguments, which are JSON in a member.</summary>
    private static IEnumerable<string> FormsOf(string text)
    {
        var once = Escaped(text);
        return new[] { once, Escaped(once) }.Distinct(StringComparer.Ordinal);
    }

    private static string Escaped(string text) =>
        Encoding.UTF8.GetString(new CanonicalObject().Add("t", text).ToBytes())["{\"t\":\"".Length..^2];

    private string Value(object value)
    {
        values.Add(value);
        return "$" + Number(values.Count);
    }

    private static string Where(List<string> conditions) =>
        conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);

    private static long? Microseconds(TimeSpan? span) => span?.Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string CaseOfOutcome()
    {
        var text = new StringBuilder("(case");
        foreach (var rule in AuditOutcomes.Table)
        {
            string[] conditions =
            [
                In("code", rule.Codes.Select(code => Number((int)code))),
                In("state", rule.States.Select(state => $"'{state}'")),
                In("decision", rule.Decisions.Select(decision => $"'{decision}'")),
                In("error_code", rule.ErrorCodes.Select(code => $"'{code}'")),
            ];
            text.Append(
                CultureInfo.InvariantCulture,
                $" when {string.Join(" or ", conditions.Where(c => c.Length > 0))}"
            );
            text.Append(CultureInfo.InvariantCulture, $" then {(int)rule.Outcome}");
        }

        return text.Append(CultureInfo.InvariantCulture, $" else {(int)AuditOutcome.Answered} end)").ToString();

        static string In(string column, IEnumerable<string> items) =>
            string.Join(", ", items) is { Length: > 0 } list ? $"{column} in ({list})" : "";
    }
}
