namespace FinancialMcp.Testing;

/// <summary>
/// A surface that people approve by reading its difference: a file of the repository that must equal what the code
/// says. <c>UPDATE_APPROVED=1</c> rewrites it.
/// </summary>
public static class ApprovedFile
{
    /// <summary>
    /// Compares, or rewrites. Throws <see cref="InvalidOperationException"/> that names the first line that differs.
    /// </summary>
    /// <param name="path">Path below the repository's root.</param>
    /// <param name="actual">What the code says; it ends with a line feed.</param>
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(BuildOutput.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == actual)
        {
            return;
        }

        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new InvalidOperationException(
            $"{path}, line {line + 1}: approved \"{before.ElementAtOrDefault(line)}\", "
                + $"now \"{after.ElementAtOrDefault(line)}\". Run the tests with UPDATE_APPROVED=1 and read the difference."
        );
    }
}
