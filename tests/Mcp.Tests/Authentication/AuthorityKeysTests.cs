using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Mcp.Tests.Authentication;

/// <summary>When the issuer's keys are asked for, and which ones hold while it does not answer, with an hour that a test makes pass.</summary>
public sealed class AuthorityKeysTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Keys_are_asked_for_each_hour_and_nobody_waits_while_nobody_answers()
    {
        await using var authority = await Authority.StartAsync();
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);

        var first = await CurrentAsync(keys);
        clock.Now += TimeSpan.FromMinutes(59);
        Assert.Same(first, await CurrentAsync(keys));
        Assert.Equal(1, authority.Asked);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Same(first, await CurrentAsync(keys));
        await RenewedAsync(keys, first);
        var second = await CurrentAsync(keys);

        // Whoever asks has the old ones at once, and one question is on its way for all.
        authority.Hangs = true;
        var before = authority.Connected;
        clock.Now += TimeSpan.FromHours(30);
        for (var call = 0; call < 1000; call++)
        {
            var answer = keys.CurrentAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsCompletedSuccessfully);
            Assert.Same(second, await answer);
        }

        await Eventually.TrueAsync(
            () => authority.Connected == before + 1,
            TimeSpan.FromSeconds(30),
            "the question has arrived"
        );
    }

    [Fact]
    public async Task A_key_that_is_new_is_found_once_a_minute_however_many_ask()
    {
        await using var authority = await Authority.StartAsync();
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);
        var first = await CurrentAsync(keys);
        authority.Keys.Add(Authority.Rsa("third"));

        clock.Now += TimeSpan.FromSeconds(59);
        Assert.Null(await AfterAsync(keys, first!));
        clock.Now += TimeSpan.FromSeconds(1);
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AfterAsync(keys, first!)));

        Assert.All(found, one => Assert.Contains(one!.Keys, key => key.KeyId == "third"));
        Assert.Equal(2, authority.Asked);
        Assert.Null(await AfterAsync(keys, found[0]!));
        Assert.Equal(2, authority.Asked);
    }

    [Fact]
    public async Task One_that_hangs_is_asked_once_and_keeps_each_call_two_seconds_at_most()
    {
        await using var authority = await Authority.StartAsync();
        authority.Hangs = true;
        using var keys = KeysOf(authority, TimeProvider.System);

        var waited = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CurrentAsync(keys)));

        Assert.All(waited, Assert.Null);
        Assert.Equal(1, authority.Connected);
    }

    [Fact]
    public async Task Without_any_key_it_is_asked_again_after_five_seconds()
    {
        await using var authority = await Authority.StartAsync();
        authority.Answers = false;
        var clock = new SetClock();
        using var keys = KeysOf(authority, clock);

        Assert.Null(await CurrentAsync(keys));
        authority.Answers = true;
        clock.Now += TimeSpan.FromSeconds(4.9);
        Assert.Null(await CurrentAsync(keys));
        clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.NotNull(await CurrentAsync(keys));
    }

    [Fact]
    public async Task Metadata_of_another_issuer_is_not_taken()
    {
        await using var authority = await Authority.StartAsync();
        authority.Alias = authority.Issuer + "/";
        using var keys = KeysOf(authority, new SetClock());

        Assert.Null(await CurrentAsync(keys));
    }

    [Fact]
    public async Task Metadata_without_a_key_is_not_taken()
    {
        await using var authority = await Authority.StartAsync();
        authority.Keys.Clear();
        using var keys = KeysOf(authority, new SetClock());

        Assert.Null(await CurrentAsync(keys));
    }

    [Theory]
    [InlineData(Megabyte - 8192, true)]
    [InlineData(Megabyte + 1, false)]
    public async Task A_megabyte_is_read_and_no_more(int padding, bool isTaken)
    {
        await using var authority = await Authority.StartAsync();
        authority.Padding = padding;
        using var keys = KeysOf(authority, new SetClock());

        Assert.Equal(isTaken, await CurrentAsync(keys) is not null);
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

        Assert.Null(await CurrentAsync(keys));
        Assert.Equal(0, authority.Asked);
    }

    private static async Task<AuthorityKeys.KeySet?> CurrentAsync(AuthorityKeys keys) =>
        await keys.CurrentAsync(TestContext.Current.CancellationToken);

    private static async Task<AuthorityKeys.KeySet?> AfterAsync(AuthorityKeys keys, AuthorityKeys.KeySet old) =>
        await keys.AfterAsync(old, TestContext.Current.CancellationToken);

    private static Task RenewedAsync(AuthorityKeys keys, AuthorityKeys.KeySet? old) =>
        Eventually.TrueAsync(
            async () => await CurrentAsync(keys) != old,
            TimeSpan.FromSeconds(30),
            "the keys are renewed"
        );

    private static AuthorityKeys KeysOf(Authority authority, TimeProvider clock) =>
        new(authority.Issuer, isPlain: true, clock, NullLogger<AuthorityKeys>.Instance);
}
