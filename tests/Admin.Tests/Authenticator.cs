using System.Text.Json;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests;

/// <summary>A device with passkeys in a person's browser, as its developer tools offer one: it is there, and verifies its person.</summary>
internal sealed class Authenticator
{
    private readonly ICDPSession session;
    private readonly string id;

    private Authenticator(ICDPSession session, string id) => (this.session, this.id) = (session, id);

    public static async Task<Authenticator> GiveAsync(Person person)
    {
        var tools = await person.Context.NewCDPSessionAsync(person.Page);
        await tools.SendAsync("WebAuthn.enable");
        var added = await tools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            Arguments(
                (
                    "options",
                    new
                    {
                        protocol = "ctap2",
                        transport = "internal",
                        hasResidentKey = true,
                        hasUserVerification = true,
                        isUserVerified = true,
                        automaticPresenceSimulation = true,
                    }
                )
            )
        );
        return new Authenticator(tools, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>From now on the finger is the right one, or is not.</summary>
    public Task VerifyAsync(bool isRight) =>
        session.SendAsync("WebAuthn.setUserVerified", Arguments(("authenticatorId", id), ("isUserVerified", isRight)));

    /// <summary>How many keys the device keeps.</summary>
    public async Task<int> KeysAsync()
    {
        var answer = await session.SendAsync("WebAuthn.getCredentials", Arguments(("authenticatorId", id)));
        return answer!.Value.GetProperty("credentials").GetArrayLength();
    }

    private static Dictionary<string, object> Arguments(params (string Name, object Value)[] values) =>
        values.ToDictionary(
            it => it.Name,
            it => (object)JsonSerializer.SerializeToElement(it.Value),
            StringComparer.Ordinal
        );
}
