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
    public async Task AssertAccessibleAsync()
    {
        var found = await Page.RunAxe();
        Assert.Empty(
            found
                .Violations.Where(it => it.Impact is "serious" or "critical")
                .Select(it => $"{it.Id}: {it.Help}: {string.Join(", ", it.Nodes.Select(node => node.Html))}")
        );
    }

    /// <summary>
    /// The page as it is, light, dark and on a narrow screen: accessible each time, no wider than the screen, and without a
    /// complaint of the browser.
    /// </summary>
    public async Task LookRoundAsync(string name)
    {
        await LookAsync("Light");
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Page.WaitForFunctionAsync(IsDark);
        await LookAsync("Dark");
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await Page.SetViewportSizeAsync(Narrow, 900);
        await LookAsync("400");
        Assert.Equal(Narrow, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        AssertQuiet();

        // Colours between two themes are nobody's choice: what moves is waited for.
        async Task LookAsync(string how)
        {
            await Page.EvaluateAsync(Settled);
            await PictureAsync($"{name}-{how}");
            await AssertAccessibleAsync();
        }
    }

    /// <summary>Nobody was complained to by the browser.</summary>
    public void AssertQuiet() => Assert.Empty(complaints);

    /// <summary>A picture of the whole page, where SCREENSHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true }
            );
        }
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
