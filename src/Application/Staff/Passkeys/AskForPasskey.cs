using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>Begins to prove with a passkey that it is oneself: what the browser is told.</summary>
[RequirePermission(StaffPermissions.Sessions)]
public sealed record AskForPasskey : IRequest<PasskeyOffer>;

internal sealed class AskForPasskeyValidator : AbstractValidator<AskForPasskey>;

internal sealed class AskForPasskeyHandler(
    IStaffStore staff,
    IPasskeyStore keys,
    IPasskeyCeremonies ceremonies,
    PasskeyChallenges challenges,
    CallContext context
) : IRequestHandler<AskForPasskey, PasskeyOffer>
{
    public async ValueTask<PasskeyOffer> Handle(AskForPasskey request, CancellationToken cancellationToken)
    {
        var account = await staff.OpenAccountAsync(context, cancellationToken);
        var own = await keys.ListAsync(account.Id, cancellationToken);
        return own.Count > 0
            ? challenges.Offer(
                PasskeyPurpose.Presence,
                OwnPasskeys.SessionOf(context),
                challenge => ceremonies.OptionsToUse(challenge, own)
            )
            : throw OwnPasskeys.Wrong(
                "You have none yet. Enter the code of your device; under Passkeys you can add one."
            );
    }
}
