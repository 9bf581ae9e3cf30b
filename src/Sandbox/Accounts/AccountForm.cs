using System.Globalization;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>The fields of a new account, or of an update, after the contract's checks.</summary>
internal sealed record AccountForm(
    string Type,
    string? OwnerId,
    string Currency,
    Money Balance,
    decimal? InterestRate,
    Money? CreditLimit,
    string? DueDate
)
{
    private static readonly Money Most = new(1_000_000_000_000_00);

    /// <summary>v1, for POST and PUT: the type decides the shape, unknown fields are ignored.</summary>
    public static AccountForm ReadV1(RequestBody body, DateOnly today)
    {
        var type = body.Text("accountType");
        if (!Account.IsType(type))
        {
            throw RequestBody.Malformed($"Could not resolve type id '{type}' as a subtype of Account");
        }
        var owner = body.Text("ownerId", required: true);
        var balance = body.Amount("balance", Money.Zero, Most, required: true);
        var terms = Terms(body, today);
        if (type == Account.Credit)
        {
            Require(body, "creditLimit", terms.Limit is not null);
            Require(body, "dueDate", terms.Due is not null);
        }
        body.ThrowIfInvalid();
        return Build(type!, owner, "USD", balance!.Value, terms);
    }

    /// <summary>v2 POST: no money fields, any field outside the contract is refused.</summary>
    public static AccountForm ReadV2(RequestBody body, DateOnly today)
    {
        body.AllowOnly("accountType", "ownerId", "currency", "interestRate", "creditLimit", "dueDate");
        var type = body.Text("accountType", required: true);
        var owner = body.Text("ownerId");
        var currency = body.Text("currency") ?? "USD";
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
        {
            body.Problem("currency", "must be an ISO 4217 code");
        }
        var terms = Terms(body, today);
        body.ThrowIfInvalid();
        if (!Account.IsType(type))
        {
            throw new RefusedException(RefusalReason.IllegalArgument, $"Unsupported account type: {type}");
        }
        if (type == Account.Credit && (terms.Limit is null || terms.Due is null))
        {
            throw new RefusedException(
                RefusalReason.IllegalArgument,
                "creditLimit and dueDate are required for a CREDIT account"
            );
        }
        return Build(type!, owner, currency, Money.Zero, terms);
    }

    /// <summary>v2 PUT: the terms alone; each is changed only where it is given and the type has it.</summary>
    public static Account ApplyV2(RequestBody body, DateOnly today, Account account)
    {
        body.AllowOnly("interestRate", "creditLimit", "dueDate");
        var (rate, limit, due) = Terms(body, today);
        body.ThrowIfInvalid();
        return account.Type switch
        {
            Account.Savings => account with { InterestRate = rate ?? account.InterestRate },
            Account.Credit => account with
            {
                CreditLimit = limit ?? account.CreditLimit,
                DueDate = due ?? account.DueDate,
            },
            _ => account,
        };
    }

    private static (decimal? Rate, Money? Limit, string? Due) Terms(RequestBody body, DateOnly today)
    {
        var rate = body.Number("interestRate");
        if (rate < 0)
        {
            body.Problem("interestRate", "must be greater than or equal to 0");
        }
        var limit = body.Amount("creditLimit", Money.Zero, Most, required: false);
        var due = body.Date("dueDate");
        if (due <= today)
        {
            body.Problem("dueDate", "must be a future date");
        }
        return (rate, limit, due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static void Require(RequestBody body, string field, bool present)
    {
        if (!present)
        {
            body.Problem(field, "must not be null");
        }
    }

    private static AccountForm Build(
        string type,
        string? owner,
        string currency,
        Money balance,
        (decimal? Rate, Money? Limit, string? Due) terms
    ) =>
        new(
            type,
            owner,
            currency,
            balance,
            type == Account.Savings ? terms.Rate : null,
            type == Account.Credit ? terms.Limit : null,
            type == Account.Credit ? terms.Due : null
        );
}
