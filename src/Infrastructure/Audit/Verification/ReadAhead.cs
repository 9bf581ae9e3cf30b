using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>Reads a stream on a thread of its own, some thousand items ahead of who takes them.</summary>
internal static class ReadAhead
{
    private const int AtOnce = 256;
    private const int Batches = 8;

    /// <summary>The same items; throws what reading them throws.</summary>
    internal static async IAsyncEnumerable<T> Of<T>(
        IAsyncEnumerable<T> items,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<List<T>>(
            new BoundedChannelOptions(Batches) { SingleReader = true, SingleWriter = true }
        );
        var reading = Task.Run(() => ReadAsync(items, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (var item in batch)
                {
                    yield return item;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>Never throws: who takes the items is told.</summary>
    private static async Task ReadAsync<T>(
        IAsyncEnumerable<T> items,
        ChannelWriter<List<T>> batches,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var batch = new List<T>(AtOnce);
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                batch.Add(item);
                if (batch.Count == AtOnce)
                {
                    await batches.WriteAsync(batch, cancellationToken);
                    batch = new List<T>(AtOnce);
                }
            }

            await batches.WriteAsync(batch, cancellationToken);
            batches.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the items are taken.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            batches.TryComplete(cause);
        }
    }
}
