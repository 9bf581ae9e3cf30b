namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>Puts a run's totals and table on the page that CRASH_REPORT names, between the marks of its database.</summary>
internal static class CrashReport
{
    public static async Task WriteAsync(string database, CrashMatrix matrix)
    {
        if (Environment.GetEnvironmentVariable("CRASH_REPORT") is not { Length: > 0 } page)
        {
            return;
        }

        var (begin, end) = ($"<!-- crashes {database} -->", $"<!-- end of crashes {database} -->");
        var text = await File.ReadAllTextAsync(page);
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"{page} has no marks for {database}.");
        await File.WriteAllTextAsync(page, $"{text[..from]}{begin}\n{matrix.Totals()}\n\n{matrix.Table()}{text[to..]}");
    }
}
