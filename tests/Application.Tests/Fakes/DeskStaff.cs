using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Staff;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>One signed-in person, whose device shows the number of the time step as its code.</summary>
internal sealed class DeskStaff(MemoryTrail trail) : UnaskedStaff
{
    public StaffAccount Account { get; set; } =
        new()
        {
            Id = new Guid("0199c0de-0000-7000-8000-0000000000aa"),
            Name = Known.Approver.Principal.Subject,
            Roles = ["approver"],
            Status = StaffStatus.Active,
            Secrets = new StaffSecrets("hash", "key"),
            SignIns = new SignInState(1, 100, 0, null),
            CreatedAt = TestApplication.Start,
        };

    /// <summary>When it was proven to be this person, by session.</summary>
    public Dictionary<Guid, DateTimeOffset> Proven { get; } = [];

    /// <summary>Runs once before the next attempt is counted: where another may be counted first.</summary>
    public Action? BeforeCount { get; set; }

    public override Task<StaffAccount?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(name == Account.Name ? Account : null);

    public override Task<bool> CountAsync(StaffAccount account, SignInState after, AuditEvent record)
    {
        var before = BeforeCount;
        BeforeCount = null;
        before?.Invoke();
        if (account.SignIns.Version != Account.SignIns.Version || Account.Status != StaffStatus.Active)
        {
            return Task.FromResult(false);
        }

        trail.Commit(record);
        Account = Account with { SignIns = after };
        return Task.FromResult(true);
    }

    public override async Task<bool> ProveAsync(
        StaffAccount account,
        SignInState after,
        Guid session,
        DateTimeOffset at,
        AuditEvent record
    )
    {
        var isCounted = await CountAsync(account, after, record);
        if (isCounted)
        {
            Proven[session] = at;
        }

        return isCounted;
    }

    public override Task RecordAsync(AuditEvent record) => trail.AppendAsync(record);

    public override long? StepOf(string key, string code) => long.TryParse(code, out var step) ? step : null;

    public override string? Unprotect(string kept) => kept;
}
