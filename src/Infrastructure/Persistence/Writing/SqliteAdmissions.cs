using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Infrastructure.Persistence.Rows;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// What admissions read and write on SQLite, inside the one writer's transaction: nobody else can change it meanwhile, so
/// every write is judged and written by itself.
/// </summary>
internal sealed class SqliteAdmissions : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly List<SqliteCommand> prepared = [];
    private readonly SqliteStatement<HoldRow> hold;
    private readonly SqliteStatement<WindowRow> openWindow;
    private readonly SqliteStatement<WindowRow> changeWindow;
    private readonly SqliteCommand version;
    private readonly SqliteCommand key;
    private readonly SqliteCommand twin;
    private readonly SqliteCommand window;
    private readonly SqliteCommand holds;

    internal SqliteAdmissions(SqliteConnection connection)
    {
        this.connection = connection;
        version = Prepare("select version from oversight where id = 1");
        key = Prepare("select 1 from operation where principal_key = $1 and key_hash = $2", 2);
        twin = Prepare(
            "select id from operation where twin = $1 and created_at > $2 and state not in (11, 12, 13, 14, 15) "
                + "order by created_at desc limit 1",
            2
        );
        window = Prepare(
            "select used, held, used_count, held_count from limit_window "
                + "where subject = $1 and period = $2 and start_day = $3 and currency = $4",
            4
        );
        holds = Prepare(
            "select subject, period, start_day, currency, amount_minor from limit_hold "
                + "where operation_id = $1 and state = 1",
            1
        );
        var names = Columns.Hold.Select(column => column.Name).ToList();
        hold = new SqliteStatement<HoldRow>(
            connection,
            $"insert into limit_hold ({string.Join(", ", names)}) values ({string.Join(", ", names.Select(n => "@" + n))}) "
                + "on conflict (operation_id, subject, period, start_day, currency) "
                + "do update set state = excluded.state, amount_minor = excluded.amount_minor",
            Columns.Hold
        );
        openWindow = new SqliteStatement<WindowRow>(
            connection,
            "insert into limit_window "
                + "(subject, period, start_day, currency, cap, cap_count, used, held, used_count, held_count) "
                + "values (@subject, @period, @start_day, @currency, @cap, @cap_count, 0, 0, 0, 0) on conflict do nothing",
            Columns.Window
        );
        changeWindow = new SqliteStatement<WindowRow>(
            connection,
            """
            update limit_window set
                cap = case when @cap is null and @cap_count is null then cap else @cap end,
                cap_count = case when @cap is null and @cap_count is null then cap_count else @cap_count end,
                used = used + @used, held = held + @held,
                used_count = used_count + @used_count, held_count = held_count + @held_count
            where subject = @subject and period = @period and start_day = @start_day and currency = @currency
            """,
            Columns.Window
        );
    }

    /// <summary>Reads what the claim depends on and judges it.</summary>
    internal ClaimVerdict Judge(ClaimWrite claim, AdmissionLedger ledger, DateTimeOffset now)
    {
        var operation = claim.Operation;
        if (Read(key, operation.PrincipalKey, operation.KeyHash) is not null)
        {
            ledger.KeyIsTaken(operation.PrincipalKey, operation.KeyHash);
        }

        if (claim.Terms.Twin is { } sought)
        {
            var since = SqliteValues.Microseconds(now) - claim.Terms.TwinMicroseconds;
            if (Read(twin, sought, since) is string earlier)
            {
                ledger.HasTwin(sought, Guid.ParseExact(earlier, "D"));
            }
        }

        ReadFacts(ledger, claim.Terms.Limits);
        return ledger.Judge(claim);
    }

    /// <summary>Reads what the dispatch depends on and judges it; null when it may go.</summary>
    internal DispatchVerdict? Judge(DispatchWrite dispatch, AdmissionLedger ledger)
    {
        ReadFacts(ledger, dispatch.Terms.Limits);
        return ledger.Judge(dispatch, HoldsOf(dispatch.Operation.Id));
    }

    /// <summary>Writes what a move does to the operation's holds.</summary>
    internal void Apply(MoveWrite move)
    {
        if (move.Effect != HoldEffect.Keep)
        {
            var ledger = new AdmissionLedger();
            ledger.Apply(move.Effect, HoldsOf(move.Operation.Id));
            Write(ledger);
        }
    }

    /// <summary>Writes the holds and the windows that follow from what was judged.</summary>
    internal void Write(AdmissionLedger ledger)
    {
        foreach (var row in ledger.Holds)
        {
            hold.Execute(row);
        }

        foreach (var (name, change) in ledger.Changes)
        {
            var row = WindowRow.Of(name, change);
            openWindow.Execute(row);
            changeWindow.Execute(row);
        }
    }

    public void Dispose()
    {
        prepared.ForEach(command => command.Dispose());
        hold.Dispose();
        openWindow.Dispose();
        changeWindow.Dispose();
    }

    private void ReadFacts(AdmissionLedger ledger, IEnumerable<WindowLimit> limits)
    {
        ledger.OversightVersion = (long)Read(version)!;
        foreach (var name in limits.Select(limit => limit.Key))
        {
            Bind(window, name.Subject, (int)name.Period, name.Start.DayNumber, name.Currency.ToString());
            using var row = window.ExecuteReader();
            if (row.Read())
            {
                ledger.Stands(
                    name,
                    new LimitWindow(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3))
                );
            }
        }
    }

    private List<HoldRow> HoldsOf(Guid operation)
    {
        Bind(holds, operation.ToString("D"));
        using var row = holds.ExecuteReader();
        var read = new List<HoldRow>();
        while (row.Read())
        {
            var name = new WindowKey(
                row.GetString(0),
                (LimitPeriod)row.GetInt16(1),
                DateOnly.FromDayNumber(row.GetInt32(2)),
                CurrencyCode.Parse(row.GetString(3))
            );
            read.Add(HoldRow.Of(operation, name, row.GetInt64(4)));
        }

        return read;
    }

    private SqliteCommand Prepare(string text, int parameters = 0)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var at = 1; at <= parameters; at++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${at}" });
        }

        prepared.Add(command);
        return command;
    }

    private static void Bind(SqliteCommand command, params object[] values)
    {
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters[at].Value = values[at];
        }
    }

    private static object? Read(SqliteCommand command, params object[] values)
    {
        Bind(command, values);
        return command.ExecuteScalar();
    }
}
