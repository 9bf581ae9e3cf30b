using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Exceptions;
using Fido2NetLib.Objects;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using Microsoft.AspNetCore.DataProtection;

namespace FinancialMcp.Infrastructure.Staff;

/// <summary>
/// The ceremonies as Fido2 carries them out. What it leaves to its caller, or takes more widely than the standard, is looked at
/// here as well: the origin letter by letter, that a key says whose it is, and that it may be copied now if it was made so.
/// </summary>
internal sealed class PasskeyCeremonies(IAdminAddress address, IDataProtectionProvider protection) : IPasskeyCeremonies
{
    private const string Purpose = "FinancialMcp.Staff.Passkeys";
    private const string ServerName = "Financial MCP";

    /// <summary>What every device of people can: elliptic curve P-256, and RSA for Windows Hello (RFC 9053, RFC 8812).</summary>
    private static readonly PubKeyCredParam[] Algorithms = [PubKeyCredParam.ES256, PubKeyCredParam.RS256];

    private readonly IDataProtector protector = protection.CreateProtector(Purpose);

    public string Protect(PasskeyChallenge challenge) =>
        protector.Protect(JsonSerializer.Serialize(challenge, WireJson.Options));

    public PasskeyChallenge? Unprotect(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize<PasskeyChallenge>(protector.Unprotect(kept), WireJson.Options);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public string OptionsToAdd(string challenge, StaffAccount account, IReadOnlyList<Passkey> present) =>
        ToAdd(challenge, account, present).ToJson();

    public string OptionsToUse(string challenge, IReadOnlyList<Passkey> allowed) => ToUse(challenge, allowed).ToJson();

    public async Task<PasskeyFinding<MadePasskey>> LookAtNewAsync(
        string challenge,
        StaffAccount account,
        string response
    )
    {
        try
        {
            var answer = JsonSerializer.Deserialize<AuthenticatorAttestationRawResponse>(response);
            if (answer?.Response?.ClientDataJson is not { } said || !IsOurs(said))
            {
                return new(null, "it was made at another address");
            }

            var made = await new Fido2(Configuration()).MakeNewCredentialAsync(
                new MakeNewCredentialParams
                {
                    AttestationResponse = answer,
                    OriginalOptions = ToAdd(challenge, account, []),
                    // Whether the key is known already is decided with the commit that adds it.
                    IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
                }
            );
            return new(
                new MadePasskey(
                    Base64Url.EncodeToString(made.Id),
                    Base64Url.EncodeToString(made.PublicKey),
                    made.SignCount,
                    made.AaGuid,
                    JsonSerializer.Serialize(made.Transports ?? []),
                    made.IsBackupEligible,
                    made.IsBackedUp
                ),
                null
            );
        }
        catch (Exception cause) when (WhatIsWrong(cause) is { } problem)
        {
            return new(null, problem);
        }
    }

    public string? CredentialOf(string response)
    {
        try
        {
            return JsonSerializer.Deserialize<AuthenticatorAssertionRawResponse>(response)?.RawId is { Length: > 0 } id
                ? Base64Url.EncodeToString(id)
                : null;
        }
        catch (Exception cause) when (WhatIsWrong(cause) is not null)
        {
            return null;
        }
    }

    public async Task<PasskeyFinding<UsedPasskey>> LookAtUseAsync(string challenge, Passkey key, string response)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<AuthenticatorAssertionRawResponse>(response);
            if (answer?.Response?.ClientDataJson is not { } said || !IsOurs(said))
            {
                return new(null, "it was used at another address");
            }

            // The standard leaves it out for a key of a list; every key here was made to carry it.
            if (answer.Response.UserHandle is not { } handle || !handle.AsSpan().SequenceEqual(HandleOf(key.Account)))
            {
                return new(null, "it does not say that it is this account's");
            }

            var used = await new Fido2(Configuration()).MakeAssertionAsync(
                new MakeAssertionParams
                {
                    AssertionResponse = answer,
                    OriginalOptions = ToUse(challenge, []),
                    StoredPublicKey = Base64Url.DecodeFromChars(key.PublicKey),
                    // The count is weighed by who keeps it.
                    StoredSignatureCounter = 0,
                    IsUserHandleOwnerOfCredentialIdCallback = (_, _) => Task.FromResult(true),
                }
            );
            var mayBeCopied = AuthenticatorData.Parse(answer.Response.AuthenticatorData).IsBackupEligible;
            return mayBeCopied == key.MayBeCopied
                ? new(new UsedPasskey(used.SignCount, used.IsBackedUp), null)
                : new(null, "whether it may be copied has changed, which no device can do");
        }
        catch (Exception cause) when (WhatIsWrong(cause) is { } problem)
        {
            return new(null, problem);
        }
    }

    /// <summary>Without any name: what the device keeps of the account tells nothing (WebAuthn Level 3, 14.6.1).</summary>
    private static byte[] HandleOf(Guid account) => account.ToByteArray(bigEndian: true);

    private string Origin() =>
        address.Origin ?? throw new InvalidOperationException("A passkey was asked for where no admin side listens.");

    private Fido2Configuration Configuration() =>
        new()
        {
            RPID = new Uri(Origin()).Host,
            RPName = ServerName,
            Origins = new HashSet<string>(StringComparer.Ordinal) { Origin() },
            Timeout = (uint)PasskeyChallenges.Lifetime.TotalMilliseconds,
        };

    private CredentialCreateOptions ToAdd(string challenge, StaffAccount account, IReadOnlyList<Passkey> present) =>
        CredentialCreateOptions.Create(
            Configuration(),
            Base64Url.DecodeFromChars(challenge),
            new Fido2User
            {
                Id = HandleOf(account.Id),
                Name = account.Name,
                DisplayName = account.Name,
            },
            new AuthenticatorSelection
            {
                ResidentKey = ResidentKeyRequirement.Required,
                UserVerification = UserVerificationRequirement.Required,
            },
            AttestationConveyancePreference.None,
            [.. present.Select(DescriptorOf)],
            extensions: null,
            Algorithms
        );

    private AssertionOptions ToUse(string challenge, IReadOnlyList<Passkey> allowed) =>
        AssertionOptions.Create(
            Configuration(),
            Base64Url.DecodeFromChars(challenge),
            [.. allowed.Select(DescriptorOf)],
            UserVerificationRequirement.Required,
            extensions: null
        );

    private static PublicKeyCredentialDescriptor DescriptorOf(Passkey key) =>
        new(
            PublicKeyCredentialType.PublicKey,
            Base64Url.DecodeFromChars(key.CredentialId),
            JsonSerializer.Deserialize<AuthenticatorTransport[]>(key.Transports)
        );

    /// <summary>
    /// The browser says that the page stood at exactly our origin (WebAuthn Level 3, 7.1 and 7.2). Throws
    /// <see cref="JsonException"/> and what <see cref="WhatIsWrong"/> knows.
    /// </summary>
    private bool IsOurs(byte[] clientData)
    {
        using var said = JsonDocument.Parse(Encoding.UTF8.GetString(clientData));
        return said.RootElement.TryGetProperty("origin", out var origin)
            && origin.ValueKind == JsonValueKind.String
            && origin.ValueEquals(Origin());
    }

    /// <summary>What an answer does wrong that cannot be read or is not right; null for what no answer causes.</summary>
    private static string? WhatIsWrong(Exception cause) =>
        cause switch
        {
            Fido2VerificationException { Code: Fido2ErrorCode.UserVerificationRequirementNotMet } =>
                "the device did not verify who used it",
            Fido2VerificationException { Code: Fido2ErrorCode.InvalidSignature } => "it signed something else",
            Fido2VerificationException { Code: Fido2ErrorCode.InvalidAuthenticatorResponseChallenge } =>
                "it answers another challenge",
            Fido2VerificationException { Code: Fido2ErrorCode.InvalidRpidHash } => "it is a key of another address",
            Fido2VerificationException => "it is not what was asked for",
            JsonException
            or FormatException
            or CborContentException
            or CryptographicException
            or InvalidCastException
            or KeyNotFoundException
            or ArgumentException
            or OverflowException => "it cannot be read",
            // What the libraries below say of a key of no known kind, or of CBOR of another kind than they expect.
            InvalidOperationException { Source: "Fido2" or "System.Formats.Cbor" or "System.Text.Json" } =>
                "it cannot be read",
            _ => null,
        };
}
