using FinancialMcp.Infrastructure.Backends;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

public sealed class OnceContentTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(25);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task The_body_is_written_as_given_with_its_length_and_type()
    {
        using var content = new OnceContent("""{"reason":"ä"}""", time, Deadline, time.GetTimestamp());
        using var wire = new MemoryStream();

        await content.CopyToAsync(wire, Stop);

        Assert.Equal("""{"reason":"ä"}"""u8.ToArray(), wire.ToArray());
        Assert.Equal(wire.Length, content.Headers.ContentLength);
        Assert.Equal("application/json", content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_second_writing_is_refused_and_writes_nothing()
    {
        using var content = new OnceContent("{}", time, Deadline, time.GetTimestamp());
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await content.CopyToAsync(first, Stop);

        await Assert.ThrowsAsync<NotSentException>(() => content.CopyToAsync(second, Stop));

        Assert.Equal(0, second.Length);
    }

    [Fact]
    public async Task It_counts_as_begun_before_the_first_byte_is_out()
    {
        using var content = new OnceContent("{}", time, Deadline, time.GetTimestamp());
        using var broken = new BrokenStream();

        await Assert.ThrowsAnyAsync<Exception>(() => content.CopyToAsync(broken, Stop));

        Assert.False(content.TryRevoke());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task It_begins_before_its_deadline_and_not_at_or_after_it(int millisecondsAfter, bool isWritten)
    {
        using var content = new OnceContent("{}", time, Deadline, time.GetTimestamp());
        using var wire = new MemoryStream();
        time.Advance(Deadline + TimeSpan.FromMilliseconds(millisecondsAfter));

        var failure = await Record.ExceptionAsync(() => content.CopyToAsync(wire, Stop));

        Assert.Equal(isWritten, failure is null);
        Assert.Equal(isWritten ? 2 : 0, wire.Length);
        Assert.Equal(!isWritten, content.TryRevoke());
    }

    [Fact]
    public async Task Once_revoked_it_is_never_written()
    {
        using var content = new OnceContent("{}", time, Deadline, time.GetTimestamp());
        using var wire = new MemoryStream();

        Assert.True(content.TryRevoke());
        await Assert.ThrowsAsync<NotSentException>(() => content.CopyToAsync(wire, Stop));

        Assert.True(content.TryRevoke());
        Assert.Equal(0, wire.Length);
    }

    [Fact]
    public void An_empty_body_is_refused_because_the_stack_repeats_a_request_without_one() =>
        Assert.Throws<ArgumentException>(() => new OnceContent("", time, Deadline, time.GetTimestamp()));

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => throw new IOException("The wire is gone.");
    }
}
