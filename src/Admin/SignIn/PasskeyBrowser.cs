using FinancialMcp.Application.Staff.Passkeys;
using Microsoft.JSInterop;

namespace FinancialMcp.Admin.SignIn;

/// <summary>What a browser answered: the standard's JSON, or in words why there is none.</summary>
internal sealed record PasskeyAnswer(string? Response, string? Problem);

/// <summary>Asks the browser of an open page for a passkey, and waits for its person.</summary>
internal sealed class PasskeyBrowser(IJSRuntime script)
{
    private const string Late = "The browser did not answer in time.";

    /// <summary>The browser gives up with the challenge; its answer may take a moment longer.</summary>
    private static readonly TimeSpan Patience = PasskeyChallenges.Lifetime + TimeSpan.FromSeconds(10);

    /// <summary>Makes a key. Throws <see cref="OperationCanceledException"/> when the page was left.</summary>
    internal Task<PasskeyAnswer> CreateAsync(string options, CancellationToken left) =>
        AskAsync("adminPasskeys.create", options, left);

    /// <summary>Uses one. Throws as the other.</summary>
    internal Task<PasskeyAnswer> UseAsync(string options, CancellationToken left) =>
        AskAsync("adminPasskeys.use", options, left);

    private async Task<PasskeyAnswer> AskAsync(string function, string options, CancellationToken left)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(left);
        waiting.CancelAfter(Patience);
        try
        {
            return await script.InvokeAsync<PasskeyAnswer>(function, waiting.Token, options);
        }
        catch (OperationCanceledException) when (!left.IsCancellationRequested)
        {
            return new PasskeyAnswer(null, Late);
        }
    }
}
