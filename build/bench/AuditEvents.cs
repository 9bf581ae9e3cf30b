using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Testing;
using Npgsql;

namespace FinancialMcp.Bench;

/// <summary>
/// Records of so many days until now in PostgreSQL, made by the database itself: 60 % of payments (an intent, an outcome, and a look, each
/// a record), 40 % of reads; 5,000 subjects of which few ask often, 40 acting parties, 20,000 accounts. Each record has
/// about 900 bytes.
/// </summary>
internal sealed class AuditEvents(string connectionString, int count, int days)
{
    private const int Chunk = 250_000;
    private const int Months = 12;
    private static readonly string[] Tools = ["transfer_funds", "withdraw_funds", "get_account", "get_account_balance"];
    private static readonly string[] Errors =
    [
        "LIMIT_EXCEEDED",
        "INSUFFICIENT_FUNDS",
        "ACCOUNT_FROZEN",
        "SERVICE_UNAVAILABLE",
    ];

    private DateTimeOffset begin;
    private DateTimeOffset end;

    /// <summary>Few of them ask often.</summary>
    public static string Subject(SeededPauses dice) => $"customer-{(int)(5000 * Math.Pow(Share(dice), 3))}";

    public static string Party(SeededPauses dice) => $"agent-{dice.Next(40)}";

    public static AccountId Account(SeededPauses dice) => AccountId.Parse($"{4_000_000_000L + dice.Next(20_000)}");

    public static string Tool(SeededPauses dice) => Tools[dice.Next(Tools.Length)];

    public static string Error(SeededPauses dice) => Errors[dice.Next(Errors.Length)];

    /// <summary>An operation that was written.</summary>
    public long Number(SeededPauses dice) => dice.Next(count / 5);

    public Guid Operation(SeededPauses dice) => Guid.ParseExact($"00000000-0000-7000-8000-{Number(dice):d12}", "D");

    public string Transaction(SeededPauses dice) => $"tx-{Number(dice):d12}";

    public DateTimeOffset Day(SeededPauses dice) => begin.AddDays(dice.Next((int)(end - begin).TotalDays - 1));

    public AuditCursor Anywhere(SeededPauses dice) =>
        new(
            (begin.AddSeconds(Share(dice) * (end - begin).TotalSeconds) - DateTimeOffset.UnixEpoch).Ticks
                / TimeSpan.TicksPerMicrosecond,
            0
        );

    /// <summary>From 0 to below 1.</summary>
    private static double Share(SeededPauses dice) => dice.Next(1_000_000) / 1e6;

