using System.Globalization;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Holds the notes of a place outside the database against the seals, one seal after the other. Notes come in the order
/// of their numbers, but for what two processes told twice: those are kept for a second look.
/// </summary>
/// <param name="lines">One note each.</param>
/// <param name="keys">What notes must be signed by.</param>
/// <param name="startsAnywhere">True for a part of a trail: notes of what comes before it say nothing of it.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SealNotes(
    IAsyncEnumerator<string> lines,
    TrustedKeys keys,
    bool startsAnywhere,
    FindingList findings
)
{
    private readonly Dictionary<long, List<Seal>> late = [];
    private Seal? next;
    private long reached;
    private bool hasMet;
    private bool isEnded;

    /// <summary>How many there were, and how many lines that are none.</summary>
    internal long Count { get; private set; }

    /// <inheritdoc cref="Count"/>
    internal long Torn { get; private set; }

    /// <summary>True when notes came out of their order: then call <see cref="LookAgain"/> with every seal.</summary>
    internal bool HasLate => late.Count > 0;

    /// <summary>Takes all notes up to the seal's number.</summary>
    internal async Task MeetAsync(Seal seal)
    {
        await SkipToAsync(seal.Number);
        hasMet = true;
        while (next is not null && next.Number == seal.Number)
        {
            Compare(next, seal);
            await AdvanceAsync();
        }
    }

    /// <summary>Takes all that are left: there are no more seals.</summary>
    internal Task EndAsync() => SkipToAsync(long.MaxValue);

    /// <summary>Compares what came out of order.</summary>
    internal void LookAgain(Seal seal)
    {
        if (late.Remove(seal.Number, out var notes))
        {
            notes.ForEach(note => Compare(note, seal));
        }
    }

    /// <summary>Reports what came out of order and has no seal.</summary>
    internal void EndLate()
    {
        foreach (var notes in late.Values)
        {
            Lost(notes[0]);
        }

        late.Clear();
    }

    private async Task SkipToAsync(long number)
    {
        if (next is null && !isEnded)
        {
            await AdvanceAsync();
        }

        while (next is not null && next.Number < number)
        {
            if (hasMet || !startsAnywhere)
            {
                Lost(next);
            }

            await AdvanceAsync();
        }
    }

    /// <summary>To the next note that is in order. A repetition of the one before it says nothing new.</summary>
    private async Task AdvanceAsync()
    {
        var before = next;
        next = null;
        while (await lines.MoveNextAsync())
        {
            if (Seal.Parse(lines.Current) is not { } note)
            {
                Torn += string.IsNullOrWhiteSpace(lines.Current) ? 0 : 1;
                continue;
            }

            Count++;
            if (note.Number < reached)
            {
                KeepLate(note);
            }
            else if (before is null || note.Number != before.Number || !IsSame(note, before))
            {
                reached = note.Number;
                next = note;
                return;
            }
        }

        isEnded = true;
    }

    private void KeepLate(Seal note)
    {
        if (!late.TryGetValue(note.Number, out var notes))
        {
            late[note.Number] = notes = [];
        }

        if (!notes.Exists(other => IsSame(other, note)))
        {
            notes.Add(note);
        }
    }

    private void Compare(Seal note, Seal seal)
    {
        if (IsSame(note, seal))
        {
            return;
        }

        if (IsSigned(note) && !note.Body().AsSpan().SequenceEqual(seal.Body()))
        {
            Add(FindingClass.Forked, note, "is another seal than the note outside the database tells of");
        }
    }

    private void Lost(Seal note)
    {
        if (IsSigned(note))
        {
            var records =
                note.Count == 0
                    ? "It had no records."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"It had {note.Count} records, numbered {note.FirstSeq} to {note.LastSeq}."
                    );
            Add(FindingClass.Missing, note, $"is not there, although a note tells of it. {records}");
        }
    }

    private bool IsSigned(Seal note)
    {
        if (keys.ProblemOf(note) is not { } problem)
        {
            return true;
        }

        Add(FindingClass.Invalid, note, $"in a note outside the database {problem}");
        return false;
    }

    private void Add(FindingClass kind, Seal note, string what) =>
        findings.Add(
            new Finding(kind, $"Seal {note.Number} {what}{(what.EndsWith('.') ? "" : ".")}")
            {
                Seal = note.Number,
                Seq = kind == FindingClass.Missing ? note.FirstSeq : null,
            },
            // What is missing are its records.
            kind == FindingClass.Missing
                ? Math.Max(1, note.Count)
                : 1
        );

    private static bool IsSame(Seal one, Seal other) =>
        one.Signature.AsSpan().SequenceEqual(other.Signature) && one.Body().AsSpan().SequenceEqual(other.Body());
}
