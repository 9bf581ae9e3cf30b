using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Application.Staff;

namespace FinancialMcp.Admin.Pages;

/// <summary>Where one is signed in; for administrators, where everybody is.</summary>
public sealed partial class Sessions : StaffPage
{
    private IReadOnlyList<SessionView>? sessions;

    /// <inheritdoc/>
    protected override async Task ReadAsync() => sessions = await SendAsync(new ListSessions());

    private async Task EndAsync(SessionView session) => await TryAsync(() => SendAsync(new EndSession(session.Id)));

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
