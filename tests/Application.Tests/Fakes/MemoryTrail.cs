using System.Collections.Concurrent;
using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>A trail that keeps records in the order of their commits, and can be out of order.</summary>
internal sealed class MemoryTrail : IAuditStore
{
    private readonly ConcurrentQueue<AuditEvent> records = new();

    public bool IsDown { get; set; }

    public IReadOnlyList<AuditEvent> Records => [.. records];

    public Task AppendAsync(AuditEvent record)
    {
        Commit(record);
        return Task.CompletedTask;
    }

    /// <summary>What the operation store does in the commit of its own row.</summary>
    public void Commit(AuditEvent record)
    {
        if (IsDown)
        {
            throw new StoreUnavailableException("The trail is down.");
        }

        records.Enqueue(record);
    }
}
