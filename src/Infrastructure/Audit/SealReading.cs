using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;

namespace FinancialMcp.Infrastructure.Audit;

internal sealed class SealReading(Database database, AuditKeys keys) : ISealReading
{
    public Task<IReadOnlyList<Seal>> SealsAsync(long? before, int limit, CancellationToken cancellationToken) =>
        database.ManyAsync(
            SealRows.SealsBefore(limit),
            [before ?? long.MaxValue],
            SealRows.ReadSeal,
            cancellationToken
        );

    public Task<IReadOnlyList<AnchorView>> AnchorsAsync(CancellationToken cancellationToken) =>
        database.ManyAsync(
            "select name, number, anchored_at from audit_anchor order by name",
            [],
            row => new AnchorView(row.Text(0), row.Long(1), row.Time(2)),
            cancellationToken
        );

    public async Task<IReadOnlyList<SealingKey>> KeysAsync(CancellationToken cancellationToken)
    {
        var known = await database.ManyAsync(
            "select key_id, public_key, first_used_at from audit_key order by first_used_at, key_id",
            [],
            row => new SealingKey(row.Text(0), row.Text(1), row.Time(2)),
            cancellationToken
        );
        var own = new SealingKey(keys.SigningKeyId, keys.PublicKey, FirstUsedAt: null);
        return [.. known.Append(own).DistinctBy(key => key.Id)];
    }
}
