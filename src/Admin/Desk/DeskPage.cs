using Microsoft.AspNetCore.Components;

namespace FinancialMcp.Admin.Desk;

/// <summary>
/// A live page on which people decide: what it shows is named by its address, and it is read again when that changes.
/// </summary>
public abstract class DeskPage : DecidingPage
{
    private string? shown;

    /// <inheritdoc/>
    public override TimeSpan? Interval => TimeSpan.FromSeconds(5);

    /// <summary>What of the address decides what is read.</summary>
    protected abstract string Shown { get; }

    /// <summary>Reads what the address names.</summary>
    protected abstract Task ReadShownAsync();

    /// <inheritdoc/>
    protected sealed override async Task ReadAsync()
    {
        shown = Shown;
        await ReadShownAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (shown is not null && !string.Equals(shown, Shown, StringComparison.Ordinal))
        {
            OnShownChanged();
            await ReadAgainAsync();
        }
    }

    /// <summary>Something else is shown from now on: what was begun about the other thing is put aside.</summary>
    protected virtual void OnShownChanged() { }

    /// <summary>Goes to the page with another value of one parameter of its address; null leaves it out.</summary>
    protected void Show(string parameter, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(parameter, value));
}
