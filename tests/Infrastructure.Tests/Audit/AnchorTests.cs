using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Tests.Audit;

public sealed class AnchorTests : IAsyncLifetime
{
    private TrailHost trail = null!;

    public async ValueTask InitializeAsync() => trail = new TrailHost(await SqliteStoreHost.CreateAsync());

    public ValueTask DisposeAsync() => trail.DisposeAsync();

    [Fact]
    public async Task The_file_has_every_seal_once_in_order_also_what_was_made_while_it_could_not_be_written()
    {
        var post = PostOf(trail.Anchor);
        await SealAsync(3);
        Directory.CreateDirectory(trail.AnchorFile);
        await post.GoOnAsync(trail.Ledger, 3);
        await post.FinishAsync();
        await post.GoOnAsync(trail.Ledger, 3);
        Directory.Delete(trail.AnchorFile);

        // It is not asked at once again.
        await GoOnAsync(post, 3);
        Assert.False(File.Exists(trail.AnchorFile));
        trail.Time.Advance(TimeSpan.FromSeconds(5));
        await SealAsync(2);
        await GoOnAsync(post, 5);

        Assert.Equal(
            (await trail.SealsAsync()).Select(seal => seal.Note()),
            await File.ReadAllLinesAsync(trail.AnchorFile, TestContext.Current.CancellationToken)
        );
        Assert.Equal(5, await trail.Ledger.AnchoredAsync("file"));
    }

    [Fact]
    public async Task A_torn_end_stays_a_line_of_its_own_and_its_seal_is_told_again()
    {
        await SealAsync(3);
        var notes = (await trail.SealsAsync()).Select(seal => seal.Note()).ToList();
        await File.WriteAllTextAsync(
            trail.AnchorFile,
            $"{notes[0]}\n{notes[1][..50]}",
            TestContext.Current.CancellationToken
        );

        await GoOnAsync(PostOf(trail.Anchor), 3);

        Assert.Equal(
            [notes[0], notes[1][..50], notes[1], notes[2]],
            await File.ReadAllLinesAsync(trail.AnchorFile, TestContext.Current.CancellationToken)
        );
        Assert.Equal(notes[2], await trail.Anchor.LastNoteAsync());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_its_owner_reads_the_file()
    {
        await SealAsync(1);
        await GoOnAsync(PostOf(trail.Anchor), 1);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(trail.AnchorFile));
    }

    [Fact]
    public async Task A_syslog_server_is_sent_each_seal_as_a_message_of_rfc_5424()
    {
        await SealAsync(2);
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        var anchor = new SyslogAnchor(new SyslogServer(IPAddress.Loopback.ToString(), port), trail.Time);

        await GoOnAsync(PostOf(anchor), 2);

        foreach (var seal in await trail.SealsAsync())
        {
            var message = Encoding.UTF8.GetString(
                (await server.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer
            );
            var parts = message.Split(' ', 8);
            Assert.Equal("<109>1", parts[0]);
            Assert.Equal(
                trail.Time.GetUtcNow(),
                DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture),
                TimeSpan.FromMicroseconds(1)
            );
            Assert.Equal(["financial-mcp", "audit_seal", "-"], [parts[3], parts[5], parts[6]]);
            Assert.Equal(seal.Note(), parts[7]);
        }
    }

    [Fact]
    public async Task A_webhook_is_posted_the_seals_until_it_says_that_it_took_them()
    {
        await SealAsync(2);
        var status = 503;
        await using var server = new RawHttpServer(_ => RawReply.Empty(status));
        using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var post = PostOf(new WebhookAnchor(server.Url, services.GetRequiredService<IHttpClientFactory>()));

        await GoOnAsync(post, 2);
        Assert.Equal(0, await trail.Ledger.AnchoredAsync("webhook"));
        status = 204;
        trail.Time.Advance(TimeSpan.FromSeconds(5));
        await GoOnAsync(post, 2);

        var expected = string.Concat((await trail.SealsAsync()).Select(seal => seal.Note() + "\n"));
        Assert.Equal([expected, expected], server.Requests.Select(request => request.Body));
        Assert.Equal(2, await trail.Ledger.AnchoredAsync("webhook"));
    }

    private AnchorPost PostOf(IAnchor anchor) => new(anchor, trail.Time, NullLogger<AnchorPost>.Instance);

    private async Task GoOnAsync(AnchorPost post, long last)
    {
        // Told, then noted.
        await post.GoOnAsync(trail.Ledger, last);
        await post.FinishAsync();
        await post.GoOnAsync(trail.Ledger, last);
    }

    private async Task SealAsync(int seals)
    {
        for (var seal = 0; seal < seals; seal++)
        {
            // The first round also records the new key, which the second seals.
            var before = (await trail.SealsAsync()).Count;
            await trail.Host.Audit.AppendAsync(Samples.Event());
            trail.Time.Advance(TimeSpan.FromSeconds(60));
            await trail.Sealer.RoundAsync();
            Assert.Equal(before + 1, (await trail.SealsAsync()).Count);
        }
    }
}
