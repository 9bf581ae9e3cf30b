using FinancialMcp.CrashingServer;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>What came of one payment: a bank behaviour at a crash point.</summary>
/// <param name="Point">Where the server died.</param>
/// <param name="Behaviour">How the bank treated it.</param>
/// <param name="Told">The agent's last answer.</param>
/// <param name="Before">The answer before the bank's late turn, which must not have been another end.</param>
/// <param name="Requests">How often it arrived at the bank.</param>
/// <param name="Postings">How often the bank posted it.</param>
internal sealed record CrashCell(
    string Point,
    BankBehaviour Behaviour,
    Told Told,
    Told Before,
    int Requests,
    int Postings
)
{
    /// <summary>The claim or the dispatch is committed and the process is gone: nobody else may send it.</summary>
    private bool IsNeverSent => Point is CrashPoints.ClaimAfter or CrashPoints.DispatchAfter;

    /// <summary>
    /// False where a server that had just begun, on a busy machine, did not send a payment within its deadline: that is
    /// told as what it is, a failure or a doubt, but the bank's behaviour was not met.
    /// </summary>
    public bool IsMet => Requests == (IsNeverSent ? 0 : 1);

    public bool IsForPeople => Told.Status == "needs_operator";

    /// <summary>Everything about it that is not as it must be; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Requests > (IsNeverSent ? 0 : 1))
        {
            yield return $"{this} arrived {Requests} times";
        }

        if (!IsMet && !IsForPeople && Told.Status != "SERVICE_UNAVAILABLE")
        {
            yield return $"{this} never arrived, for another reason than its deadline";
        }

        if (!IsForPeople && Told.Status == "succeeded" != (Postings == 1))
        {
            yield return $"{this} was told {Told.Status} and posted {Postings} times";
        }

        if (IsForPeople && Behaviour.Contract == "v1")
        {
            yield return $"{this} was left to people, though the bank can be asked";
        }

        if (Told.Status != Before.Status)
        {
            yield return $"{this} was told {Before.Status} as its end, and then {Told.Status}";
        }

        if (IsMet && Behaviour.Posts is { } posts && Postings != (posts && !IsNeverSent ? 1 : 0))
        {
            yield return $"{this} was posted {Postings} times, against its behaviour";
        }
    }

    /// <summary>For the table.</summary>
    public string Text =>
        (Told.Status, Postings) switch
        {
            ("succeeded", 1) => "paid",
            ("needs_operator", 0) => IsMet ? "people (not paid)" : "people (not sent)",
            ("needs_operator", 1) => "people (paid)",
            (not "succeeded", 0) => IsMet ? "not paid" : "not sent",
            _ => "**WRONG**",
        };

    public override string ToString() => $"[{Behaviour.Name}] at {Point} ({Told.Status})";
}
