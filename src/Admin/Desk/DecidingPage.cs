using FinancialMcp.Admin.Layout;
using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;

namespace FinancialMcp.Admin.Desk;

/// <summary>A page on which people decide what takes a fresh proof that they are there: by a code, or by a passkey.</summary>
public abstract class DecidingPage : StaffPage
{
    /// <summary>
    /// Does what the person decided in a panel, after the code of their device where one was typed, and draws the page: the panel
    /// that asked draws itself alone.
    /// </summary>
    protected async Task<bool> DecideAsync(DeedWords words, Func<Task> deed, string? done = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        var isDone = await TryAsync(
            async () =>
            {
                if (words.Code.Length > 0)
                {
                    await SendAsync(new ConfirmPresence(words.Code));
                }

                await deed();
            },
            done
        );
        StateHasChanged();
        return isDone;
    }

    /// <summary>
    /// Proves with a passkey that it is oneself who decides; false when it was not proven, and <see cref="Problem"/> says why. While
    /// the browser asks its person, the page goes on reading.
    /// </summary>
    internal async Task<bool> ProveByPasskeyAsync(PasskeyBrowser browser)
    {
        PasskeyOffer? offer = null;
        var isProven = false;
        if (await TryAsync(async () => offer = await SendAsync(new AskForPasskey())) && offer is { } begun)
        {
            var answer = await browser.UseAsync(begun.Options, Left);
            isProven = await TryAsync(() =>
                answer.Response is { } response
                    ? SendAsync(new ConfirmByPasskey(begun.State, response))
                    : throw new AppException(
                        ErrorCodes.ValidationError,
                        $"{answer.Problem} Try again, or enter the code of your device."
                    )
            );
        }

        StateHasChanged();
        return isProven;
    }
}
