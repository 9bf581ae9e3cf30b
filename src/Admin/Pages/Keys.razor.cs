using FinancialMcp.Admin.Desk;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff.Passkeys;

namespace FinancialMcp.Admin.Pages;

/// <summary>One's own passkeys.</summary>
public sealed partial class Keys : DecidingPage
{
    private IReadOnlyList<PasskeyView>? keys;
    private PasskeyView? removing;
    private bool isAdding;
    private string name = "";

    /// <inheritdoc/>
    protected override async Task ReadAsync() => keys = await SendAsync(new ListPasskeys());

    private void BeginToRemove(PasskeyView key) => (removing, isAdding) = (key, false);

    private async Task<bool> AddAsync(DeedWords words)
    {
        PasskeyOffer? offer = null;
        var isOffered =
            await TryAsync(MustBeNamedAsync)
            && await DecideAsync(words, async () => offer = await SendAsync(new OfferPasskey()));
        if (!isOffered || offer is not { } begun)
        {
            return false;
        }

        // The browser asks its person, who takes the time it takes.
        var answer = await Browser.CreateAsync(begun.Options, Left);
        var isDone = await TryAsync(
            () =>
                answer.Response is { } response
                    ? SendAsync(new AddPasskey(name, begun.State, response))
                    : throw new AppException(
                        ErrorCodes.ValidationError,
                        $"{answer.Problem} Begin again, or use another device."
                    ),
            $"{name.Trim()} is added: from now on it signs you in."
        );
        if (isDone)
        {
            (isAdding, name) = (false, "");
        }

        StateHasChanged();
        return isDone;
    }

    private Task<bool> RemoveAsync(PasskeyView key, DeedWords words) =>
        DecideAsync(
            words,
            async () =>
            {
                await SendAsync(new RemovePasskey(key.Id));
                removing = null;
            },
            $"{key.Name} is removed: it signs you in no more."
        );

    /// <summary>Before the device makes a key that nobody could keep.</summary>
    private Task MustBeNamedAsync() =>
        string.IsNullOrWhiteSpace(name)
            ? throw new AppException([new Problem("name", "Must not be empty: type what you will know this key by.")])
            : Task.CompletedTask;
}
