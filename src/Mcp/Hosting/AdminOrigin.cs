using FinancialMcp.Application.Staff;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// The address that was set, or this machine by its name at the port that the admin side got: an IP address can have no passkeys. None
/// where people sign in at an identity provider, which has keys of its own.
/// </summary>
internal sealed class AdminOrigin(Settings settings, Listeners listeners) : IAdminAddress
{
    public string? Origin =>
        settings.Provider is not null ? null
        : settings.Listening.Admin is { } admin ? admin.Url.GetLeftPart(UriPartial.Authority)
        : listeners.UrlOf(Listener.Admin) is { } url
            ? new UriBuilder(url) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority)
        : null;
}