    /// <summary>Writes them. Indexes are put back afterwards, which is faster and leaves them as a year of use does not.</summary>
    public async Task WriteAsync(Action<string> log, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        end = new DateTimeOffset((DateTime)(await ScalarAsync("select date_trunc('second', now())"))!);
        begin = end.AddDays(-days);
        await RunAsync("alter system set max_wal_size = '16GB'; ");
        await RunAsync("select pg_reload_conf(); set synchronous_commit = off; set maintenance_work_mem = '1GB';");
        await RunAsync(Partitions());
        var indexes = await IndexesAsync();
        foreach (var (name, _) in indexes)
        {
            await RunAsync($"drop index {name}");
        }

        for (var from = 0; from < count; from += Chunk)
        {
            await RunAsync(Insert(from, Math.Min(count, from + Chunk)));
            log(string.Create(CultureInfo.InvariantCulture, $"{Math.Min(count, from + Chunk):N0} records"));
        }

        foreach (var (name, definition) in indexes)
        {
            await RunAsync(definition.Replace(" ON ONLY ", " ON ", StringComparison.Ordinal));
            log(name);
        }

        await RunAsync("vacuum analyze audit_event");
        log("analyzed");

#pragma warning disable CA2100 // Statements of this class and of the schema.
        async Task RunAsync(string text)
        {
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task<object?> ScalarAsync(string text)
        {
            await using var command = new NpgsqlCommand(text, connection);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
#pragma warning restore CA2100

        async Task<List<(string Name, string Definition)>> IndexesAsync()
        {
            await using var command = new NpgsqlCommand(
                "select indexname, indexdef from pg_indexes where tablename = 'audit_event' and indexname like 'ix%'",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<(string, string)>();
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((reader.GetString(0), reader.GetString(1)));
            }

            return found;
        }
    }

    /// <summary>Of the months that are over, as the server's own function made those when they began.</summary>
    private static string Partitions() =>
        $$"""
            do $body$ declare parent text; month timestamp; name text; begin
                foreach parent in array array['audit_event_money', 'audit_event_other'] loop
                    for step in 1 .. {{Months}} loop
                        month := date_trunc('month', now() at time zone 'utc') - step * interval '1 month';
                        name := parent || to_char(month, '_YYYY_MM');
                        execute format('create table %I partition of %I for values from (%L) to (%L)',
                            name, parent, month at time zone 'utc', (month + interval '1 month') at time zone 'utc');
                        execute format('create unique index %I on %I (id)', 'ux_' || name || '_id', name);
                    end loop;
                end loop;
            end $body$;
            """;

    /// <summary>Five records belong together: three of an operation, two reads.</summary>
    private string Insert(int from, int to)
    {
        var seconds = (long)(end - begin).TotalSeconds;
        var (operations, last) = ((count / 5) + 1, to - 1);
        var start = begin.ToString("yyyy-MM-dd HH:mm:ssK", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            insert into audit_event (id, schema_version, retention, code, request_id, operation_id, key_hash, trace_id,
                principal_key, subject, acting_party, tool, decision, error_code, state, amount_minor, currency,
                from_account, to_account, backend_transaction_id, policy_version, duration_us, build, record, mac_key_id,
                mac, recorded_at)
            select gen_random_uuid(), 1, case when is_read then 2 else 1 end,
                case when is_read then 100 when part = 0 then 200 when part = 1 then 202 else 104 end,
                'request-' || i, case when not is_read then operation end, case when not is_read and part < 2 then key end,
                md5(i::text), md5(subject) || md5(subject), subject, party, tool,
                case when error is null then 'allowed' else 'refused' end, error,
                case when is_read then null when part = 0 then 'in_progress'
                    when error is not null then 'failed' when n % 5000 = 0 then 'in_doubt' else 'succeeded' end,
                case when not is_read then 100 + n * 7919 % 1000000 end, case when not is_read then 'USD' end,
                4000000000 + n * 104729 % 20000, case when not is_read then 4000000000 + n * 15485863 % 20000 end,
                case when part = 1 then 'tx-' || lpad(n::text, 12, '0') end, case when not is_read then 1 + n * 20 / {operations} end,
                1000 + (i * 2654435761) % 5000000, '1.0.' || n * 5 / {operations},
                convert_to(format('{Record}', tool, subject, party, operation, key, n % 100000, md5(i::text), repeat('x', 240)), 'UTF8'),
                'm-0000000000000000', sha256(i::text::bytea),
                timestamptz '{start}' + (i::float8 / {count} * {seconds}) * interval '1 second'
            from (
                select i, n, part, part > 2 as is_read, 'customer-' || floor(5000 * power(random(), 3))::int as subject,
                    case when i % 4 > 0 then 'agent-' || n % 40 end as party,
                    case part when 3 then 'get_account' when 4 then 'get_account_balance' else
                        case when n % 3 = 0 then 'withdraw_funds' else 'transfer_funds' end end as tool,
                    case when i % 40 = 1 then (array['LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS', 'ACCOUNT_FROZEN',
                        'SERVICE_UNAVAILABLE'])[1 + n % 4] end as error,
                    ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid as operation,
                    encode(sha256('\x0000000f'::bytea || 'idempotency-key'::bytea || '\x00000014'::bytea
                        || ('key-' || lpad(n::text, 16, '0'))::bytea), 'hex') as key
                from (select i, i / 5 as n, i % 5 as part from generate_series({from}::bigint, {last}::bigint) i) numbers
            ) made
            """
        );
    }

    private const string Record =
        """{"acting_party":"%3$s","amount":"12.50","arguments":"{\"description\":\"invoice %6$s\"}","build":"1.0.0","""
        + "\"code\":200,\"code_name\":\"OperationIntent\",\"count\":1,\"currency\":\"USD\",\"decision\":\"allowed\","
        + "\"id\":\"%4$s\",\"key_hash\":\"%5$s\",\"padding\":\"%8$s\",\"subject\":\"%2$s\",\"tool\":\"%1$s\",\"trace_id\":\"%7$s\"}";
}
