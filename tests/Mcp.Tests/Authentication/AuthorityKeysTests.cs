using FinancialMcp.Mcp.Authentication;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>When the issuer's keys are asked for, and which ones hold while it does not answer, with an hour that a test makes pass.</summary>
public sealed class AuthorityKeysTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Keys_are_asked_for_each_hour_and_the_last_ones_hold_while_nobody_answers()
    {
        await using var authority = await Authority.StartAsync();
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);

        var first = await keys.CurrentAsync();
        clock.Now += TimeSpan.FromMinutes(59);
        Assert.Same(first, await keys.CurrentAsync());
        Assert.Equal(1, authority.Asked);
        clock.Now += TimeSpan.FromMinutes(1);
        var second = await keys.CurrentAsync();
        Assert.NotSame(first, second);

        authority.Answers = false;
        clock.Now += TimeSpan.FromHours(30);
        Assert.Same(second, await keys.CurrentAsync());
        authority.Answers = true;
        Assert.Same(second, await keys.CurrentAsync());
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.NotSame(second, await keys.CurrentAsync());
    }

    [Fact]
    public async Task A_key_that_is_new_is_found_once_a_minute_however_many_ask()
    {
        await using var authority = await Authority.StartAsync();
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);
        var first = await keys.CurrentAsync();
        authority.Keys.Add(Authority.Rsa("third"));

        Assert.False(first!.Has("third"));
        clock.Now += TimeSpan.FromSeconds(59);
        Assert.Null(await keys.AfterAsync(first));
        clock.Now += TimeSpan.FromSeconds(1);
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keys.AfterAsync(first).AsTask()));

        Assert.All(found, one => Assert.True(one!.Has("third")));
        Assert.Equal(2, authority.Asked);
        Assert.Null(await keys.AfterAsync(found[0]!));
        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task Without_any_key_it_is_asked_again_after_five_seconds()
    {
        await using var authority = await Authority.StartAsync();
        authority.Answers = false;
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);

        Assert.Null(await keys.CurrentAsync());
        authority.Answers = true;
        clock.Now += TimeSpan.FromSeconds(4.9);
        Assert.Null(await keys.CurrentAsync());
        clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.NotNull(await keys.CurrentAsync());
    }

    [Fact]
    public async Task Metadata_of_another_issuer_is_not_taken()
    {
        await using var authority = await Authority.StartAsync();
        authority.Alias = authority.Issuer + "/";
        using var keys = KeysOf(authority, new SetClock());

        Assert.Null(await keys.CurrentAsync());
    }

    [Fact]
    public async Task Metadata_without_a_key_is_not_taken()
    {
        await using var authority = await Authority.StartAsync();
        authority.Keys.Clear();
        using var keys = KeysOf(authority, new SetClock());

        Assert.Null(await keys.CurrentAsync());
    }

    [Theory]
    [InlineData(Megabyte - 8192, true)]
    [InlineData(Megabyte + 1, false)]
    public async Task A_megabyte_is_read_and_no_more(int padding, bool isTaken)
    {
        await using var authority = await Authority.StartAsync();
        authority.Padding = padding;
        using var keys = KeysOf(authority, new SetClock());

        Assert.Equal(isTaken, await keys.CurrentAsync() is not null);
    }

    [Fact]
    public async Task Outside_development_it_is_not_asked_without_TLS()
    {
        await using var authority = await Authority.StartAsync();
        using var keys = new AuthorityKeys(
            authority.Issuer,
            isPlain: false,
            new SetClock(),
            NullLogger<AuthorityKeys>.Instance
        );

        Assert.Null(await keys.CurrentAsync());
        Assert.Equal(0, authority.Asked);
    }

    private static AuthorityKeys KeysOf(Authority authority, TimeProvider clock) =>
        new(authority.Issuer, isPlain: true, clock, NullLogger<AuthorityKeys>.Instance);

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
