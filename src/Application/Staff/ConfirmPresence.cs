using System.Text.Json.Serialization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// Proves with a code of one's own device that it is oneself who decides. It holds for five minutes in this session. A code is
/// taken once, and wrong ones count as wrong attempts to sign in do: the fifth in a row closes the account for a while.
/// </summary>
/// <param name="Code">As the device shows it. Written into no record.</param>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record ConfirmPresence([property: JsonIgnore] string Code) : IRequest<PresenceProof>
{
    /// <summary>Without the code, whoever writes it down.</summary>
    public override string ToString() => nameof(ConfirmPresence);
}

/// <summary>Until when the proof holds.</summary>
public sealed record PresenceProof(DateTimeOffset Until);

internal sealed class ConfirmPresenceValidator : AbstractValidator<ConfirmPresence>
{
    private const int LongestCode = 16;

    public ConfirmPresenceValidator() =>
        RuleFor(request => request.Code)
            .Must(code => code is { Length: > 0 and <= LongestCode })
            .WithMessage("Must be the code that your device shows now.");
}

internal sealed class ConfirmPresenceHandler(
    IStaffStore store,
    IStaffCredentials credentials,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ConfirmPresence, PresenceProof>
{
    private const int MostTries = 20;

    public async ValueTask<PresenceProof> Handle(ConfirmPresence request, CancellationToken cancellationToken)
    {
        var session =
            context.Call.Session ?? throw new InvalidOperationException("Presence was proven outside a session.");
        for (var tries = 0; tries < MostTries; tries++)
        {
            var account = await store.FindAsync(context.Person, cancellationToken);
            if (account is not { Status: StaffStatus.Active })
            {
                throw new AppException(ErrorCodes.AuthenticationError, "Your account is closed. Nothing was decided.");
            }

            var now = time.GetUtcNow();
            if (account.Secrets is null)
            {
                throw Wrong("Your account has no device here: confirm at the identity provider.");
            }

            if (account.SignIns.LockedUntil is { } until && until > now)
            {
                await store.RecordAsync(RefusalOf("closed after wrong attempts"));
                context.IsRecorded = true;
                throw Wrong($"Is not looked at until {until:HH:mm} UTC, after too many wrong attempts.");
            }

            // Counted in the same commit as its record: of two who send one code at once, the second finds it used.
            var step = credentials.NextStepOf(account, request.Code);
            var isCounted = step is { } taken
                ? await store.ProveAsync(
                    account,
                    account.SignIns.AfterSuccess(taken),
                    session,
                    now,
                    records.OfCall(AuditCode.StaffPresent, AuditRecords.Allowed)
                )
                : await store.CountAsync(
                    account,
                    account.SignIns.AfterFailure(now),
                    RefusalOf("wrong, or used before")
                );
            if (isCounted)
            {
                context.IsRecorded = true;
                return step is null
                    ? throw Wrong("Is not right, or was used before: a code is taken once. Wait for the next.")
                    : new PresenceProof(now + StaffPresence.Lifetime);
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }

    private AuditEvent RefusalOf(string why) =>
        records.OfCall(AuditCode.StaffPresenceRefused, AuditRecords.Refused) with
        {
            Reason = why,
            ErrorCode = ErrorCodes.ValidationError,
        };

    private static AppException Wrong(string message) => new([new Problem("code", message)]);
}
