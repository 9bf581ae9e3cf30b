using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>A session as people see it.</summary>
/// <param name="Id">To end it by.</param>
/// <param name="Person">Whose.</param>
/// <param name="BeganAt">When the person signed in.</param>
/// <param name="SeenAt">The last request, to the minute.</param>
/// <param name="SourceAddress">Where the person signed in from.</param>
/// <param name="Client">As the browser claims.</param>
/// <param name="IsOpen">False once it has ended.</param>
public sealed record SessionView(
    Guid Id,
    string Person,
    DateTimeOffset BeganAt,
    DateTimeOffset SeenAt,
    string? SourceAddress,
    string? Client,
    bool IsOpen
);

/// <summary>Sessions of the last thirty days, newest first: the own ones; an administrator sees everybody's.</summary>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record ListSessions : IRequest<IReadOnlyList<SessionView>>;

internal sealed class ListSessionsValidator : AbstractValidator<ListSessions>;

internal sealed class ListSessionsHandler(IStaffStore store, CallContext context, TimeProvider time)
    : IRequestHandler<ListSessions, IReadOnlyList<SessionView>>
{
    private const int Most = 500;
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public async ValueTask<IReadOnlyList<SessionView>> Handle(
        ListSessions request,
        CancellationToken cancellationToken
    ) => await ReadAsync(store, context, time.GetUtcNow(), cancellationToken);

    /// <summary>What the caller may see.</summary>
    internal static async Task<IReadOnlyList<SessionView>> ReadAsync(
        IStaffStore store,
        CallContext context,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var names = (await store.ListAsync(cancellationToken)).ToDictionary(it => it.Id, it => it.Name);
        var whose = context.Caller.RightTo(StaffPermissions.StaffRead) == Right.Granted ? null : context.Person;
        return
        [
            .. (await store.SessionsAsync(whose, now - Window, Most, cancellationToken)).Select(it => new SessionView(
                it.Id,
                names[it.Account],
                it.BeganAt,
                it.SeenAt,
                it.SourceAddress,
                it.Client,
                it.IsOpenAt(now)
            )),
        ];
    }
}
