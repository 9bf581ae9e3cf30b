using System.Collections.Concurrent;
using FinancialMcp.Application.Audit;

namespace FinancialMcp.Admin.Trail;

/// <summary>How far an export is.</summary>
/// <param name="Bytes">How many were written.</param>
/// <param name="File">What it came to; null before its end.</param>
/// <param name="Problem">Why it came to nothing; null when it did not.</param>
internal sealed record ExportState(long Bytes, ExportedFile? File, string? Problem)
{
    public bool IsOver => File is not null || Problem is not null;
}

/// <summary>
/// What the exports of this process come to, for the pages that began them. A ticket is a number that nobody guesses; it is
/// forgotten when many others have come.
/// </summary>
internal sealed class ExportWatch
{
    private const int MostKept = 256;

    private readonly ConcurrentDictionary<Guid, ExportState> states = new();
    private readonly ConcurrentQueue<Guid> order = new();

    /// <summary>Null for a ticket that nothing is known of.</summary>
    public ExportState? Find(Guid ticket) => states.GetValueOrDefault(ticket);

    /// <summary>Takes how far it is.</summary>
    public void Report(Guid ticket, ExportState state)
    {
        if (states.TryAdd(ticket, state))
        {
            order.Enqueue(ticket);
            while (order.Count > MostKept && order.TryDequeue(out var oldest))
            {
                states.TryRemove(oldest, out _);
            }
        }
        else
        {
            states[ticket] = state;
        }
    }
}
