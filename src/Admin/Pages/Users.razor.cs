using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Mediator;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace FinancialMcp.Admin.Pages;

/// <summary>Who may work here. What takes two people shows who the first was.</summary>
public sealed partial class Users : ComponentBase
{
    private readonly SortedSet<string> roles = new(StringComparer.Ordinal);
    private IReadOnlyList<StaffView>? people;
    private string me = "";
    private string name = "";
    private string reason = "";
    private string? problem;
    private string? secret;
    private string secretFor = "";

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject]
    private StaffRequests Requests { get; set; } = null!;

    private bool HasOneAdmin =>
        people!.Count(person =>
            person.Status is StaffStatus.Active or StaffStatus.Invited && person.Roles.Contains(StaffPermissions.Admin)
        ) < 2;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        me = (await Authentication).User.Identity?.Name ?? "";
        await DoAsync(async () => { });
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

    /// <summary>Does it, says what was wrong, and reads the people again.</summary>
    private async Task DoAsync(Func<Task> deed)
    {
        (problem, secret) = (null, null);
        try
        {
            await deed();
            people = await SendAsync(new ListStaff());
        }
        catch (AppException refusal)
        {
            problem = refusal.Problems is { Count: > 0 } problems
                ? string.Join(' ', problems.Select(it => $"{it.Field}: {it.Message}"))
                : refusal.Message;
        }
        catch (StoreUnavailableException)
        {
            problem = "The database does not answer. Nothing is known to be changed: read this page again.";
        }
    }

    private async Task<T> SendAsync<T>(IRequest<T> request) =>
        await Requests.SendAsync((await Authentication).User, request);

    private static string StatusOf(StaffView person) =>
        person.LockedUntil is { } until && until > TimeProvider.System.GetUtcNow()
            ? $"{person.Status.ToString().ToLowerInvariant()}, closed until {until:HH:mm} UTC after wrong attempts"
            : person.Status.ToString().ToLowerInvariant();

    private static string RolesOf(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? "no role" : string.Join(", ", roles);
}
