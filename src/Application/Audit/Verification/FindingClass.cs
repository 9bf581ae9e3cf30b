using System.Text.Json;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>What kind of thing is wrong with a trail. Each is named for people by its snake_case form.</summary>
public enum FindingClass
{
    /// <summary>
    /// Something is not what a key or a root proves. A seal or a note: its signature is not by a trusted key, its leaves do
    /// not lead to its root, or they are others than it says. A record in a sealed range: its leaf is not among the seal's
    /// (its bytes, MAC or time were changed, or it was inserted), or its bytes are no canonical record. A pack: a file that
    /// is not the one its manifest names, or a manifest that is not signed.
    /// </summary>
    Invalid,

    /// <summary>
    /// What is proved to have been there is not: a record whose leaf a seal holds, or a seal that a note outside the
    /// database tells of, which counts as many as it had records, and once when it had none. Records of a month that was dropped are not missing, as many as the drop says it removed.
    /// </summary>
    Missing,

    /// <summary>
    /// The chain of seals does not go on: a number between two seals has no seal and no epoch explains it, or a seal
    /// begins behind where the one before it ended.
    /// </summary>
    Gap,

    /// <summary>
    /// A record is unchanged, but stands at another place than it was sealed at: under another number, or at another
    /// position among the commits. A seal of an earlier epoch follows one of a later.
    /// </summary>
    Reordered,

    /// <summary>
    /// There are two versions of what there is once: a seal of which a note tells another body, a seal that names another
    /// seal before it than the one that is there, two seals over one position, two records in one place.
    /// </summary>
    Forked,

    /// <summary>
    /// A record that no seal covers although it is older than sixty seconds, by the database's clock, or as far ahead of it.
    /// </summary>
    UnsealedOld,

    /// <summary>A record's MAC is not that of its bytes under the key it names.</summary>
    MacMismatch,

    /// <summary>A column that serves searching says something else than the record's bytes.</summary>
    ColumnMismatch,

    /// <summary>
    /// An operation's row and the trail contradict each other: no record, or two, of its intent, or of another one; an end
    /// that is not recorded, or another than was recorded; records of an operation that has no row.
    /// </summary>
    OperationMismatch,
}

/// <summary>The classes' names for people and programs.</summary>
public static class FindingClasses
{
    /// <summary>For example <c>mac_mismatch</c>.</summary>
    public static string WireName(this FindingClass kind) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
