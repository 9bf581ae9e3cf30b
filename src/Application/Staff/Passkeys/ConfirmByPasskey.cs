using System.Text.Json.Serialization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>
/// Proves with one of one's own passkeys that it is oneself who decides, as <see cref="ConfirmPresence"/> does with a code, for as
/// long, and with wrong attempts counted alike.
/// </summary>
/// <param name="State">Of <see cref="AskForPasskey"/>.</param>
/// <param name="Response">The browser's answer, as the standard's JSON.</param>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record ConfirmByPasskey([property: JsonIgnore] string State, [property: JsonIgnore] string Response)
    : IRequest<PresenceProof>
{
    /// <summary>Without what the browser answered, whoever writes it down.</summary>
    public override string ToString() => nameof(ConfirmByPasskey);
}

internal sealed class ConfirmByPasskeyValidator : AbstractValidator<ConfirmByPasskey>
{
    public ConfirmByPasskeyValidator()
    {
        RuleFor(request => request.State).NotEmpty().WithMessage("Must come with the answer. Begin again.");
        RuleFor(request => request.Response).Response();
    }
}

internal sealed class ConfirmByPasskeyHandler(
    IStaffStore staff,
    IPasskeyStore keys,
    IPasskeyCeremonies ceremonies,
    PasskeyChallenges challenges,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<ConfirmByPasskey, PresenceProof>
{
    private const int MostTries = 20;

    public async ValueTask<PresenceProof> Handle(ConfirmByPasskey request, CancellationToken cancellationToken)
    {
        var session = OwnPasskeys.SessionOf(context);
        var challenge = await challenges.TakeAsync(request.State, PasskeyPurpose.Presence, session);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var account = await staff.OpenAccountAsync(context, cancellationToken);
            var now = time.GetUtcNow();
            var (used, problem) = await JudgeAsync(account, challenge, request.Response, cancellationToken);

            // Others' wrong attempts close the account to what can be guessed, and not to its keys.
            if (used is null && account.SignIns.LockedUntil is { } until && until > now)
            {
                await staff.RecordAsync(RefusalOf("closed after wrong attempts"));
                context.IsRecorded = true;
                throw OwnPasskeys.Wrong(
                    $"Was not accepted, and nothing more counts until {until:HH:mm} UTC. Use a key of yours."
                );
            }

            var isCounted = used is null
                ? await staff.CountAsync(account, account.SignIns.AfterFailure(now), RefusalOf(problem!))
                : await keys.ProveAsync(used, session, account, account.SignIns.AfterKey(), SuccessOf(used));
            if (isCounted)
            {
                context.IsRecorded = true;
                return used is null
                    ? throw OwnPasskeys.Wrong("Was not accepted. Try again, or enter the code of your device.")
                    : new PresenceProof(used.UsedAt!.Value + StaffPresence.Lifetime);
            }
        }

        throw new StoreUnavailableException("Others keep signing in to the same account.");
    }

    private async Task<PasskeyFinding<Passkey>> JudgeAsync(
        StaffAccount account,
        string? challenge,
        string response,
        CancellationToken cancellationToken
    )
    {
        var id = ceremonies.CredentialOf(response);
        var own = await keys.ListAsync(account.Id, cancellationToken);
        return own.FirstOrDefault(it => string.Equals(it.CredentialId, id, StringComparison.Ordinal)) is { } key
            ? await challenges.JudgeAsync(challenge, key, response)
            : new(null, "none of the person's passkeys");
    }

    private AuditEvent SuccessOf(Passkey key) =>
        records.OfCall(AuditCode.StaffPresent, AuditRecords.Allowed) with
        {
            Reason = $"with the passkey {key.Name}",
        };

    private AuditEvent RefusalOf(string why) =>
        records.OfCall(AuditCode.StaffPresenceRefused, AuditRecords.Refused) with
        {
            Reason = why,
            ErrorCode = ErrorCodes.ValidationError,
        };
}
