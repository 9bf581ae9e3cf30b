using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Very many records of the same form at once, past the stores.</summary>
internal static class Flood
{
    /// <summary>Of about a kilobyte each; their MACs are no MACs.</summary>
    public static Task WriteAsync(StoreHost host, int count)
    {
        var record = Samples.RowOf(Samples.Event() with { Arguments = new string('x', 400) });
        var bytes = Convert.ToHexString(record.Record);
        var number = count.ToString(CultureInfo.InvariantCulture);
        var columns =
            "id, schema_version, retention, code, request_id, subject, tool, decision, build, record, mac_key_id, mac";
        var values = $"1, 1, {(int)AuditCode.CallAnswered}, 'flood', 'agent-9', 'get_account', 'allowed', 'build', ";
        return host.Options.Postgres is not null
            ? host.ExecuteAsync(
                $"insert into audit_event ({columns}) select gen_random_uuid(), {values}"
                    + $"decode('{bytes}', 'hex'), 'm-none', decode(repeat('00', 32), 'hex') from generate_series(1, {number})"
            )
            : host.ExecuteAsync(
                $"with recursive n(i) as (select 1 union all select i + 1 from n where i < {number}) "
                    + $"insert into audit_event ({columns}, recorded_at) "
                    + "select lower(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), "
                    + "substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))), "
                    + $"{values}x'{bytes}', 'm-none', zeroblob(32), "
                    + "cast(unixepoch('subsec') * 1000000 as integer) from n"
            );
    }
}
