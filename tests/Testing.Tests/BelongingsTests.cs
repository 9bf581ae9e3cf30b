namespace FinancialMcp.Testing.Tests;

/// <summary>What was started is ended, whatever happens to the others.</summary>
public sealed class BelongingsTests
{
    [Fact]
    public async Task They_end_in_the_reverse_order()
    {
        var ended = new List<string>();
        await using (var belongings = new Belongings())
        {
            belongings.Keep(new Noted("first", ended));
            belongings.Hold(new Noted("second", ended));
        }

        Assert.Equal(["second", "first"], ended);
    }

    [Fact]
    public async Task One_that_cannot_end_does_not_keep_the_others()
    {
        var ended = new List<string>();
        var belongings = new Belongings();
        belongings.Keep(new Noted("first", ended));
        belongings.Keep(new Noted("second", ended, new InvalidOperationException("It will not end.")));

        var thrown = await Assert.ThrowsAsync<AggregateException>(async () => await belongings.DisposeAsync());
        Assert.Equal("It will not end.", Assert.Single(thrown.InnerExceptions).Message);
        Assert.Equal(["first"], ended);
    }

    private sealed class Noted(string name, List<string> ended, Exception? failure = null)
        : IAsyncDisposable,
            IDisposable
    {
        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
            if (failure is not null)
            {
                throw failure;
            }

            ended.Add(name);
        }
    }
}
