namespace FinancialMcp.Application.Audit.Verification;

/// <summary>What a report says of what it cannot vouch for.</summary>
internal static class VerificationRemarks
{
    internal const string NoNotes =
        "No notes from outside the database were given: that seals, and records with them, were cut off the end, or that "
        + "the whole trail was replaced, would not show.";

    internal const string NoOperations =
        "A pack has neither operations nor search columns: whether they say the same as the records was not checked.";

    internal const string Filtered =
        "The pack holds what a filter let through: that records it should have let through are absent would not show.";

    internal static IEnumerable<string> OfKeys(bool areTrusted, string origin)
    {
        if (!areTrusted)
        {
            yield return $"The public keys came from {origin}: whoever could rewrite it could have signed with a key of "
                + "their own. Give --public-key.";
        }
    }

    internal static IEnumerable<string> OfNotes(long torn)
    {
        if (torn > 0)
        {
            yield return $"{torn} lines among the notes are none: torn by a crash, or not written by this program.";
        }
    }

    internal static IEnumerable<string> OfMacs(IReadOnlyDictionary<string, long> withoutKey) =>
        withoutKey.Select(key =>
            $"The MACs of {key.Value} records were not checked: the key {key.Key} was not given (--mac-key)."
        );

    internal static IEnumerable<string> OfDrops(long absent)
    {
        if (absent > 0)
        {
            yield return $"{absent} records of dropped months were not there to check; their leaves are, and lead to the "
                + "signed roots.";
        }
    }
}
