using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Holds what the trail says of each operation against its row, both ways. Keeps some hundred bytes an operation, never
/// a record; the order in which records and rows come does not matter, but all records come first.
/// </summary>
internal sealed class OperationBook(FindingList findings, DroppedRecords dropped)
{
    private static readonly Dictionary<string, OperationState> FinalStates = Enum.GetValues<OperationState>()
        .Where(state => state.IsFinal())
        .ToDictionary(state => state.WireName(), StringComparer.Ordinal);

    private readonly Dictionary<Guid, Entry> entries = [];

    /// <summary>How many rows were looked at.</summary>
    internal long Count { get; private set; }

    /// <summary>Takes note of a record, when it is one of an operation's own.</summary>
    internal void Take(long seq, in RecordFacts facts)
    {
        if (
            facts.Number(Member.Code) is not { } number
            || number is < (long)AuditCode.OperationIntent or >= (long)AuditCode.ServerStarted
            || facts.Id(Member.OperationId) is not { } operation
        )
        {
            return;
        }

        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, operation, out var isKnown);
        if (!isKnown)
        {
            entry.FirstSeq = seq;
            entry.FirstId = facts.Id(Member.Id) ?? Guid.Empty;
        }

        if (number == (long)AuditCode.OperationIntent)
        {
            entry.IsTwice |= entry.IntentSeq != 0;
            entry.IntentSeq = seq;
            (entry.Asked, entry.Parts) = AskedBy(facts);
        }
        else if (EndOf((AuditCode)number, facts) is { } end)
        {
            var transaction = Short(facts.Text(Member.BackendTransactionId) ?? "");
            entry.IsTwice |= entry.End is not null;
            (entry.End, entry.EndSeq, entry.Transaction) = (end, seq, transaction);
        }
    }

    /// <summary>Compares an operation's row with its records. Reports the first thing that does not fit.</summary>
    internal void Check(StoredOperation row)
    {
        Count++;
        entries.Remove(row.Id.Value, out var entry);
        if (Problem(row, entry) is var (what, seq))
        {
            findings.Add(
                new Finding(FindingClass.OperationMismatch, $"Operation {row.Id} {what}.")
                {
                    Operation = row.Id.Value,
                    Seq = seq is 0 ? (entry.FirstSeq is 0 ? null : entry.FirstSeq) : seq,
                    EventId = (seq is 0 || seq == entry.FirstSeq) && entry.FirstSeq != 0 ? entry.FirstId : null,
                }
            );
        }
    }

    /// <summary>Reports the records whose operation has no row. Call it after the last row.</summary>
    internal void End()
    {
        foreach (var (id, entry) in entries)
        {
            findings.Add(
                new Finding(
                    FindingClass.OperationMismatch,
                    $"The trail has records of operation {id}, which is not in the table of operations."
                )
                {
                    Operation = id,
                    Seq = entry.FirstSeq,
                    EventId = entry.FirstId,
                }
            );
        }

        entries.Clear();
    }

    private (string What, long Seq)? Problem(StoredOperation row, Entry entry)
    {
        var isKnown = Enum.IsDefined(row.State);
        var end = isKnown && row.State.IsFinal() ? row.State : (OperationState?)null;
        if (entry.IntentSeq == 0 && !dropped.Held(Retention.Money, row.CreatedAt))
        {
            return ("has no record of its intent", 0);
        }

        if (entry.IntentSeq != 0 && AskedBy(row) is var asked && asked.Asked != entry.Asked)
        {
            return ($"is not what its intent says: {Different(asked.Parts ^ entry.Parts)}", entry.IntentSeq);
        }

        if (entry.IsTwice)
        {
            return ("has two records of its intent or of its end", entry.EndSeq == 0 ? entry.IntentSeq : entry.EndSeq);
        }

        if (!isKnown)
        {
            return ("is in a state that there is not", 0);
        }

        if (end is { } ended && entry.End is null)
        {
            return dropped.Held(Retention.Money, row.UpdatedAt)
                ? null
                : ($"is {ended.WireName()}, and no record says so", 0);
        }

        if (end != entry.End)
        {
            return (
                $"is {row.State.WireName()}, but its end is recorded as {entry.End!.Value.WireName()}",
                entry.EndSeq
            );
        }

        return end is not null && Short(row.BackendTransactionId ?? "") != entry.Transaction
            ? ("names another transaction of the bank than the record of its end", entry.EndSeq)
            : null;
    }

    /// <summary>The final state that a record ends its operation in; null for a record that ends none.</summary>
    private static OperationState? EndOf(AuditCode code, in RecordFacts facts) =>
        code
            is AuditCode.OperationOutcome
                or AuditCode.OperationEnded
                or AuditCode.ApprovalVote
                or AuditCode.ResolutionConfirmed
        && facts.Text(Member.State) is { } state
        && FinalStates.TryGetValue(state, out var final)
            ? final
            : null;

    private static (UInt128 Asked, ulong Parts) AskedBy(in RecordFacts facts) =>
        Asked(
            ColumnCheck.PrincipalOf(facts) ?? "",
            facts.Text(Member.KeyHash) ?? "",
            facts.Text(Member.Tool) ?? "",
            Text(facts.Minor()),
            facts.Text(Member.Currency) ?? "",
            Text(facts.Number(Member.From)),
            Text(facts.Number(Member.To))
        );

    private static (UInt128 Asked, ulong Parts) AskedBy(StoredOperation row)
    {
        var principal = Digest.Of("principal", row.Issuer, row.Subject, row.ActingParty ?? "");
        return Asked(
            string.Equals(principal, row.PrincipalKey, StringComparison.Ordinal) ? principal : "not this one",
            row.KeyHash,
            row.Tool,
            Text(row.AmountMinor),
            row.Currency ?? "",
            Text(row.FromAccount),
            Text(row.ToAccount)
        );
    }

    /// <summary>A digest of all parts, and a byte of a digest of each, which tells which of them differ.</summary>
    private static (UInt128 Asked, ulong Parts) Asked(params ReadOnlySpan<string> parts)
    {
        ulong each = 0;
        foreach (var part in parts)
        {
            each = (each << 8) | (byte)Short(part);
        }

        return (Read(Digest.BytesOf(parts)), each);
    }

    private static string Different(ulong parts)
    {
        string[] names = ["principal", "key_hash", "tool", "amount", "currency", "from_account", "to_account"];
        var found = names.Where((_, at) => ((parts >> (8 * (names.Length - 1 - at))) & 0xff) != 0);
        return string.Join(", ", found.DefaultIfEmpty("in what is asked for"));
    }

    private static UInt128 Short(string text) => Read(Digest.BytesOf(text));

    private static UInt128 Read(byte[] digest) => BinaryPrimitives.ReadUInt128BigEndian(digest);

    private static string Text(long? number) =>
        number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private struct Entry
    {
        internal UInt128 Asked;
        internal UInt128 Transaction;
        internal ulong Parts;
        internal long FirstSeq;
        internal Guid FirstId;
        internal long IntentSeq;
        internal long EndSeq;
        internal OperationState? End;
        internal bool IsTwice;
    }
}
