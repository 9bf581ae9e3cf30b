using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace FinancialMcp.Admin.Tests;

/// <summary>
/// Somebody at a browser of their own. Whatever the browser complains of is kept, and may be asserted to be nothing: a
/// policy that was violated, a script that failed, a file that was not there.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    private const int Narrow = 400;
    private const int Wide = 1280;
    private const int Height = 900;

    /// <summary>The page has followed the browser's wish: its surface is the dark theme's.</summary>
    private const string IsDark =
        "() => getComputedStyle(document.documentElement).getPropertyValue('--mud-palette-surface').includes('24,33,43')"
        + " || getComputedStyle(document.documentElement).getPropertyValue('--mud-palette-surface').includes('#18212b')";

    private const string Settled =
        "() => Promise.allSettled(document.getAnimations().filter(it => it.effect.getTiming().iterations !== Infinity)"
        + ".map(it => it.finished))";

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private Person(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>What the browser's console complained of so far.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Person> OpenAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(15_000);
        Assertions.SetDefaultExpectTimeout(15_000);
        var page = await context.NewPageAsync();
        var person = new Person(context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                person.complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, failure) => person.complaints.Add(failure);
        return person;
    }

    /// <summary>Fills the page of signing in; returns where it led.</summary>
    public async Task SignInAsync(string name, string password, string code)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByLabel("Code", new PageGetByLabelOptions { Exact = false }).FillAsync(code);
        await Button("Sign in").ClickAsync();
        await Heading("Overview").WaitForAsync();
    }

    /// <summary>Opens a page and waits for its heading, and until what it shows was read.</summary>
    public async Task GoAsync(string path, string heading)
    {
        await Page.GotoAsync(path);
        await Heading(heading).WaitForAsync();
        await Page.Locator("[data-stale=false]").WaitForAsync();
    }

    /// <summary>
    /// Waits until the address holds this text, or does not any more. It asks again and again: a wait for the event of a navigation misses the one that
    /// comes while the wait begins.
    /// </summary>
    public Task ExpectInAddressAsync(string text, bool isThere = true) =>
        Page.WaitForFunctionAsync(
            "([text, isThere]) => location.href.includes(text) === isThere",
            new object[] { text, isThere }
        );

    public ILocator Heading(string text) =>
        Page.GetByRole(
            AriaRole.Heading,
            new PageGetByRoleOptions
            {
                Name = text,
                Level = 1,
                Exact = true,
            }
        );

    public ILocator Button(string name) =>
        Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>A page's row of a table that has this text.</summary>
    public ILocator Row(string text) =>
        Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = text });

    /// <summary>Nothing that axe calls serious or critical, on the page as it is.</summary>
    public async Task AssertAccessibleAsync() => Assert.Empty(await FindingsAsync(new AxeRunOptions()));

    /// <summary>
    /// What is wrong with the page as it is: light, where every rule of axe is asked, dark, where only the colours are others,
    /// and on a narrow screen. It must be wider than neither screen.
    /// </summary>
    public async Task<IReadOnlyList<string>> LookRoundAsync(string name)
    {
        var found = new List<string>();
        await LookAsync("Light", new AxeRunOptions());
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Page.WaitForFunctionAsync(IsDark);
        await LookAsync(
            "Dark",
            new AxeRunOptions { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") }
        );
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await Page.SetViewportSizeAsync(Narrow, Height);
        await LookAsync("400", axe: null);
        await Page.SetViewportSizeAsync(Wide, Height);
        return found;

        // Colours between two themes are nobody's choice: what moves is waited for.
        async Task LookAsync(string how, AxeRunOptions? axe)
        {
            await Page.EvaluateAsync(Settled);
            await PictureAsync($"{name}-{how}");
            var tooWide = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            if (tooWide > 0)
            {
                found.Add($"{name}, {how}: is {tooWide} wider than the screen.");
            }

            if (axe is not null)
            {
                found.AddRange((await FindingsAsync(axe)).Select(finding => $"{name}, {how}: {finding}"));
            }
        }
    }

    private async Task<IEnumerable<string>> FindingsAsync(AxeRunOptions options)
    {
        options.ResultTypes = [ResultType.Violations];
        var found = await Page.RunAxe(options);
        return found
            .Violations.Where(it => it.Impact is "serious" or "critical")
            .Select(it => $"{it.Id}: {it.Help}: {string.Join(", ", it.Nodes.Select(node => node.Html))}");
    }

    /// <summary>Nobody was complained to by the browser.</summary>
    public void AssertQuiet() => Assert.Empty(complaints);

    /// <summary>A picture of the whole page, where SCREENSHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            // What stays at the top of the window is drawn where the window is.
            await Page.EvaluateAsync("scrollTo(0, 0)");
            await Page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true }
            );
        }
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
