namespace FinancialMcp.Domain.Operations;

/// <summary>What happened on the wire in one attempt: kept for the people who may have to decide a doubt.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Fence">The fence of the lease under which it was made.</param>
/// <param name="Started">When the attempt began, UTC.</param>
/// <param name="Ended">When its answer, or its failure, was known, UTC.</param>
/// <param name="BytesSent">True as soon as one byte of the body may have left: then only an answer proves anything.</param>
/// <param name="HttpStatus">The answer's status, if one came.</param>
/// <param name="ErrorClass">A short stable name of what went wrong (timeout, reset, not_sent …); null when an answer came.</param>
/// <param name="ResponseSha256">Of the answer's body, lower-case hex.</param>
public sealed record Attempt(
    int Number,
    long Fence,
    DateTimeOffset Started,
    DateTimeOffset Ended,
    bool BytesSent,
    int? HttpStatus,
    string? ErrorClass,
    string? ResponseSha256
);
