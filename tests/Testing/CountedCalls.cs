namespace FinancialMcp.Testing;

/// <summary>What counting takes of one record of the trail.</summary>
public sealed record CountedRecord(string RequestId, int Code, int Count);

/// <summary>
/// How many calls a trail tells of. A call is one HTTP request to the MCP endpoint that was answered by the server, or
/// that it had begun when its caller broke it off. Records that tell of calls have a code below 300 and the call's own
/// request id; what the server did by itself (its request ids begin with "server-"), and what people and the registry of
/// agents did (300 and above), are no calls. The records of one request id are either one record of the call itself (1xx),
/// which counts as its <c>count</c> says: 1, or more where it sums up requests of nobody in particular; or the records of
/// the stages of one operation (2xx), which together are the one call that asked for them. Never both.
/// </summary>
public static class CountedCalls
{
    private const int FirstOfOperations = 200;
    private const int FirstOfOthers = 300;

    /// <summary>Throws <see cref="InvalidOperationException"/> for a call that has two records, or one of each kind.</summary>
    public static int In(IEnumerable<CountedRecord> records) =>
        records
            .Where(record =>
                record.Code < FirstOfOthers && !record.RequestId.StartsWith("server-", StringComparison.Ordinal)
            )
            .GroupBy(record => record.RequestId, StringComparer.Ordinal)
            .Sum(CountOf);

    private static int CountOf(IGrouping<string, CountedRecord> call)
    {
        var stages = call.Count(record => record.Code >= FirstOfOperations);
        if (stages == 0 && call.Count() == 1)
        {
            return call.Single().Count;
        }

        return stages == call.Count() && call.All(record => record.Count == 1)
            ? 1
            : throw new InvalidOperationException(
                $"{call.Key} has the records {string.Join(", ", call.Select(record => $"{record.Code} x {record.Count}"))}."
            );
    }
}
