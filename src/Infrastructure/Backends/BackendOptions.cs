using System.Text;
using FinancialMcp.Application;
using Microsoft.Extensions.Options;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>Where one of the bank's services is.</summary>
/// <param name="Url">Absolute http or https URL; a path in it is a prefix of every route.</param>
/// <param name="StaticToken">A service token to use instead of tokens of our own (BACKEND_SERVICE_TOKEN); null for our own.</param>
public sealed record BackendEndpoint(Uri Url, string? StaticToken = null)
{
    /// <summary>The type's name: the token must not reach a log through a string.</summary>
    public override string ToString() => nameof(BackendEndpoint);
}

/// <summary>
/// How the bank is called. Ranges are those of the settings of the same names; <see cref="Validate"/> checks them.
/// </summary>
public sealed record BackendOptions
{
    /// <summary>The shortest key for HS256, in bytes (RFC 7518, section 3.2).</summary>
    public const int MinimumSecretBytes = 32;

    public required BackendEndpoint AccountService { get; init; }

    public required BackendEndpoint TransactionService { get; init; }

    public required BankContract Contract { get; init; }

    /// <summary>
    /// The key of our own tokens (BACKEND_JWT_SECRET); its raw UTF-8 bytes sign. Null where both endpoints have a static token.
    /// </summary>
    public required string? JwtSecret { get; init; }

    /// <summary>Whether a service is shown another token than ours.</summary>
    public bool HasStaticToken => AccountService.StaticToken is not null || TransactionService.StaticToken is not null;

    /// <summary>The bank user with ROLE_ADMIN (BACKEND_STAFF_SUBJECT).</summary>
    public required string StaffSubject { get; init; }

    /// <summary>The zone of the bank's times, which carry none (BACKEND_TIME_ZONE).</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How long one attempt of a read may take (HTTP_TIMEOUT).</summary>
    public TimeSpan HttpTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a read is repeated (MAX_RETRIES). A change never is.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before a read's first repetition; it doubles, with jitter (RETRY_DELAY).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a read may take with all its repetitions.</summary>
    public TimeSpan ReadDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How many failures in a row open a breaker (CIRCUIT_BREAKER_FAILURE_THRESHOLD).</summary>
    public int BreakerFailureThreshold { get; init; } = 5;

    /// <summary>How long an open breaker refuses before it lets one call try (CIRCUIT_BREAKER_RECOVERY_TIMEOUT).</summary>
    public TimeSpan BreakerRecovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many changes may be at one service at once; four times as many may wait for their turn.</summary>
    public int MaxConcurrentChanges { get; init; } = 64;

    /// <summary>How many connections reads may hold to one service.</summary>
    public int MaxReadConnections { get; init; } = 128;

    /// <summary>Throws <see cref="OptionsValidationException"/> that names everything that is wrong.</summary>
    public void Validate()
    {
        List<string> problems = [];
        CheckUrl(problems, AccountService.Url, nameof(AccountService));
        CheckUrl(problems, TransactionService.Url, nameof(TransactionService));
        Check(problems, Enum.IsDefined(Contract), $"{nameof(Contract)} is neither v1 nor v2.");
        Check(
            problems,
            JwtSecret is null
                ? AccountService.StaticToken is not null && TransactionService.StaticToken is not null
                : Encoding.UTF8.GetByteCount(JwtSecret) >= MinimumSecretBytes,
            $"{nameof(JwtSecret)} is shorter than {MinimumSecretBytes} bytes, or missing without static tokens."
        );
        Check(problems, !string.IsNullOrWhiteSpace(StaffSubject), $"{nameof(StaffSubject)} is empty.");
        Check(problems, HttpTimeout > TimeSpan.Zero, $"{nameof(HttpTimeout)} is not positive.");
        Check(problems, MaxRetries is >= 1 and <= 10, $"{nameof(MaxRetries)} is not from 1 to 10.");
        Check(problems, RetryDelay > TimeSpan.Zero, $"{nameof(RetryDelay)} is not positive.");
        Check(problems, ReadDeadline > TimeSpan.Zero, $"{nameof(ReadDeadline)} is not positive.");
        Check(
            problems,
            BreakerFailureThreshold is >= 2 and <= 20,
            $"{nameof(BreakerFailureThreshold)} is not from 2 to 20."
        );
        Check(problems, BreakerRecovery > TimeSpan.Zero, $"{nameof(BreakerRecovery)} is not positive.");
        Check(
            problems,
            MaxConcurrentChanges is >= 1 and <= 4096,
            $"{nameof(MaxConcurrentChanges)} is not from 1 to 4096."
        );
        Check(problems, MaxReadConnections is >= 1 and <= 4096, $"{nameof(MaxReadConnections)} is not from 1 to 4096.");
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(nameof(BackendOptions), typeof(BackendOptions), problems);
        }
    }

    /// <summary>The type's name: secrets must not reach a log through a string.</summary>
    public override string ToString() => nameof(BackendOptions);

    private static void CheckUrl(List<string> problems, Uri url, string name)
    {
        var isPlain =
            url.IsAbsoluteUri
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length == 0
            && url.Query.Length == 0
            && url.Fragment.Length == 0;
        Check(problems, isPlain, $"{name} is not a plain absolute http or https URL.");
    }

    private static void Check(List<string> problems, bool isRight, string problem)
    {
        if (!isRight)
        {
            problems.Add(problem);
        }
    }
}
