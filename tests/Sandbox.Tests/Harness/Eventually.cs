namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>Waits for a condition that another process or connection brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < Patience,
                "the condition did not come true in time"
            );
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
