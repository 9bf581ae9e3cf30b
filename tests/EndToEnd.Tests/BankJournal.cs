using Microsoft.Data.Sqlite;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>One line of the bank's ground truth: written in the same transaction as the posting it names.</summary>
internal sealed record JournalRow(string TransactionId, string? IdempotencyKey, string Status)
{
    public bool IsPosted => Status is "COMPLETED" or "REVERSED";
}

/// <summary>Reads the stand-in bank's journal from its ledger file, beside the running bank.</summary>
internal static class BankJournal
{
    public static async Task<IReadOnlyCollection<JournalRow>> ReadAsync(string dataFolder)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(dataFolder, "ledger.db"),
                Mode = SqliteOpenMode.ReadOnly,
            }.ToString()
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select transaction_id, idempotency_key, status from journal";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                new JournalRow(
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetString(1),
                    reader.GetString(2)
                )
            );
        }

        return rows;
    }
}
