using System.Globalization;
using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace FinancialMcp.Admin.Pages;

/// <summary>Where one is signed in; for administrators, where everybody is.</summary>
public sealed partial class Sessions : ComponentBase
{
    private IReadOnlyList<SessionView>? sessions;
    private Guid? mine;
    private string? problem;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject]
    private StaffRequests Requests { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        mine = StaffPrincipal.SessionOf((await Authentication).User);
        await ReadAsync();
    }

    private Task EndAsync(SessionView session) =>
        ReadAsync(async () => await Requests.SendAsync((await Authentication).User, new EndSession(session.Id)));

    private async Task ReadAsync(Func<Task>? first = null)
    {
        problem = null;
        try
        {
            await (first?.Invoke() ?? Task.CompletedTask);
            sessions = await Requests.SendAsync((await Authentication).User, new ListSessions());
        }
        catch (AppException refusal)
        {
            problem = refusal.Message;
        }
        catch (StoreUnavailableException)
        {
            problem = "The database does not answer. Read this page again soon.";
        }
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
