using System.Text.Json.Serialization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>Adds a passkey that the browser has made for <see cref="OfferPasskey"/>: from then on it signs its person in.</summary>
/// <param name="Name">What its person calls it, 1 to 64 characters.</param>
/// <param name="State">Of the offer.</param>
/// <param name="Response">The browser's answer, as the standard's JSON.</param>
[RequirePermission(StaffPermissions.Sessions)]
[RequirePresence]
public sealed record AddPasskey(
    string Name,
    [property: JsonIgnore] string State,
    [property: JsonIgnore] string Response
) : IRequest<PasskeyView>
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 64;

    /// <summary>Without what the browser answered, whoever writes it down.</summary>
    public override string ToString() => nameof(AddPasskey);
}

internal sealed class AddPasskeyValidator : AbstractValidator<AddPasskey>
{
    public AddPasskeyValidator()
    {
        RuleFor(request => request.Name)
            .Must(name =>
                !string.IsNullOrWhiteSpace(name) && name.Length <= AddPasskey.LongestName && UntrustedText.IsClean(name)
            )
            .WithMessage("Must be 1 to 64 characters that can be seen: what you will know this key by.");
        RuleFor(request => request.State).NotEmpty().WithMessage("Must come with the answer. Begin again.");
        RuleFor(request => request.Response).Response();
    }
}

internal sealed class AddPasskeyHandler(
    IStaffStore staff,
    IPasskeyStore keys,
    IPasskeyCeremonies ceremonies,
    PasskeyChallenges challenges,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<AddPasskey, PasskeyView>
{
    public async ValueTask<PasskeyView> Handle(AddPasskey request, CancellationToken cancellationToken)
    {
        var session = OwnPasskeys.SessionOf(context);
        var challenge =
            await challenges.TakeAsync(request.State, PasskeyPurpose.Adding, session)
            ?? throw OwnPasskeys.Wrong(
                "Was made for a challenge that is over, was used before, or belongs to another session. Begin again."
            );
        var account = await staff.OpenAccountAsync(context, cancellationToken);
        var (made, problem) = await ceremonies.LookAtNewAsync(challenge, account, request.Response);
        if (made is null)
        {
            throw OwnPasskeys.Wrong($"Was not accepted: {problem}. Begin again, or use another device.");
        }

        var key = KeyOf(made, account, request.Name.Trim(), time.GetUtcNow());
        var record = records.OfCall(AuditCode.StaffPasskeyAdded, AuditRecords.Allowed) with { Reason = key.Name };
        var added = await staff.DecideAsync<PasskeyView>(
            record,
            async accounts =>
            {
                accounts.Open(context.Person);
                MustHaveRoom(await keys.ListAsync(account.Id, cancellationToken));
                return await keys.FindAsync(key.CredentialId, cancellationToken) is null
                    ? ([new KeepPasskey(key)], PasskeyView.Of(key))
                    : throw OwnPasskeys.Wrong(
                        "Is known here already: nothing has to be done. Use another device to add one."
                    );
            },
            cancellationToken
        );
        context.IsRecorded = true;
        return added;
    }

    /// <summary>Throws <see cref="AppException"/> VALIDATION_ERROR where one more would be too many.</summary>
    internal static void MustHaveRoom(IReadOnlyList<Passkey> present)
    {
        if (present.Count >= Passkey.MostOfOne)
        {
            throw OwnPasskeys.Wrong($"There are {Passkey.MostOfOne} already, the most there may be. Remove one first.");
        }
    }

    private static Passkey KeyOf(MadePasskey made, StaffAccount account, string name, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Account = account.Id,
            CredentialId = made.CredentialId,
            PublicKey = made.PublicKey,
            Name = name,
            SignCount = made.SignCount,
            Model = made.Model,
            Transports = made.Transports,
            MayBeCopied = made.MayBeCopied,
            IsCopied = made.IsCopied,
            CreatedAt = now,
        };
}

/// <summary>The browser's answer as a rule of a request.</summary>
internal static class PasskeyRules
{
    internal static IRuleBuilderOptions<T, string> Response<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(response => response is { Length: > 0 and <= PasskeySignIn.LongestResponse })
            .WithMessage("Must be what the browser answered, at most 16384 characters. Begin again.");
}
