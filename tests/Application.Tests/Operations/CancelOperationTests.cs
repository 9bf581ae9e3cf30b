using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

public sealed class CancelOperationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_is_cancelled_by_its_asker_and_never_sent(bool isApproved)
    {
        await using var application = Held.Application();
        var held = isApproved ? await application.ReadyAsync() : await application.HoldAsync();

        var receipt = await application.CallAsync(Known.Alice, new CancelOperation(held.Id));
        var again = await application.CallAsync(Known.Alice, new CancelOperation(held.Id));
        await application.CarryOutAsync(held with { State = OperationState.Ready });

        Assert.Equal(("cancelled", "cancelled"), (receipt.Status, again.Status));
        Assert.Null(receipt.Next);
        Assert.Equal(OperationState.Cancelled, application.Row.State);
        Assert.Empty(application.Bank.Sent);
        Assert.All(
            application.Operations.Windows.Values,
            window => Assert.Equal((0, 0), (window.Held, window.HeldCount))
        );
        Assert.Single(application.Trail.Records, record => record.Code == AuditCode.OperationEnded);
    }

    [Fact]
    public async Task What_was_sent_cannot_be_cancelled()
    {
        await using var application = new TestApplication().WithAccounts();
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        var refused = await application.RefusedAsync(Known.Alice, new CancelOperation(Known.IdOf(receipt.OperationId)));

        Assert.Equal((ErrorCodes.ValidationError, receipt.OperationId), (refused.Code, refused.OperationId));
        Assert.Contains("succeeded", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_dispatched_at_that_moment_is_not_cancelled()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Operations.BeforeMove = () => application.CarryOutAsync(ready).GetAwaiter().GetResult();

        var refused = await application.RefusedAsync(Known.Alice, new CancelOperation(ready.Id));

        Assert.Contains("succeeded", refused.Message, StringComparison.Ordinal);
        Assert.Equal(OperationState.Succeeded, application.Row.State);
    }

    [Fact]
    public async Task Nobody_cancels_what_somebody_else_asked_for()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();

        var foreign = await application.RefusedAsync(Known.Admin, new CancelOperation(held.Id));
        var unknown = await application.RefusedAsync(
            Known.Alice,
            new CancelOperation(OperationId.New(application.Clock))
        );

        Assert.Equal((ErrorCodes.OperationNotFound, foreign.Message), (unknown.Code, unknown.Message));
        Assert.Equal(held, application.Row);
    }

    /// <summary>Stops keep money from moving, not people from taking back what they asked for.</summary>
    [Fact]
    public async Task Also_under_a_stop()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        await application.CallAsync(
            Known.Operator,
            new Application.Stops.SetStop(Domain.Agents.StopScope.Everything, null, "r")
        );

        Assert.Equal("cancelled", (await application.CallAsync(Known.Alice, new CancelOperation(held.Id))).Status);
    }
}
