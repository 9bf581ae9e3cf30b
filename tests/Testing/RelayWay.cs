using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace FinancialMcp.Testing;

/// <summary>
/// One direction of a relay: reads as fast as it may, so that it knows when bytes arrived, and lets the toxic in force
/// pass them.
/// </summary>
internal sealed class RelayWay(Relay relay, Socket source, Socket destination, bool isToTarget)
{
    private const int ChunkBytes = 16 * 1024;
    private const int ChunksAhead = 16;

    private readonly Channel<Chunk> chunks = Channel.CreateBounded<Chunk>(ChunksAhead);

    public bool IsToTarget => isToTarget;

    /// <summary>Returns when the direction has ended, in order or not.</summary>
    public Task RunAsync() => Task.WhenAll(ReadAsync(), PassAsync());

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        relay.Traffic.AddPassed(isToTarget, bytes.Length);
        while (bytes.Length > 0)
        {
            bytes = bytes[await destination.SendAsync(bytes, SocketFlags.None, relay.Ended)..];
        }
    }

    /// <summary>Passes the end of the stream (FIN).</summary>
    public void End() => destination.Shutdown(SocketShutdown.Send);

    public void Reset() => relay.Reset();

    public TimeSpan Jitter(TimeSpan longest) => relay.Jitter(longest);

    /// <inheritdoc cref="Relay.Take"/>
    public int Take(int wanted, long limit, LinkPhase phase, out bool isLast) =>
        relay.Take(wanted, limit, phase, out isLast);

    public void Swallow(int bytes, LinkPhase phase)
    {
        relay.Traffic.AddSwallowed(bytes);
        relay.Tear(phase);
    }

    /// <summary>Throws <see cref="OperationCanceledException"/> when the phase or the relay ends first.</summary>
    public async ValueTask WaitAsync(TimeSpan time, LinkPhase phase)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(phase.Over, relay.Ended);
        await TimerTick.AfterAsync(time, either.Token);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var buffer = new byte[ChunkBytes];
                var read = await source.ReceiveAsync(buffer, SocketFlags.None, relay.Ended);
                if (read == 0)
                {
                    chunks.Writer.Complete();
                    return;
                }

                var chunk = new Chunk(buffer.AsMemory(0, read), Stopwatch.GetTimestamp());
                await chunks.Writer.WriteAsync(chunk, relay.Ended);
            }
        }
        catch (Exception ended) when (Relay.IsEnd(ended))
        {
            // What was read before still passes; then the other side learns of the break.
            chunks.Writer.Complete(ended);
        }
    }

    private async Task PassAsync()
    {
        try
        {
            while (await ArrivesAsync())
            {
                while (chunks.Reader.TryRead(out var chunk))
                {
                    await PassAsync(chunk);
                }
            }

            await UnderEachPhaseAsync(phase => phase.Toxic.EndAsync(this, phase));
        }
        catch (Exception ended) when (Relay.IsEnd(ended))
        {
            relay.Reset();
        }
    }

    /// <summary>False at an orderly end. A black hole hides a break, too, until it is over.</summary>
    private async Task<bool> ArrivesAsync()
    {
        try
        {
            return await chunks.Reader.WaitToReadAsync(relay.Ended);
        }
        catch (Exception broken) when (Relay.IsEnd(broken) && relay.Phase.Toxic == Toxic.BlackHole)
        {
            await UnderEachPhaseAsync(phase => phase.Toxic.EndAsync(this, phase));
            throw;
        }
    }

    private async Task PassAsync(Chunk chunk)
    {
        while (chunk.Bytes.Length > 0)
        {
            await UnderEachPhaseAsync(async phase =>
            {
                var done = await phase.Toxic.PassAsync(this, chunk, phase);
                chunk = chunk with { Bytes = chunk.Bytes[done..] };
            });
        }
    }

    /// <summary>Does it under the phase in force, and again under the next one when the phase ends in the middle.</summary>
    private async Task UnderEachPhaseAsync(Func<LinkPhase, ValueTask> step)
    {
        while (true)
        {
            var phase = relay.Phase;
            relay.EndIfTorn(phase);
            try
            {
                await step(phase);
                return;
            }
            catch (OperationCanceledException) when (phase.Over.IsCancellationRequested)
            {
                continue;
            }
        }
    }
}
