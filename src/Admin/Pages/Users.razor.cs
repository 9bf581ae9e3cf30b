using FinancialMcp.Admin.Desk;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Domain.Approvals;

namespace FinancialMcp.Admin.Pages;

/// <summary>Who may work here. What takes two people shows who the first was.</summary>
public sealed partial class Users : DecidingPage
{
    private readonly SortedSet<string> roles = new(StringComparer.Ordinal);
    private IReadOnlyList<StaffView>? people;
    private IReadOnlyList<ApproverView> recorded = [];
    private StaffView? chosen;
    private ApproverView? named;
    private Deed deed;
    private bool isInviting;
    private string names = "";
    private string name = "";
    private string reason = "";
    private string? secret;
    private string secretFor = "";

    private enum Deed
    {
        Approve,
        Disable,
        ProposeNames,
        ConfirmNames,
    }

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

    private void Begin(StaffView person, Deed what)
    {
        Close();
        (chosen, deed) = (person, what);
    }

    private void Begin(ApproverView approver, Deed what)
    {
        Close();
        (named, deed) = (approver, what);
        names = string.Join('\n', approver.Subjects.Select(it => $"{it.Issuer} {it.Subject}"));
    }

    private void BeginInviting()
    {
        Close();
        isInviting = true;
    }

    /// <summary>What was begun is put aside, and a secret is shown no longer.</summary>
    private void Close() => (chosen, named, isInviting, secret) = (null, null, false, null);

    private async Task ProposeAsync()
    {
        Close();
        await TryAsync(async () =>
        {
            await SendAsync(new ProposeStaff(name, [.. roles], reason));
            (name, reason) = ("", "");
            roles.Clear();
        });
    }

    private Task<bool> ApproveAsync(string person, IReadOnlyList<string> asShown, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                var decision = await SendAsync(new ApproveStaff(person, asShown, words.Reason));
                Close();
                (secret, secretFor) = (decision.Secret, $"for {person}");
            },
            $"You approved {person}."
        );

    private Task<bool> DisableAsync(string person, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new DisableStaff(person, words.Reason));
                Close();
            },
            $"You disabled {person}."
        );

    private Task<bool> ProposeNamesAsync(string person, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new ProposeApprover(person, ReadNames(names), words.Reason));
                Close();
            },
            $"Another administrator confirms the names of {person}."
        );

    private Task<bool> ConfirmNamesAsync(string person, IReadOnlyList<ApproverSubject> asShown, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new ConfirmApprover(person, asShown));
                Close();
            },
            $"You confirmed the names of {person}."
        );

    private Task<bool> InviteSecondAsync(DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                var made = await SendAsync(new InviteSecondAdmin());
                Close();
                (secret, secretFor) = (made, "for the second administrator");
            }
        );

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

    private string StatusOf(StaffView person) =>
        person.LockedUntil is { } until && until > Time.GetUtcNow()
            ? $"{person.Status.ToString().ToLowerInvariant()}, closed until {until:HH:mm} UTC after wrong attempts"
            : person.Status.ToString().ToLowerInvariant() + (person.IsElsewhere ? ", and cannot sign in this way" : "");

    private static List<string> WaysOf(StaffView person)
    {
        List<string> ways = [];
        if (person.HasDevice)
        {
            ways.Add("password and device");
        }

        if (person.HasSubject)
        {
            ways.Add("the identity provider");
        }

        if (person.Passkeys > 0)
        {
            ways.Add(person.Passkeys == 1 ? "1 passkey" : $"{person.Passkeys} passkeys");
        }

        return ways.Count > 0 ? ways : [Words.None];
    }

    private static string RolesOf(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? "no role" : string.Join(", ", roles);
}
