using CsCheck;

namespace FinancialMcp.Application.Tests.Approvals;

/// <summary>
/// Whatever people do in whatever order, a payment that needs N approvals is sent only after N distinct people who might
/// approved exactly it, under the rules and rights of that moment, and once. The seed of a failure is printed.
/// </summary>
public sealed class ApprovalPropertyTests
{
    private static readonly string[] People = ["paula", "pedro", "petra", Known.Owner, "alice-herself"];

    private static readonly Gen<(int Kind, int Person, int Payment, int Figure)[]> Sequences = Gen.Select(
        Gen.Int[0, 15],
        Gen.Int[0, People.Length - 1],
        Gen.Int[0, 1],
        Gen.Int[0, 3]
    ).Array[5, 30];

    [Fact]
    public async Task Nothing_is_sent_that_was_not_approved_exactly_and_once() => Assert.Equal(0, await RunAsync(2500));

    private static async Task<int> RunAsync(long sequences)
    {
        int violations = 0,
            sent = 0,
            again = 0;
        await Sequences.SampleAsync(
            async sequence =>
            {
                await using var play = new ApprovalPlay();
                foreach (var (kind, person, payment, figure) in sequence)
                {
                    await play.StepAsync(kind, People[person], payment, figure);
                }

                Interlocked.Add(ref violations, play.Violations.Count);
                Interlocked.Add(ref sent, play.Sent);
                Interlocked.Add(ref again, play.Refused);
                Assert.Empty(play.Violations);
            },
            iter: sequences
        );

        // The sequences reach what they are about: payments are sent, and votes are refused.
        Assert.True(sent > sequences / 20, $"Only {sent} payments were sent.");
        Assert.True(again > sequences, $"Only {again} votes were refused.");
        return violations;
    }
}
