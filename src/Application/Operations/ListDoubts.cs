using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Operations whose end people must decide, or that have been in doubt for long enough that somebody must see them.
/// </summary>
[RequirePermission(StaffPermissions.DoubtRead)]
public sealed record ListDoubts : IRequest<IReadOnlyList<Doubt>>;

/// <summary>One doubt, with all that is known of it.</summary>
public sealed record Doubt
{
    public required OperationId OperationId { get; init; }
    public required string Status { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required string Tool { get; init; }
    public required Principal Principal { get; init; }
    public Money? Sum { get; init; }
    public AccountId? From { get; init; }
    public AccountId? To { get; init; }

    /// <summary>The bank user in whose name it was sent.</summary>
    public required string BackendSubject { get; init; }

    /// <summary>The key and reference that the bank was given.</summary>
    public required string BackendKey { get; init; }

    /// <summary>The exact body of every attempt.</summary>
    public required string RequestBody { get; init; }

    /// <summary>What the bank once called it, where it told.</summary>
    public string? BackendTransactionId { get; init; }
    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>How often the bank was looked at, and how many complete looks did not show it.</summary>
    public required int ProbeCount { get; init; }

    /// <inheritdoc cref="ProbeCount"/>
    public required int AbsentCount { get; init; }
    public DateTimeOffset? NextProbeAt { get; init; }

    /// <summary>How a person would end it; another one has to confirm.</summary>
    public Resolution? Proposed { get; init; }
}

internal sealed class ListDoubtsValidator : AbstractValidator<ListDoubts>;

internal sealed class ListDoubtsHandler(IOperationStore store, TimeProvider time)
    : IRequestHandler<ListDoubts, IReadOnlyList<Doubt>>
{
    private const int MostShown = 200;

    private static readonly OperationState[] States =
    [
        OperationState.NeedsOperator,
        OperationState.InDoubt,
        OperationState.AwaitingBackend,
    ];

    public async ValueTask<IReadOnlyList<Doubt>> Handle(ListDoubts request, CancellationToken cancellationToken)
    {
        var doubts = new List<Doubt>();
        foreach (var state in States)
        {
            foreach (var operation in await store.ListAsync(state, MostShown, cancellationToken))
            {
                if (OldDoubts.IsForPeople(operation, time.GetUtcNow()))
                {
                    doubts.Add(ViewOf(operation, await store.AttemptsAsync(operation.Id, cancellationToken)));
                }
            }
        }

        return doubts;
    }

    private Doubt ViewOf(Operation operation, IReadOnlyList<Attempt> attempts) =>
        new()
        {
            OperationId = operation.Id,
            Status = operation.State.WireName(),
            // What the bank may still accept is in doubt already.
            Since = new[] { OldDoubts.SinceOf(operation), time.GetUtcNow() }.Min(),
            Tool = operation.Tool,
            Principal = operation.Principal,
            Sum = operation.Instruction.Sum,
            From = operation.Instruction.From,
            To = operation.Instruction.To,
            BackendSubject = operation.BackendIdentity.Subject,
            BackendKey = operation.BackendKey,
            RequestBody = operation.BackendBody,
            BackendTransactionId = operation.Outcome?.BackendTransactionId,
            Attempts = attempts,
            ProbeCount = operation.ProbeCount,
            AbsentCount = operation.AbsentCount,
            NextProbeAt = operation.NextProbeAt,
            Proposed = operation.Proposed,
        };
}
