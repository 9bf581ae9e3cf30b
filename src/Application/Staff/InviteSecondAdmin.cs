using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// Makes the one-time secret by which a second administrator comes to be, while there is only one: from then on accounts
/// take two people. Returns the secret, which is shown this once.
/// </summary>
[RequirePermission(StaffPermissions.StaffPropose)]
[RequirePresence]
public sealed record InviteSecondAdmin : IRequest<string>;

internal sealed class InviteSecondAdminValidator : AbstractValidator<InviteSecondAdmin>;

internal sealed class InviteSecondAdminHandler(
    IStaffStore store,
    StaffWay way,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<InviteSecondAdmin, string>
{
    public async ValueTask<string> Handle(InviteSecondAdmin request, CancellationToken cancellationToken)
    {
        var record = records.OfCall(AuditCode.StaffSecretMade, AuditRecords.Allowed) with
        {
            Reason = "for the second administrator",
        };
        var text = await store.DecideAsync(context, record, Decide, cancellationToken);
        context.IsRecorded = true;
        return text;
    }

    private (IReadOnlyList<StaffChange>, string) Decide(IReadOnlyList<StaffAccount> accounts)
    {
        if (!StaffDecisions.TakeSecond(accounts, way))
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                StaffDecisions.TakeFromLog(accounts, way)
                    ? "Another administrator was disabled, so you alone can make none. Have the server started again: its log "
                        + "then tells a secret by which another administrator enrols."
                    : "There are two administrators already: propose the account, and let another administrator approve it."
            );
        }

        var (secret, text) = OneTimeSecret.New(SecretPurpose.SecondAdmin, null, time.GetUtcNow());
        return ([new AddSecret(secret)], text);
    }
}
