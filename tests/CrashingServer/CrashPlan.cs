using System.Diagnostics;
using System.Globalization;

namespace FinancialMcp.CrashingServer;

/// <summary>
/// Where this process dies, and how many payments it takes with it. Each payment that comes to the point stands there
/// until all have come; then the process ends by SIGKILL: no handler runs, nothing is flushed.
/// </summary>
internal sealed class CrashPlan(string point, int payments, Uri bankLog)
{
    public const string PointVariable = "CRASH_POINT";
    public const string PaymentsVariable = "CRASH_PAYMENTS";
    public const string BankLogVariable = "CRASH_BANK_LOG";

    private int standing;

    public string Point => point;

    /// <summary>How many payments come to the point.</summary>
    public int Payments => payments;

    /// <summary>Where the stand-in bank tells which requests it has seen.</summary>
    public Uri BankLog => bankLog;

    /// <summary>Throws <see cref="InvalidOperationException"/> when the variables name no point.</summary>
    public static CrashPlan Read(IReadOnlyDictionary<string, string> variables)
    {
        var point = Given(variables, PointVariable);
        return CrashPoints.All.Contains(point, StringComparer.Ordinal)
            ? new CrashPlan(
                point,
                int.Parse(Given(variables, PaymentsVariable), CultureInfo.InvariantCulture),
                new Uri(Given(variables, BankLogVariable))
            )
            : throw new InvalidOperationException($"There is no crash point {point}.");
    }

    public bool IsAt(string reached) => string.Equals(point, reached, StringComparison.Ordinal);

    /// <summary>Goes on at once at any other point; at this one it never returns.</summary>
    public Task ReachAsync(string reached)
    {
        if (!IsAt(reached))
        {
            return Task.CompletedTask;
        }

        var count = Interlocked.Increment(ref standing);
        Console.Error.WriteLine($"{count} of {payments} stand at {point}");
        if (count == payments)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }

        return StandStillAsync();
    }

    /// <summary>Until the process dies.</summary>
    public static Task StandStillAsync() => new TaskCompletionSource().Task;

    private static string Given(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new InvalidOperationException($"{name} is not given.");
}
