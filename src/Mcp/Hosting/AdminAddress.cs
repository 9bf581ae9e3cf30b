using FinancialMcp.Application.Staff;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>This machine by its name, at the port that the admin side got: an IP address can have no passkeys.</summary>
internal sealed class AdminAddress(Listeners listeners) : IAdminAddress
{
    public string? Origin =>
        listeners.UrlOf(Listener.Admin) is { } url
            ? new UriBuilder(url) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority)
            : null;
}
