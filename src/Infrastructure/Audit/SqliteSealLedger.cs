using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// The trail in the embedded database, which is this process's alone: it always leads. With one writer, numbers are given
/// in the order of the commits, so they are the positions.
/// </summary>
internal sealed class SqliteSealLedger(Database database, GroupCommitWriter writer) : ISealLedger
{
    public Task<bool> TryLeadAsync() => Task.FromResult(true);

    public Task<string> SystemIdAsync() => Task.FromResult("embedded");

    public Task<IReadOnlyList<Epoch>> EpochsAsync() =>
        ManyAsync($"select {SealRows.EpochColumns} from audit_epoch order by number", [], SealRows.ReadEpoch);

    public Task<Seal?> FindSealAsync(long? number) =>
        FirstAsync(
            $"select {SealRows.SealColumns} from audit_seal where "
                + (number is null ? "true" : "number = $1")
                + " order by number desc limit 1",
            number is { } it ? [it] : [],
            SealRows.ReadSeal
        );

    public Task<Seal?> LastOfAsync(int epoch) =>
        FirstAsync(
            $"select {SealRows.SealColumns} from audit_seal where epoch = $1 order by number desc limit 1",
            [epoch],
            SealRows.ReadSeal
        );

    public Task<IReadOnlyList<Seal>> SealsAfterAsync(long number, int limit) =>
        ManyAsync(SealRows.SealsAfter(limit), [number], SealRows.ReadSeal);

    public async Task<long> AnchoredAsync(string anchor) =>
        await ManyAsync(SealRows.Anchored, [anchor], row => row.Long(0)) is [var number] ? number : 0;

    public async Task<long> NextSeqAsync() =>
        (await ManyAsync("select coalesce(max(seq), 0) + 1 from audit_event", [], row => row.Long(0)))[0];

    public async Task<bool> HasRecordAsync(Guid id) =>
        (await ManyAsync("select 1 from audit_event where id = $1", [id], row => row.Number(0))).Count > 0;

    public Task<long> HorizonAsync() => Task.FromResult(long.MaxValue);

    public Task<long> BoundAsync() => Task.FromResult(0L);

    public async Task<(long To, IReadOnlyList<SealedRecord> Records)> UnsealedAsync(
        Epoch epoch,
        Epoch? next,
        long from,
        int limit
    )
    {
        var records = await ManyAsync(
            "select seq, recorded_at, mac_key_id, mac, record from audit_event "
                + $"where seq >= $1 and seq < $2 order by seq limit {limit}",
            [Math.Max(from, epoch.FirstSeq), next?.FirstSeq ?? long.MaxValue],
            row => new SealedRecord(
                row.Long(0),
                row.Long(0),
                epoch.Number,
                SqliteValues.Microseconds(row.Time(1)),
                row.Text(2),
                row.Bytes(3),
                row.Bytes(4)
            )
        );
        return next is not null && records.Count < limit ? (long.MaxValue, records)
            : records.Count > 0 ? (records[^1].Position + 1, records)
            : (from, records);
    }

    public Task AppendAsync(Seal seal, byte[] leaves) => WriteAsync(SealRows.InsertSeal, SealRows.Values(seal, leaves));

    public Task BeginAsync(Epoch epoch) => WriteAsync(SealRows.InsertEpoch, SealRows.Values(epoch));

    public async Task<bool> IntroduceKeyAsync(string keyId, string publicKey, DateTimeOffset at) =>
        await WriteAsync(SealRows.InsertKey, [keyId, publicKey, at]);

    public Task AnchoredAsync(string anchor, long number, DateTimeOffset at) =>
        WriteAsync(SealRows.UpsertAnchor, [anchor, number, at]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>True when a row was written.</summary>
    private Task<bool> WriteAsync(string text, object?[] values) =>
        writer.CommitAsync(new PlainWrite(new SqlText(text, values)));

    private async Task<T?> FirstAsync<T>(string text, object[] parameters, Func<StoredRows, T> read)
        where T : class => await ManyAsync(text, parameters, read) is [var first, ..] ? first : null;

    private Task<IReadOnlyList<T>> ManyAsync<T>(string text, object[] parameters, Func<StoredRows, T> read) =>
        database.ManyAsync(text, parameters, read, CancellationToken.None);
}
