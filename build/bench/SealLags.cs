using System.Buffers.Binary;
using FinancialMcp.Domain.Audit;
using Npgsql;

namespace FinancialMcp.Bench;

/// <summary>How long the records of a trail waited for their seal, in seconds: from the insert to the seal's time.</summary>
internal sealed record SealLags(int Records, double P50, double P99, double Most)
{
    public static async Task<SealLags> OfAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var inserted = new Dictionary<long, DateTimeOffset>();
        await ReadAsync(
            "select seq, recorded_at from audit_event",
            row => inserted.Add(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1))
        );
        var lags = new List<double>(inserted.Count);
        await ReadAsync(
            "select sealed_at, leaves from audit_seal",
            row =>
            {
                var sealedAt = row.GetFieldValue<DateTimeOffset>(0);
                var leaves = row.GetFieldValue<byte[]>(1);
                for (var at = 0; at < leaves.Length; at += SealLeaves.EntrySize)
                {
                    var seq = BinaryPrimitives.ReadInt64BigEndian(leaves.AsSpan(at));
                    lags.Add((sealedAt - inserted[seq]).TotalSeconds);
                }
            }
        );
        if (lags.Count != inserted.Count)
        {
            throw new InvalidRunException($"{inserted.Count - lags.Count} records were not sealed at the end.");
        }

        lags.Sort();
        return new SealLags(lags.Count, lags[lags.Count / 2], lags[(int)(lags.Count * 0.99)], lags[^1]);

        async Task ReadAsync(string text, Action<NpgsqlDataReader> row)
        {
#pragma warning disable CA2100 // Statements of this class.
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                row(reader);
            }
        }
    }
}
