using FinancialMcp.Admin.Layout;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using Microsoft.AspNetCore.Components.Routing;

namespace FinancialMcp.Admin.Pages;

/// <summary>
/// The trail, searched: the address says for what. The list comes first; counts follow when they are there, and end when
/// they are outdated. What is new is told, and shown when somebody asks for it.
/// </summary>
public sealed partial class Calls : StaffPage
{
    private const int PageSize = 50;
    private readonly List<Guid> picked = [];
    private TrailSearch search = TrailSearch.Read("", DateTimeOffset.UnixEpoch);
    private AuditRecordList? list;
    private AuditFacets? counts;
    private string? countedFor;
    private string? countProblem;
    private bool isPaging;
    private bool isChanging;
    private string? news;
    private IReadOnlyList<AuditView>? views;
    private string viewName = "";
    private bool isShared;
    private CancellationTokenSource reading = new();
    private CancellationTokenSource counting = new();

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(3);

    /// <summary>New records can only come where the page ends with the newest, and the search with now.</summary>
    private bool CanHaveNews => list is { IsNewest: true } && (search.Filter.To is not { } to || to > Time.GetUtcNow());

    private string TailText =>
        !CanHaveNews ? "Older records: new ones are not looked for here."
        : IsPaused ? "Paused: new records are not looked for."
        : "Live: new records are looked for every 3 s.";

    private string EmptyText =>
        list!.Cursor is not null
            ? $"None of the {Words.Of((long)IAuditReading.MostLooked)} records that were looked at fits. Go on to older ones, or narrow the search by a principal, an account or an operation."
        : !list.IsNewest ? "There is nothing newer."
        : search.Given.Count == 0 ? "No call was recorded in this time. Choose a longer one."
        : "No record fits. Remove a part of the search, or choose a longer time.";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        await base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            Navigation.LocationChanged -= OnLocationChanged;
            End(reading);
            End(counting);
        }

        base.Dispose(isDisposing);
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync()
    {
        var token = Renew(ref reading);
        search = TrailSearch.Read(new Uri(Navigation.Uri).Query, Time.GetUtcNow());
        if (search.Problems.Count > 0)
        {
            (list, isChanging) = (null, false);
            throw new AppException(search.Problems);
        }

        try
        {
            list = await SendAsync(
                new SearchAudit(search.Filter, search.Cursor, PageSize, search.IsTowardsNewer),
                token
            );
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested && !Left.IsCancellationRequested)
        {
            // The address changed meanwhile: the next reading has begun to wait.
            return;
        }

        (news, isChanging) = (null, false);
        picked.RemoveAll(id => list.Records.All(record => record.Id != id));
        if (!isPaging)
        {
            counts = countedFor == search.Query() ? counts : null;
            (countProblem, countedFor) = (null, search.Query());
            _ = CountAsync(search.Filter, Renew(ref counting));
        }

        isPaging = false;
    }

    /// <summary>A page that shows the newest asks for what came after them, and for nothing else.</summary>
    protected override async Task ReadNewsAsync()
    {
        if (!CanHaveNews)
        {
            return;
        }

        if (list!.Newer is not { } newer)
        {
            await ReadAsync();
            return;
        }

        var found = await SendAsync(new SearchAudit(search.Filter, newer, PageSize, IsTowardsNewer: true));
        var others = found.Records.Count(record => record.Code != AuditCode.AuditRead || record.Subject != Me);
        news =
            others == 0 ? null
            : found.IsNewest ? Words.Of((long)others)
            : $"{Words.Of((long)others)}+";
    }

    private static CancellationToken Renew(ref CancellationTokenSource source)
    {
        End(source);
        source = new CancellationTokenSource();
        return source.Token;
    }

    private static void End(CancellationTokenSource source)
    {
        source.Cancel();
        source.Dispose();
    }

    /// <summary>Another address of this page is another search.</summary>
    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (!new Uri(change.Location).AbsolutePath.Equals("/calls", StringComparison.Ordinal))
        {
            return;
        }

        // Another page of what is counted already is not counted again.
        isPaging =
            counts is not null
            && countedFor == TrailSearch.Read(new Uri(change.Location).Query, Time.GetUtcNow()).Query();
        reading.Cancel();
        isChanging = true;
        _ = InvokeAsync(async () =>
        {
            StateHasChanged();
            await ReadAgainAsync();
            StateHasChanged();
        });
    }

    /// <summary>Beside the list, which is there by now. What goes wrong is said where the counts would stand.</summary>
    private async Task CountAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            // Away from the page, which must not wait: an embedded database answers on the thread that asks.
            counts = await Task.Run(() => SendAsync(new GetAuditFacets(filter), cancellationToken), cancellationToken);
            if (views is null && Holds(StaffPermissions.AuditViews))
            {
                views = await SendAsync(new ListAuditViews(), cancellationToken);
            }
        }
        catch (Exception cause) when (cause is AppException or StoreUnavailableException)
        {
            countProblem = cause is AppException ? cause.Message : "the database does not answer.";
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            await InvokeAsync(StateHasChanged);
        }
    }

    /// <summary>From the newest on; the address says so already, unless it names a place in the list.</summary>
    private async Task ShowNewsAsync()
    {
        if (search.Cursor is null)
        {
            await ReadAgainAsync();
        }
        else
        {
            Navigation.NavigateTo("/calls" + search.Query());
        }
    }

    private void Pick(Guid id)
    {
        if (!picked.Remove(id) && picked.Count < 2)
        {
            picked.Add(id);
        }
    }

    private async Task KeepAsync()
    {
        var name = viewName.Trim();
        var isKept = await TryAsync(
            async () =>
            {
                await SendAsync(new SaveAuditView(name, search.ToKeep(), isShared));
                views = await SendAsync(new ListAuditViews());
            },
            $"Kept as {name}."
        );
        if (isKept)
        {
            (viewName, isShared) = ("", false);
        }
    }

    private async Task ForgetAsync(AuditView view) =>
        await TryAsync(async () => views = await SendAsync(new DeleteAuditView(view.Name)), $"Removed {view.Name}.");
}
