using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests;

public sealed class UuidTests
{
    private const string Text = "0199c0de-0000-7abc-8000-00000000000f";

    [Fact]
    public void The_hyphenated_form_is_read_in_either_case_and_written_in_lower_case()
    {
        Assert.True(TransactionId.TryParse(Text, out var transaction));
        Assert.True(OperationId.TryParse(Text, out var operation));
        Assert.Equal(Text, transaction.ToString());
        Assert.Equal(Text, operation.ToString());
        Assert.Equal(transaction, TransactionId.Parse(Text.ToUpperInvariant()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0199c0de00007abc800000000000000f")]
    [InlineData("{0199c0de-0000-7abc-8000-00000000000f}")]
    [InlineData("(0199c0de-0000-7abc-8000-00000000000f)")]
    [InlineData(" 0199c0de-0000-7abc-8000-00000000000f")]
    [InlineData("0199c0de-0000-7abc-8000-00000000000f\n")]
    [InlineData("0199c0de-0000-7abc-8000-00000000000f\0")]
    [InlineData("0199c0de-0000-7abc-8000-0000000000f")]
    [InlineData("0199c0de-0000-7abc-8000-0000000000000f")]
    [InlineData("+199c0de-0000-7abc-8000-00000000000f")]
    [InlineData("0199c0de-0x00-7abc-8000-00000000000f")]
    [InlineData("0199c0de-0000-7abc-8000-00000000000g")]
    [InlineData("0199c0de0-000-7abc-8000-00000000000f")]
    [InlineData("../../accounts/1")]
    public void Any_other_form_is_refused(string? text)
    {
        Assert.False(TransactionId.TryParse(text, out var transaction));
        Assert.False(OperationId.TryParse(text, out var operation));
        Assert.Equal(default, transaction);
        Assert.Equal(default, operation);
        Assert.Throws<FormatException>(() => TransactionId.Parse(text!));
    }

    [Fact]
    public void New_operation_ids_sort_by_the_time_they_were_made()
    {
        var ids = Enumerable
            .Range(0, 100)
            .Select(second => OperationId.New(new StoppedClock(DateTimeOffset.UnixEpoch.AddSeconds(second))).ToString())
            .ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal('7', ids[0][14]);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
