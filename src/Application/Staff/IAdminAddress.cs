namespace FinancialMcp.Application.Staff;

/// <summary>Where people's browsers find the admin side.</summary>
public interface IAdminAddress
{
    /// <summary>
    /// Scheme, host and port, as browsers write an origin (RFC 6454, 6.2), from settings and never from a request; null while nothing
    /// listens, and where people sign in at an identity provider. The host is a name: passkeys cannot belong to an IP address.
    /// </summary>
    string? Origin { get; }
}
