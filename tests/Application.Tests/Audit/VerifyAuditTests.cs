using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;

namespace FinancialMcp.Application.Tests.Audit;

public sealed class VerifyAuditTests
{
    [Fact]
    public async Task A_run_is_kept_in_the_name_of_who_asked_and_is_one_record()
    {
        await using var application = new TestApplication();
        application.Verifications.Findings =
        [
            new FindingGroup(FindingClass.MacMismatch, 3, new Finding(FindingClass.MacMismatch, "Record 7 is wrong.")),
        ];

        var kept = await application.CallAsync(Known.Auditor, new VerifyAudit());
        var record = Assert.Single(application.Trail.Records);
        var listed = await application.CallAsync(Known.Auditor, new ListVerifications());

        Assert.Equal("aurel", kept.RunBy);
        Assert.Equal(kept, Assert.Single(listed.Kept));
        Assert.Equal(AuditCode.AuditVerified, record.Code);
        Assert.Equal("20 records, 2 seals: 3 mac_mismatch", record.Reason);
    }

    [Fact]
    public async Task One_runs_at_a_time_and_tells_how_far_it_is()
    {
        await using var application = new TestApplication();
        application.Verifications.Meanwhile = async () =>
        {
            var running = (await application.CallAsync(Known.Auditor, new ListVerifications())).Running!;
            Assert.Equal(("aurel", TestApplication.Start, 20), (running.By, running.Since, running.Records));
            var refused = await application.RefusedAsync(Known.Auditor, new VerifyAudit());
            Assert.Contains("aurel runs already", refused.Message, StringComparison.Ordinal);
        };

        await application.CallAsync(Known.Auditor, new VerifyAudit());

        Assert.Null((await application.CallAsync(Known.Auditor, new ListVerifications())).Running);
        application.Verifications.Meanwhile = () => Task.CompletedTask;
        await application.CallAsync(Known.Auditor, new VerifyAudit());
    }

    [Fact]
    public async Task A_run_that_fails_lets_the_next_one_begin()
    {
        await using var application = new TestApplication();
        application.Verifications.Meanwhile = () => throw new StoreUnavailableException("away");
        await application.RefusedAsync(Known.Auditor, new VerifyAudit());
        application.Verifications.Meanwhile = () => Task.CompletedTask;

        Assert.Equal("aurel", (await application.CallAsync(Known.Auditor, new VerifyAudit())).RunBy);
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_is_not_answered()
    {
        await using var application = new TestApplication();
        application.Trail.IsDown = true;

        var refused = await application.RefusedAsync(Known.Auditor, new VerifyAudit());

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
    }
}
