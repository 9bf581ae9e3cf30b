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
        Assert.Equal(kept, Assert.Single(listed));
        Assert.Equal(AuditCode.AuditVerified, record.Code);
        Assert.Equal("20 records, 2 seals: 3 mac_mismatch", record.Reason);
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
