namespace FinancialMcp.Application.Staff;

/// <summary>A person signed in at one browser, as the server knows it: the browser holds a token, we its digest.</summary>
public sealed record StaffSession
{
    /// <summary>How long after the last request it ends.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its begin it ends, whatever happens.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(8);

    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the token, lower-case hex.</summary>
    public required string TokenHash { get; init; }
    public required Guid Account { get; init; }
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The last request, to the minute.</summary>
    public required DateTimeOffset SeenAt { get; init; }
    public required string? SourceAddress { get; init; }

    /// <summary>As the browser claims, cut, untrusted.</summary>
    public required string? Client { get; init; }

    /// <summary>When its person last proved to be there, as <see cref="StaffPresence"/> says; null: not in this session.</summary>
    public DateTimeOffset? PresentAt { get; init; }

    /// <summary>Signed out, revoked, or its account was disabled; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it; null while it goes on.</summary>
    public string? EndedBy { get; init; }

    public bool IsOpenAt(DateTimeOffset now) => EndedAt is null && now < EndsAt;

    /// <summary>When it ends by itself, if nothing more is asked.</summary>
    public DateTimeOffset EndsAt => SeenAt + Idle < BeganAt + Longest ? SeenAt + Idle : BeganAt + Longest;
}
