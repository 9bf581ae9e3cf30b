using Bunit;
using FinancialMcp.Admin.Trail;
using FinancialMcp.Application.Audit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace FinancialMcp.Admin.Tests.Components;

/// <summary>How far an export is, as the page that began it tells: also where another server answers it.</summary>
public sealed class ExportFormTests : IAsyncDisposable
{
    private readonly BunitContext page = new();
    private readonly ExportWatch exports = new();
    private readonly FakeTimeProvider clock = new();

    public ExportFormTests()
    {
        page.Services.AddMudServices();
        page.Services.AddSingleton(exports);
        page.Services.AddSingleton<TimeProvider>(clock);
        page.Services.AddSingleton<AntiforgeryStateProvider, NoToken>();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public void What_is_written_is_counted_until_the_end_with_the_files_digest()
    {
        var form = Begin(out var ticket);
        Assert.Contains("Waiting for the first bytes", Status(form), StringComparison.Ordinal);

        exports.Report(ticket, new ExportState(1_999_999, null, null));
        Wait(form, 1, "1 MB so far");
        exports.Report(ticket, new ExportState(2_000_000, new ExportedFile(1234, "abcd"), null));
        Wait(form, 1, "Done: 1,234 records, 2 MB. SHA-256, as the trail records it: abcd");
        Assert.NotEqual(ticket, TicketOf(form));
    }

    [Fact]
    public void What_went_wrong_is_said()
    {
        var form = Begin(out var ticket);

        exports.Report(ticket, new ExportState(10, null, "The database went away."));

        Wait(form, 1, "The database went away.");
    }

    [Fact]
    public void Nothing_known_after_fifteen_seconds_is_said_and_not_before()
    {
        var form = Begin(out _);

        Wait(form, 14, "Waiting for the first bytes");
        Wait(form, 1, "Where another server answers, nothing is known of it here");
    }

    private IRenderedComponent<ExportForm> Begin(out Guid ticket)
    {
        var form = page.Render<ExportForm>(parameters => parameters.Add(it => it.Search, "?tool=transfer_funds"));
        ticket = TicketOf(form);
        form.Find("button").Click();
        return form;
    }

    /// <summary>The page looks once a second, and is drawn after each look.</summary>
    private void Wait(IRenderedComponent<ExportForm> form, int seconds, string text)
    {
        for (var second = 0; second < seconds; second++)
        {
            var drawn = form.RenderCount;
            clock.Advance(TimeSpan.FromSeconds(1));
            form.WaitForState(() => form.RenderCount > drawn);
        }

        Assert.Contains(text, Status(form), StringComparison.Ordinal);
    }

    private static string Status(IRenderedComponent<ExportForm> form) => form.Find("[role=status]").TextContent;

    private static Guid TicketOf(IRenderedComponent<ExportForm> form) =>
        Guid.Parse(form.Find("input[name=ticket]").GetAttribute("value")!);

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
