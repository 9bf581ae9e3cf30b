using System.Globalization;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>A process that appends records until it is killed, and notes each one that was answered.</summary>
internal static class EmbeddedWriter
{
    internal const string Ready = "appending";
    internal const string Notes = "answered.txt";

    internal static async Task<int> RunAsync(string directory)
    {
        await using var host = await SqliteStoreHost.OpenAsync(directory);
        var notes = new FileStream(
            Path.Combine(directory, Notes),
            FileMode.Append,
            FileAccess.Write,
            FileShare.Read,
            bufferSize: 0
        );
        await using (notes)
        {
            await Console.Out.WriteLineAsync($$"""{"event":"{{Ready}}"}""");
            var gate = new Lock();
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(AppendAsync)));

            async Task AppendAsync()
            {
                while (true)
                {
                    var record = Samples.Event();
                    await host.Audit.AppendAsync(record);
                    var note = System.Text.Encoding.ASCII.GetBytes(
                        string.Create(CultureInfo.InvariantCulture, $"{record.Id:D}\n")
                    );
                    lock (gate)
                    {
                        notes.Write(note);
                    }
                }
            }
        }

        return 0;
    }
}
