using FinancialMcp.Admin.Desk;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Domain.Approvals;

namespace FinancialMcp.Admin.Pages;

/// <summary>Who may work here. What takes two people shows who the first was.</summary>
public sealed partial class Users : StaffPage
{
    private readonly SortedSet<string> roles = new(StringComparer.Ordinal);
    private IReadOnlyList<StaffView>? people;
    private IReadOnlyList<ApproverView> recorded = [];
    private StaffView? disabling;
    private string? naming;
    private string names = "";
    private string name = "";
    private string reason = "";
    private string? secret;
    private string secretFor = "";

    private bool HasOneAdmin =>
        people!.Count(person =>
            person.Status is StaffStatus.Active or StaffStatus.Invited
            && !person.IsElsewhere
            && person.Roles.Contains(StaffPermissions.Admin)
        ) < 2;

    /// <summary>Who is an approver, and whose names were recorded before, by name.</summary>
    private IReadOnlyList<ApproverView> Approvers =>
        [
            .. recorded
                .Concat(
                    people!
                        .Where(it => it.Roles.Contains(StaffPermissions.Approver) && it.Status != StaffStatus.Disabled)
                        .Select(it => new ApproverView(it.Name, [], null, null))
                )
                .DistinctBy(it => it.Person, StringComparer.Ordinal)
                .OrderBy(it => it.Person, StringComparer.Ordinal),
        ];

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        recorded = await SendAsync(new ListApprovers());
        people = await SendAsync(new ListStaff());
    }

    private void Choose(string role, bool chosen) => _ = chosen ? roles.Add(role) : roles.Remove(role);

    private Task ProposeAsync() =>
        DoAsync(async () =>
        {
            await SendAsync(new ProposeStaff(name, [.. roles], reason));
            (name, reason) = ("", "");
            roles.Clear();
        });

    private Task ApproveAsync(StaffView person, StaffProposal proposal) =>
        DoAsync(async () =>
        {
            var decision = await SendAsync(new ApproveStaff(person.Name, proposal.Roles, ReasonOr("approved")));
            Show(decision.Secret, $"for {person.Name}");
        });

    private async Task<bool> DisableAsync(DeedWords words)
    {
        secret = null;
        var isDone = await TryAsync(
            () => SendAsync(new DisableStaff(disabling!.Name, words.Reason)),
            $"You disabled {disabling!.Name}."
        );
        if (isDone)
        {
            disabling = null;
        }

        StateHasChanged();
        return isDone;
    }

    private void BeginNaming(ApproverView approver)
    {
        (naming, disabling) = (approver.Person, null);
        names = string.Join('\n', approver.Subjects.Select(it => $"{it.Issuer} {it.Subject}"));
    }

    private async Task<bool> ProposeNamesAsync(DeedWords words)
    {
        var isDone = await TryAsync(
            () => SendAsync(new ProposeApprover(naming!, ReadNames(names), words.Reason)),
            $"Another administrator confirms the names of {naming}."
        );
        if (isDone)
        {
            naming = null;
        }

        StateHasChanged();
        return isDone;
    }

    private Task ConfirmNamesAsync(string person, IReadOnlyList<ApproverSubject> subjects) =>
        DoAsync(() => SendAsync(new ConfirmApprover(person, subjects)));

    /// <summary>Issuers have no spaces, subjects may.</summary>
    private static List<ApproverSubject> ReadNames(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))
                .Select(parts =>
                    parts.Length == 2
                        ? new ApproverSubject(parts[0], parts[1])
                        : throw new AppException([
                            new Problem(
                                "names",
                                $"\"{parts[0]}\" has no subject: write the issuer, a space, the subject."
                            ),
                        ])
                ),
        ];

    private static string NamesOf(IReadOnlyList<ApproverSubject> subjects) =>
        subjects.Count == 0 ? "none" : string.Join(", ", subjects.Select(it => $"{it.Subject} of {it.Issuer}"));

    private Task InviteSecondAsync() =>
        DoAsync(async () => Show(await SendAsync(new InviteSecondAdmin()), "for the second administrator"));

    private void Show(string? text, string whom) => (secret, secretFor) = (text, whom);

    private string ReasonOr(string words) => reason.Length > 0 ? reason : words;

    /// <summary>A secret is shown until the next deed.</summary>
    private async Task DoAsync(Func<Task> deed)
    {
        secret = null;
        await TryAsync(deed);
    }

    private string StatusOf(StaffView person) =>
        person.LockedUntil is { } until && until > Time.GetUtcNow()
            ? $"{person.Status.ToString().ToLowerInvariant()}, closed until {until:HH:mm} UTC after wrong attempts"
            : person.Status.ToString().ToLowerInvariant() + (person.IsElsewhere ? ", and cannot sign in this way" : "");

    private static string RolesOf(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? "no role" : string.Join(", ", roles);
}
