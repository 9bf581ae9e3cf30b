using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>Begins to add a passkey: what the browser is told. Nothing is kept before <see cref="AddPasskey"/>.</summary>
[RequirePermission(StaffPermissions.Sessions)]
[RequirePresence]
public sealed record OfferPasskey : IRequest<PasskeyOffer>;

internal sealed class OfferPasskeyValidator : AbstractValidator<OfferPasskey>;

internal sealed class OfferPasskeyHandler(
    IStaffStore staff,
    IPasskeyStore keys,
    IPasskeyCeremonies ceremonies,
    PasskeyChallenges challenges,
    CallContext context
) : IRequestHandler<OfferPasskey, PasskeyOffer>
{
    public async ValueTask<PasskeyOffer> Handle(OfferPasskey request, CancellationToken cancellationToken)
    {
        var account = await staff.OpenAccountAsync(context, cancellationToken);
        var present = await keys.ListAsync(account.Id, cancellationToken);
        AddPasskeyHandler.MustHaveRoom(present);
        return challenges.Offer(
            PasskeyPurpose.Adding,
            OwnPasskeys.SessionOf(context),
            challenge => ceremonies.OptionsToAdd(challenge, account, present)
        );
    }
}
