using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>People of the room with passkeys.</summary>
internal static class PasskeyRoom
{
    internal static readonly StaffSource Browser = new("request", "192.0.2.7", "a browser");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static PasskeySignIn Passkeys(this StaffRoom room) => room.Get<PasskeySignIn>();

    /// <summary>A device that the person has added, after a code of the other one.</summary>
    internal static async Task<SoftKey> AddKeyAsync(this StaffRoom room, string person, string name, bool counts = true)
    {
        var key = new SoftKey(StaffRoom.Address.Ours) { Counts = counts };
        await room.ProveAsync(person);
        await room.AddKeyAsync(person, name, key);
        return key;
    }

    /// <summary>Adds a device, where the person has proven to be there.</summary>
    internal static async Task<PasskeyView> AddKeyAsync(this StaffRoom room, string person, string name, SoftKey key)
    {
        var offer = await room.CallAsync(person, new OfferPasskey());
        return await room.CallAsync(person, new AddPasskey(name, offer.State, key.Create(offer.Options)));
    }

    /// <summary>Proves presence with a code, in a session that is begun where there is none.</summary>
    internal static async Task ProveAsync(this StaffRoom room, string person)
    {
        if (!room.IsSignedIn(person))
        {
            await room.SignInAsync(person);
        }

        room.Clock.Advance(TimeSpan.FromSeconds(30));
        await room.CallAsync(person, new ConfirmPresence(room.DeviceCode(person)));
    }

    /// <summary>Signs in with a fresh challenge, and returns the session's token.</summary>
    internal static Task<string> UseKeyAsync(this StaffRoom room, SoftKey key)
    {
        var offer = room.Passkeys().Offer();
        return room.AnswerAsync(offer.State, key.Use(offer.Options));
    }

    internal static Task<string> AnswerAsync(this StaffRoom room, string? state, string? response) =>
        room.Passkeys().SignInAsync(state, response, Browser, Cancel);

    internal static async Task<AppException> RefusedKeyAsync(this StaffRoom room, SoftKey key) =>
        await Assert.ThrowsAsync<AppException>(() => room.UseKeyAsync(key));

    internal static async Task<AppException> RefusedAnswerAsync(this StaffRoom room, string? state, string? response) =>
        await Assert.ThrowsAsync<AppException>(() => room.AnswerAsync(state, response));

    /// <summary>Proves presence with a key.</summary>
    internal static async Task<PresenceProof> ConfirmAsync(this StaffRoom room, string person, SoftKey key)
    {
        var offer = await room.CallAsync(person, new AskForPasskey());
        return await room.CallAsync(person, new ConfirmByPasskey(offer.State, key.Use(offer.Options)));
    }

    /// <summary>As no use case does: an invited person with a key.</summary>
    internal static async Task KeepAsync(this StaffRoom room, string person, SoftKey device)
    {
        var account = (await room.Store.FindAsync(person, Cancel))!;
        var ceremonies = room.Get<IPasskeyCeremonies>();
        var challenge = new string('A', 43);
        var made = await ceremonies.LookAtNewAsync(
            challenge,
            account,
            device.Create(ceremonies.OptionsToAdd(challenge, account, []))
        );
        var key = new Passkey
        {
            Id = Guid.CreateVersion7(),
            Account = account.Id,
            CredentialId = made.Value!.CredentialId,
            PublicKey = made.Value.PublicKey,
            Name = "left over",
            SignCount = 0,
            Model = made.Value.Model,
            Transports = made.Value.Transports,
            MayBeCopied = false,
            IsCopied = false,
            CreatedAt = room.Clock.GetUtcNow(),
        };
        var record = new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            Code = AuditCode.StaffPasskeyAdded,
            RequestId = "past every use case",
            Tool = "test",
            Decision = "none",
        };
        Assert.True(
            await room.Store.ChangeAsync(await room.Store.VersionAsync(Cancel), [new KeepPasskey(key)], record)
        );
    }
}
