using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Writes the body of a change in the contract's own fields. Amounts are JSON numbers with exactly the currency's
/// decimals, written as digits, never through binary floating point.
/// </summary>
internal static class ChangeBody
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Never empty. Throws <see cref="InvalidOperationException"/> for what the contract cannot carry out.</summary>
    public static string Of(BankContract contract, BankInstruction instruction, string backendKey)
    {
        _ = ChangeRoute.Of(contract, instruction);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            Write(json, contract, instruction, backendKey);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(
        Utf8JsonWriter json,
        BankContract contract,
        BankInstruction instruction,
        string backendKey
    )
    {
        switch (instruction)
        {
            case Deposit it:
                json.WriteString("accountId", it.Account.ToString());
                WriteMovement(json, it.Amount, it.Description, backendKey);
                break;
            case Withdrawal it:
                json.WriteString("accountId", it.Account.ToString());
                WriteMovement(json, it.Amount, it.Description, backendKey);
                break;
            case Transfer it:
                json.WriteString("fromAccountId", it.Source.ToString());
                json.WriteString("toAccountId", it.Destination.ToString());
                WriteMovement(json, it.Amount, it.Description, backendKey);
                break;
            case Reversal it:
                json.WriteString("reason", it.Reason);
                json.WriteString("reference", backendKey);
                break;
            case OpenAccount it:
                WriteAccount(json, contract, it);
                break;
            case ChangeAccount it:
                WriteTerms(json, it.InterestRate, it.CreditLimit, it.DueDate);
                break;
            case CorrectBalance it:
                // v1 wants the whole account repeated and stores the balance alone.
                json.WriteString("accountType", BankReading.NameOf(it.Type));
                json.WriteString("ownerId", it.OwnerId);
                WriteSum(json, "balance", it.NewBalance);
                WriteTerms(json, null, it.CreditLimit, it.DueDate);
                break;
            case SetStatus it:
                json.WriteString("status", BankReading.NameOf(it.Status));
                json.WriteString("reason", it.Reason);
                break;
            case CloseAccount it:
                // v1 reads no body here; one is sent because the HTTP stack repeats a request that has none.
                json.WriteString("reason", it.Reason);
                break;
            default:
                throw new InvalidOperationException($"No body is known for {instruction.GetType().Name}.");
        }
    }

    private static void WriteMovement(Utf8JsonWriter json, Money amount, string? description, string backendKey)
    {
        WriteSum(json, "amount", amount);
        json.WriteString("currency", amount.Currency.ToString());
        json.WriteString("reference", backendKey);
        if (description is not null)
        {
            json.WriteString("description", description);
        }
    }

    /// <summary>v1 takes an opening balance and knows no currency; v2 opens at zero and refuses fields it does not know.</summary>
    private static void WriteAccount(Utf8JsonWriter json, BankContract contract, OpenAccount account)
    {
        var isOffered =
            contract == BankContract.V1
                ? account.Currency == CurrencyCode.Usd
                : account.InitialBalance is null or { Minor: 0 };
        if (!isOffered)
        {
            throw new InvalidOperationException($"Contract {contract} cannot open such an account.");
        }

        json.WriteString("accountType", BankReading.NameOf(account.Type));
        json.WriteString("ownerId", account.OwnerId);
        if (contract == BankContract.V1)
        {
            WriteSum(json, "balance", account.InitialBalance ?? new Money(0, account.Currency));
        }
        else
        {
            json.WriteString("currency", account.Currency.ToString());
        }

        WriteTerms(json, account.InterestRate, account.CreditLimit, account.DueDate);
    }

    private static void WriteTerms(Utf8JsonWriter json, decimal? interestRate, Money? creditLimit, DateOnly? dueDate)
    {
        if (interestRate is { } rate)
        {
            json.WriteNumber("interestRate", rate);
        }

        if (creditLimit is { } limit)
        {
            WriteSum(json, "creditLimit", limit);
        }

        if (dueDate is { } date)
        {
            json.WriteString("dueDate", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteSum(Utf8JsonWriter json, string field, Money sum)
    {
        json.WritePropertyName(field);
        json.WriteRawValue(sum.ToString());
    }
}
