using System.Text.Json.Serialization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// Proves with a fresh sign-in at the identity provider that it is oneself who decides, where people sign in there. It holds as
/// <see cref="ConfirmPresence"/> does. OpenID Connect Core 1.0, 3.1.2.1: a sign-in that was asked for with max_age=0 happened
/// after it was asked for, and auth_time says when.
/// </summary>
/// <param name="Subject">Who signed in, as a token says that was found to be right. Written into no record.</param>
/// <param name="AskedAt">When the person was sent to the provider.</param>
/// <param name="AuthenticatedAt">The token's auth_time.</param>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record ConfirmSubject(
    [property: JsonIgnore] StaffSubject Subject,
    DateTimeOffset AskedAt,
    DateTimeOffset AuthenticatedAt
) : IRequest<PresenceProof>
{
    /// <summary>How far the two clocks may be apart.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromSeconds(30);
}

internal sealed class ConfirmSubjectValidator : AbstractValidator<ConfirmSubject>
{
    public ConfirmSubjectValidator()
    {
        RuleFor(request => request.Subject).NotNull().WithMessage("Must be who signed in at the identity provider.");
        RuleFor(request => request.AuthenticatedAt)
            .GreaterThanOrEqualTo(request => request.AskedAt - ConfirmSubject.Skew)
            .WithMessage("Must be later than it was asked for: the identity provider did not ask you anew.");
    }
}

internal sealed class ConfirmSubjectHandler(
    IStaffStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ConfirmSubject, PresenceProof>
{
    private const int MostTries = 20;

    public async ValueTask<PresenceProof> Handle(ConfirmSubject request, CancellationToken cancellationToken)
    {
        var session =
            context.Call.Session ?? throw new InvalidOperationException("Presence was proven outside a session.");
        if (!StaffPresence.HoldsAt(request.AuthenticatedAt + ConfirmSubject.Skew, time.GetUtcNow()))
        {
            throw new AppException([new Problem("authenticated_at", "Is too long ago. Confirm once more.")]);
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            var account = await store.FindAsync(context.Person, cancellationToken);
            if (account is not { Status: StaffStatus.Active })
            {
                throw new AppException(ErrorCodes.AuthenticationError, "Your account is closed. Nothing was decided.");
            }

            if (account.Subject != request.Subject)
            {
                await store.RecordAsync(
                    records.OfCall(AuditCode.StaffPresenceRefused, AuditRecords.Refused) with
                    {
                        Reason = "somebody else signed in at the identity provider",
                        ErrorCode = ErrorCodes.ValidationError,
                    }
                );
                context.IsRecorded = true;
                throw new AppException([
                    new Problem("subject", "Somebody else signed in at the identity provider. Sign in as yourself."),
                ]);
            }

            // In one commit with the look at the account, which may be closed at this moment.
            var after = account.SignIns.AfterSuccess(account.SignIns.LastStep);
            var now = time.GetUtcNow();
            var record = records.OfCall(AuditCode.StaffPresent, AuditRecords.Allowed);
            if (await store.ProveAsync(account, after, session, now, record))
            {
                context.IsRecorded = true;
                return new PresenceProof(now + StaffPresence.Lifetime);
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }
}
