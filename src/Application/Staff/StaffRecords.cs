using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Staff;

/// <summary>Where a request of a person came from, before anybody knows who it is.</summary>
/// <param name="RequestId">Chosen by the server.</param>
/// <param name="Address">The peer's address; null when unknown.</param>
/// <param name="Client">As the browser claims, untrusted.</param>
public sealed record StaffSource(string RequestId, string? Address, string? Client);

/// <summary>The records of what happens before a person is signed in, or without one.</summary>
internal static class StaffRecords
{
    /// <summary>The issuer of the staff's names.</summary>
    internal const string Issuer = "admin";

    private const int ClientLength = 200;

    internal static Principal PrincipalOf(string name) => new(Issuer, name, null);

    /// <summary>The browser's claim as it is kept.</summary>
    internal static string? ClientOf(StaffSource source) => UntrustedText.Clean(source.Client, ClientLength);

    /// <param name="code">What happened.</param>
    /// <param name="decision">allowed, refused or none.</param>
    /// <param name="deed">Named like a tool.</param>
    /// <param name="name">Who it is about, as far as it is known to be a person of ours; null else.</param>
    /// <param name="source">Where it came from; null for the server itself.</param>
    /// <param name="reason">In words that are ours.</param>
    /// <param name="now">When.</param>
    internal static AuditEvent Of(
        AuditCode code,
        string decision,
        string deed,
        string? name,
        StaffSource? source,
        string? reason,
        DateTimeOffset now
    )
    {
        var id = Guid.CreateVersion7(now);
        return new AuditEvent
        {
            Id = id,
            Code = code,
            RequestId = source?.RequestId ?? $"server-{id}",
            Principal = name is null ? null : PrincipalOf(name),
            SourceAddress = source?.Address,
            ClientName = source is null ? null : ClientOf(source),
            Tool = deed,
            Decision = decision,
            Reason = reason,
        };
    }
}
