using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace FinancialMcp.Admin.SignIn;

/// <summary>What somebody goes to the identity provider for, and where they were. It travels encrypted.</summary>
/// <param name="To">The page to come back to.</param>
/// <param name="Secret">The one-time secret of whoever enrols; null else.</param>
/// <param name="Session">The session whose person proves to be there; null else.</param>
internal sealed record ProviderTrip(string? To, string? Secret = null, Guid? Session = null)
{
    private const string Item = "trip";
    private const string AskedItem = "asked";
    private const int LongestTo = 400;

    /// <summary>The one page that is left for the provider.</summary>
    internal const string Path = "/sign-in/provider";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The address that begins an ordinary sign-in.</summary>
    internal static string AddressOf(string? to) =>
        SignInForms.IsOurs(to) ? $"{Path}?to={Uri.EscapeDataString(to!)}" : Path;

    /// <summary>The address that begins this trip, good for ten minutes.</summary>
    internal string AddressBy(IDataProtectionProvider protection) =>
        $"{Path}?trip={Uri.EscapeDataString(ProtectorOf(protection).Protect(JsonSerializer.Serialize(this), Lifetime))}";

    /// <summary>The trip of an address; null when it is not one of ours, or is too old.</summary>
    internal static ProviderTrip? Read(IDataProtectionProvider protection, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProviderTrip>(ProtectorOf(protection).Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>As the provider gives it back, encrypted by the handler in the parameter state.</summary>
    internal AuthenticationProperties Begun(DateTimeOffset now)
    {
        // It comes back in one request line, of which the server takes four kilobytes.
        var kept = To?.Length > LongestTo ? this with { To = null } : this;
        return new() { Items = { [Item] = JsonSerializer.Serialize(kept), [AskedItem] = now.ToString("O") } };
    }

    /// <summary>What came back, and when it was begun; null where nothing readable did.</summary>
    internal static (ProviderTrip Trip, DateTimeOffset AskedAt)? Of(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(Item, out var text) == true
        && properties.Items.TryGetValue(AskedItem, out var asked)
        && JsonSerializer.Deserialize<ProviderTrip>(text!) is { } trip
            ? (trip, DateTimeOffset.Parse(asked!, System.Globalization.CultureInfo.InvariantCulture))
            : null;

    private static ITimeLimitedDataProtector ProtectorOf(IDataProtectionProvider protection) =>
        protection.CreateProtector("FinancialMcp.Admin.ProviderTrip").ToTimeLimitedDataProtector();
}
