using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using Mediator;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace FinancialMcp.Admin.Layout;

/// <summary>
/// A page that shows what application requests answer, and sends what a person decides. It reads when it is opened, after
/// each deed, and by itself where it is live; a reading that fails leaves what was read last, and says that it is old.
/// </summary>
public abstract class StaffPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource left = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly AsyncLocal<RequestCause> why = new();
    private DateTimeOffset recordedAt;
    private string? staleProblem;

    /// <summary>What went wrong last, and what to do next; null when nothing did.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was done last; null when nothing was.</summary>
    public string? Done { get; private set; }

    /// <summary>When what is shown was read; null before it was.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>True when the last reading failed: what is shown may not hold any more.</summary>
    public bool IsStale { get; private set; }

    /// <summary>True while the person has stopped the page from reading by itself.</summary>
    public bool IsPaused { get; set; }

    /// <summary>How often the page reads by itself; null for one that does not.</summary>
    public virtual TimeSpan? Interval => null;

    /// <summary>The name of who is signed in.</summary>
    protected string Me { get; private set; } = "";

    /// <summary>The session that the page belongs to.</summary>
    protected Guid? MySession { get; private set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Left { get; private set; }

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject]
    private StaffRequests Requests { get; set; } = null!;

    private IReadOnlyCollection<string> Roles { get; set; } = [];

    /// <summary>Reads again now, because somebody asked for it.</summary>
    public Task ReadAgainAsync() => TryAsync(() => Task.CompletedTask);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing && !left.IsCancellationRequested)
        {
            left.Cancel();
            left.Dispose();
            turn.Dispose();
        }
    }

    /// <summary>Reads all that the page shows. What it throws is shown.</summary>
    protected abstract Task ReadAsync();

    /// <summary>What a live page reads by itself: all of it, unless the page knows something cheaper.</summary>
    protected virtual Task ReadNewsAsync() => ReadAsync();

    /// <summary>
    /// Whether one of the person's roles has the right, as of when the page was opened: for hiding what would be refused.
    /// The refusal is the request's own.
    /// </summary>
    protected bool Holds(string permission) => Roles.Any(role => StaffPermissions.Grants(role, permission));

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Left = left.Token;
        var person = (await Authentication).User;
        Me = person.Identity?.Name ?? "";
        MySession = StaffPrincipal.SessionOf(person);
        Roles = [.. StaffPermissions.Table.Keys.Where(person.IsInRole)];
        if (await TakeTurnAsync())
        {
            await ReadGuardedAsync();
            EndTurn();
        }

        if (Interval is { } interval)
        {
            _ = KeepReadingAsync(interval);
        }
    }

    /// <summary>Sends a request in the person's name, with the roles as they are now.</summary>
    protected async Task<T> SendAsync<T>(IRequest<T> request) =>
        await Requests.SendAsync((await Authentication).User, request, why.Value, Left);

    /// <summary>The same for a reading that may be outdated before it is answered: the token ends it.</summary>
    protected async Task<T> SendAsync<T>(IRequest<T> request, CancellationToken cancellationToken) =>
        await Requests.SendAsync((await Authentication).User, request, why.Value, cancellationToken);

    /// <summary>
    /// Does what the person decided, says what came of it, and reads the page again. True when it was done: then, and only
    /// then, a form may be emptied.
    /// </summary>
    /// <param name="deed">Sends requests.</param>
    /// <param name="done">What to say when it went well; null to say nothing.</param>
    protected async Task<bool> TryAsync(Func<Task> deed, string? done = null)
    {
        if (!await TakeTurnAsync())
        {
            return false;
        }

        try
        {
            (Problem, Done) = (null, null);
            if (!await GuardedAsync(deed))
            {
                return false;
            }

            Done = done;
            await ReadGuardedAsync();
            return true;
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>One deed or reading at a time, in their order; false when the page was left meanwhile.</summary>
    private async Task<bool> TakeTurnAsync()
    {
        try
        {
            await turn.WaitAsync(Left);
            return true;
        }
        catch (Exception cause) when (cause is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void EndTurn()
    {
        if (!Left.IsCancellationRequested)
        {
            turn.Release();
        }
    }

    private async Task ReadGuardedAsync(Func<Task>? read = null)
    {
        var isWell = await GuardedAsync(read ?? ReadAsync);
        IsStale = !isWell;
        if (isWell)
        {
            ReadAt = Time.GetUtcNow();
        }
    }

    /// <summary>Runs until the page is left. An open page is one look: it is recorded once a minute, not with each reading.</summary>
    private async Task KeepReadingAsync(TimeSpan interval)
    {
        recordedAt = Time.GetUtcNow();
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                await InvokeAsync(async () =>
                {
                    if (!IsPaused && await TakeTurnAsync())
                    {
                        await ReadByItselfAsync();
                        EndTurn();
                        StateHasChanged();
                    }
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task ReadByItselfAsync()
    {
        // Flows into the requests of this reading, and into nothing else that happens meanwhile.
        var isRecorded = Time.GetUtcNow() - recordedAt >= TimeSpan.FromMinutes(1);
        why.Value = isRecorded ? RequestCause.Page : RequestCause.SameLook;
        if (isRecorded)
        {
            recordedAt = Time.GetUtcNow();
        }

        await ReadGuardedAsync(ReadNewsAsync);
        if (!IsStale && staleProblem is not null && Problem == staleProblem)
        {
            Problem = null;
        }

        staleProblem = IsStale ? Problem : null;
    }

    private async Task<bool> GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (AppException refusal) when (refusal.Code == ErrorCodes.AuthenticationError)
        {
            Navigation.NavigateTo(AdminAuthentication.SignInFrom(Navigation), forceLoad: true);
            return false;
        }
        catch (AppException refusal)
        {
            Problem = refusal.Problems is { Count: > 0 } problems
                ? string.Join(' ', problems.Select(it => $"{it.Field}: {it.Message}"))
                : refusal.Message;
            return false;
        }
        catch (StoreUnavailableException)
        {
            Problem = "The database does not answer, so nothing is known to be changed. Read this page again soon.";
            return false;
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            return false;
        }
    }
}
