using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Approvals;

namespace FinancialMcp.Application.Tests.Approvals;

public sealed class ApproverTests
{
    private static readonly IReadOnlyList<ApproverSubject> Names = [new("https://issuer.test", "paula-at-bank")];

    private static readonly ProposeApprover Propose = new("paula", Names, "New approver.");

    [Fact]
    public async Task Two_administrators_record_a_persons_names()
    {
        await using var application = new TestApplication();

        var proposed = await application.CallAsync(Known.Administrator, Propose);
        var confirmed = await application.CallAsync(Known.OtherAdministrator, new ConfirmApprover("paula", [.. Names]));

        Assert.Equal(("ada", 0), (proposed.ProposedBy, proposed.Subjects.Count));
        Assert.Equal(Names, proposed.Proposed);
        Assert.Equal(Names, confirmed.Subjects);
        Assert.Null(confirmed.Proposed);
        Assert.Equal(confirmed, Assert.Single(await application.CallAsync(Known.Administrator, new ListApprovers())));
        Assert.Equal(
            [AuditCode.ApproverProposed, AuditCode.ApproverConfirmed, AuditCode.CallAnswered],
            application.Trail.Records.Select(record => record.Code)
        );
    }

    [Fact]
    public async Task Until_they_are_confirmed_what_held_before_holds()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Administrator, Propose with { Subjects = [] });

        var entry = application.Oversight.State.Approvers["paula"];
        Assert.Equal("paula-at-bank", Assert.Single(entry.Approver.Subjects).Subject);
        await application.VoteAsync(Known.Approver, await application.HoldAsync());
    }

    [Fact]
    public async Task Nobody_confirms_the_own_proposal_and_nobody_sets_the_own_names()
    {
        await using var application = new TestApplication();
        var paula = Known.Person("paula", StaffPermissions.Admin);

        AppException[] refusals =
        [
            await application.RefusedAsync(paula, Propose),
            await RefusedConfirmationAsync(application, Known.Administrator),
            await RefusedConfirmationAsync(application, paula),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.AuthorizationError, refused.Code));
        Assert.Empty(application.Oversight.State.Approvers["paula"].Approver.Subjects);
    }

    [Fact]
    public async Task Names_that_were_proposed_anew_are_not_confirmed_by_accident()
    {
        await using var application = new TestApplication();
        await application.CallAsync(Known.Administrator, Propose);
        await application.CallAsync(
            Known.Administrator,
            Propose with
            {
                Subjects = [new("https://issuer.test", "somebody-else")],
            }
        );

        var refused = await application.RefusedAsync(Known.OtherAdministrator, new ConfirmApprover("paula", Names));
        var nothing = await application.RefusedAsync(Known.OtherAdministrator, new ConfirmApprover("pedro", Names));

        Assert.Contains("Other names", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing waits", nothing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task A_person_has_at_most_twenty_names(int count, bool isValid)
    {
        await using var application = new TestApplication();
        var many = Propose with
        {
            Subjects = [.. Enumerable.Range(0, count).Select(at => new ApproverSubject("i", $"s{at}"))],
        };

        await JudgeAsync(application, many, isValid);
    }

    [Theory]
    [InlineData("i", "", false)]
    [InlineData(" ", "s", false)]
    [InlineData("i", "zero\u200bwidth", false)]
    [InlineData("i", "s", true)]
    public async Task A_name_is_an_issuer_and_a_subject(string issuer, string subject, bool isValid)
    {
        await using var application = new TestApplication();

        await JudgeAsync(application, Propose with { Subjects = [new(issuer, subject)] }, isValid);
        await application.InvalidAsync(
            Known.Administrator,
            Propose with
            {
                Subjects = [new("i", "s"), new("i", "s")],
                Person = "",
                Reason = "",
            },
            "subjects",
            "person",
            "reason"
        );
    }

    private static async Task JudgeAsync(TestApplication application, ProposeApprover request, bool isValid)
    {
        if (isValid)
        {
            await application.CallAsync(Known.Administrator, request);
        }
        else
        {
            await application.InvalidAsync(Known.Administrator, request, "subjects");
        }
    }

    private static async Task<AppException> RefusedConfirmationAsync(TestApplication application, Caller person)
    {
        await application.CallAsync(Known.Administrator, Propose);
        return await application.RefusedAsync(person, new ConfirmApprover("paula", Names));
    }
}
