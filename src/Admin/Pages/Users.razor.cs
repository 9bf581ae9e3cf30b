using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;

namespace FinancialMcp.Admin.Pages;

/// <summary>Who may work here. What takes two people shows who the first was.</summary>
public sealed partial class Users : StaffPage
{
    private readonly SortedSet<string> roles = new(StringComparer.Ordinal);
    private IReadOnlyList<StaffView>? people;
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

    /// <inheritdoc/>
    protected override async Task ReadAsync() => people = await SendAsync(new ListStaff());

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

    private Task RenewAsync(StaffView person) =>
        DoAsync(async () =>
        {
            var decision = await SendAsync(new RenewInvitation(person.Name, ReasonOr("another secret")));
            Show(decision.Secret, $"for {person.Name}");
        });

    private Task DisableAsync(StaffView person) =>
        DoAsync(async () =>
        {
            await SendAsync(new DisableStaff(person.Name, reason));
            reason = "";
        });

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
