namespace FinancialMcp.Infrastructure.Audit;

/// <summary>The keys of the trail and the places outside the database that are told of its seals.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// Where what is not given below is made and kept: keys (mode 0600), the file of anchors. Created with mode 0700 when
    /// it does not exist.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>AUDIT_MAC_KEY_FILE: base64 of 32 bytes or more; null for a key of the directory's.</summary>
    public string? MacKeyFile { get; init; }

    /// <summary>AUDIT_SIGNING_KEY_FILE: PEM of an ECDSA P-256 private key; null for a key of the directory's.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>AUDIT_ANCHOR_FILE: the file that seals are appended to; null for one of the directory's.</summary>
    public string? AnchorFile { get; init; }

    /// <summary>AUDIT_ANCHOR_SYSLOG: host and port of a syslog server (RFC 5424 over UDP).</summary>
    public SyslogServer? AnchorSyslog { get; init; }

    /// <summary>AUDIT_ANCHOR_WEBHOOK: where each seal is posted to.</summary>
    public Uri? AnchorWebhook { get; init; }

    /// <summary>AUDIT_SEALING: false for an instance that leaves the sealing to others.</summary>
    public bool Seals { get; init; } = true;
}

/// <summary>A syslog server by host and UDP port.</summary>
public sealed record SyslogServer(string Host, int Port);
