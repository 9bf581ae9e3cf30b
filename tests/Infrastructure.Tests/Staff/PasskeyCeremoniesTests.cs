using System.Buffers.Text;
using System.Text.Json.Nodes;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Staff;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.DataProtection;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>What is taken of a browser's answer, and what is not, each thing wrong by itself.</summary>
public sealed class PasskeyCeremoniesTests : IDisposable
{
    private const string Challenge = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private const string OtherChallenge = "BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private readonly PasskeyCeremonies ceremonies = new(new StaffRoom.Address(), new EphemeralDataProtectionProvider());
    private readonly SoftKey device = new(StaffRoom.Address.Ours);
    private readonly StaffAccount account = new()
    {
        Id = new Guid("0199c0de-0000-7000-8000-0000000000aa"),
        Name = "ada",
        Roles = [],
        Status = StaffStatus.Active,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>How a device or a page misbehaves, and what the record says of it.</summary>
    public static TheoryData<string, Action<SoftKey>, string> Wrongs { get; } =
        new()
        {
            { "another site", key => key.Origin = "http://evil.test", "at another address" },
            { "another port", key => key.Origin = "http://localhost:8084", "at another address" },
            { "another scheme", key => key.Origin = "https://localhost:8083", "at another address" },
            { "a path", key => key.Origin = "http://localhost:8083/", "at another address" },
            { "other letters", key => key.Origin = "HTTP://localhost:8083", "at another address" },
            { "a subdomain", key => key.Origin = "http://a.localhost:8083", "at another address" },
            { "no origin", key => key.Origin = "null", "at another address" },
            { "another address's key", key => key.RpId = "evil.test", "a key of another address" },
            { "not verified", key => key.Verifies = false, "did not verify who used it" },
            { "not touched", key => key.IsPresent = false, "not what was asked for" },
            { "in a frame", key => key.IsFramed = true, "not what was asked for" },
            { "another deed", key => key.Type = "payment.get", "not what was asked for" },
            { "copied, and cannot be", key => key.IsCopied = true, "not what was asked for" },
        };

    public static TheoryData<string, Action<SoftKey>, string> WrongUses { get; } =
        new()
        {
            { "another's", key => key.Handle = new byte[16], "this account's" },
            { "nobody's", key => key.TellsHandle = false, "this account's" },
            { "may be copied now", key => key.MayBeCopied = true, "may be copied has changed" },
        };

    public void Dispose() => device.Dispose();

    [Fact]
    public async Task A_key_is_made_and_used()
    {
        device.MayBeCopied = device.IsCopied = true;
        var key = await MadeAsync();
        Assert.Equal(
            (Base64Url.EncodeToString(device.CredentialId), 0L, true, true),
            (key.CredentialId, key.SignCount, key.MayBeCopied, key.IsCopied)
        );
        Assert.Equal("[\"internal\"]", key.Transports);

        var (used, problem) = await ceremonies.LookAtUseAsync(Challenge, key, device.Use(Options()));

        Assert.Null(problem);
        Assert.Equal(new UsedPasskey(1, true), used);
    }

    [Fact]
    public void The_browser_is_told_what_the_standard_asks_for()
    {
        var make = JsonNode.Parse(ceremonies.OptionsToAdd(Challenge, account, []))!;
        var use = JsonNode.Parse(Options())!;

        Assert.Equal("localhost", (string?)make["rp"]!["id"]);
        Assert.Equal("none", (string?)make["attestation"]);
        Assert.Equal("required", (string?)make["authenticatorSelection"]!["residentKey"]);
        Assert.Equal("required", (string?)make["authenticatorSelection"]!["userVerification"]);
        Assert.Equal([-7, -257], make["pubKeyCredParams"]!.AsArray().Select(it => (int)it!["alg"]!));
        Assert.DoesNotContain(
            "ada",
            Base64Url.DecodeFromChars((string)make["user"]!["id"]!).Select(it => ((char)it).ToString())
        );
        Assert.Equal((Challenge, 300_000L), ((string?)make["challenge"], (long)make["timeout"]!));
        Assert.Equal(("localhost", "required"), ((string?)use["rpId"], (string?)use["userVerification"]));
        Assert.Equal((Challenge, 300_000L), ((string?)use["challenge"], (long)use["timeout"]!));
        Assert.Empty(use["allowCredentials"]!.AsArray());
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_key_is_not_made_by_what_is_wrong(string what, Action<SoftKey> spoil, string problem)
    {
        Assert.NotEmpty(what);
        spoil(device);

        var found = await ceremonies.LookAtNewAsync(
            Challenge,
            account,
            device.Create(ceremonies.OptionsToAdd(Challenge, account, []))
        );

        Assert.Null(found.Value);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    [MemberData(nameof(WrongUses))]
    public async Task A_key_is_not_used_by_what_is_wrong(string what, Action<SoftKey> spoil, string problem)
    {
        Assert.NotEmpty(what);
        var key = await MadeAsync();
        spoil(device);

        var found = await ceremonies.LookAtUseAsync(Challenge, key, device.Use(Options()));

        Assert.Null(found.Value);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_good_for_its_challenge_and_its_key_alone()
    {
        var key = await MadeAsync();
        var answer = device.Use(Options());
        using var twin = new SoftKey(StaffRoom.Address.Ours) { CredentialId = device.CredentialId };
        twin.Create(ceremonies.OptionsToAdd(Challenge, account, []));

        var other = await ceremonies.LookAtUseAsync(OtherChallenge, key, answer);
        var twins = await ceremonies.LookAtUseAsync(Challenge, key, twin.Use(Options()));

        Assert.Equal("it answers another challenge", other.Problem);
        Assert.Equal("it signed something else", twins.Problem);
    }

    /// <summary>Each byte of what the device signed and of the key that it made, changed and cut.</summary>
    [Fact]
    public async Task Nothing_that_a_browser_sends_does_more_than_be_refused()
    {
        var made = device.Create(ceremonies.OptionsToAdd(Challenge, account, []));
        var key = await MadeAsync();
        var used = device.Use(Options());
        string[] texts =
        [
            "",
            "null",
            "[]",
            "{}",
            "{\"rawId\":7}",
            "{\"rawId\":\"!\"}",
            "{\"response\":{}}",
            "\"x\"",
            new('{', 99),
        ];
        foreach (var text in texts)
        {
            Assert.Null(ceremonies.CredentialOf(text));
            Assert.Null((await ceremonies.LookAtNewAsync(Challenge, account, text)).Value);
            Assert.Null((await ceremonies.LookAtUseAsync(Challenge, key, text)).Value);
        }

        foreach (var text in SpoiltIn(made, "clientDataJSON").Concat(SpoiltIn(made, "attestationObject")))
        {
            // What model it is proves nothing, so that bytes of it may be others.
            var found = await ceremonies.LookAtNewAsync(Challenge, account, text);
            Assert.True(found.Value is null ^ found.Problem is null);
        }

        foreach (var text in SpoiltIn(used, "clientDataJSON").Concat(SpoiltIn(used, "authenticatorData")))
        {
            Assert.Null((await ceremonies.LookAtUseAsync(Challenge, key, text)).Value);
        }

        foreach (var text in SpoiltIn(used, "signature"))
        {
            Assert.Null((await ceremonies.LookAtUseAsync(Challenge, key, text)).Value);
        }
    }

    private string Options() => ceremonies.OptionsToUse(Challenge, []);

    private async Task<Passkey> MadeAsync()
    {
        var (made, problem) = await ceremonies.LookAtNewAsync(
            Challenge,
            account,
            device.Create(ceremonies.OptionsToAdd(Challenge, account, []))
        );
        Assert.Null(problem);
        return new Passkey
        {
            Id = Guid.Empty,
            Account = account.Id,
            CredentialId = made!.CredentialId,
            PublicKey = made.PublicKey,
            Name = "a key",
            SignCount = made.SignCount,
            Model = made.Model,
            Transports = made.Transports,
            MayBeCopied = made.MayBeCopied,
            IsCopied = made.IsCopied,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private static IEnumerable<string> SpoiltIn(string answer, string member)
    {
        var bytes = Base64Url.DecodeFromChars((string)JsonNode.Parse(answer)!["response"]![member]!);
        for (var at = 0; at < bytes.Length; at++)
        {
            yield return With([.. bytes[..at], (byte)~bytes[at], .. bytes[(at + 1)..]]);
            yield return With(bytes[..at]);
        }

        string With(byte[] spoilt)
        {
            var copy = JsonNode.Parse(answer)!;
            copy["response"]![member] = Base64Url.EncodeToString(spoilt);
            return copy.ToJsonString();
        }
    }
}
