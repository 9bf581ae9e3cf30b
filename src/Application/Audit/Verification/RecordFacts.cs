using System.Buffers.Text;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>The members of a record that something else is held against, in the order in which a record has them.</summary>
internal enum Member
{
    ActingParty,
    Amount,
    BackendTransactionId,
    Build,
    Code,
    Currency,
    Decision,
    DurationUs,
    ErrorCode,
    From,
    Id,
    Issuer,
    KeyHash,
    OperationId,
    PolicyVersion,
    RequestId,
    Retention,
    SchemaVersion,
    State,
    Subject,
    To,
    Tool,
    TraceId,
}

/// <summary>What a record's bytes say, found without a copy of them.</summary>
internal ref struct RecordFacts
{
    internal const int MemberCount = 23;

    private static readonly byte[][] Names =
    [
        .. Enum.GetNames<Member>()
            .Select(name => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name))
            .Select(name => System.Text.Encoding.ASCII.GetBytes(name)),
    ];

    private readonly ReadOnlySpan<byte> record;
    private readonly Span<Range> places;

    private RecordFacts(ReadOnlySpan<byte> record, Span<Range> places)
    {
        this.record = record;
        this.places = places;
    }

    /// <summary>False for bytes that are no canonical record.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="places">Room for <see cref="MemberCount"/> places.</param>
    /// <param name="facts">Refers to both.</param>
    internal static bool TryRead(ReadOnlySpan<byte> record, Span<Range> places, out RecordFacts facts)
    {
        places.Clear();
        facts = new RecordFacts(record, places);
        var reader = new CanonicalReader(record);
        var next = 0;
        while (reader.Read())
        {
            var order = -1;
            while (next < Names.Length && (order = Names[next].AsSpan().SequenceCompareTo(reader.Name)) < 0)
            {
                next++;
            }

            if (next < Names.Length && order == 0)
            {
                places[next] =
                    reader.IsText == IsTextual((Member)next)
                        ? reader.ValueAt..(reader.ValueAt + reader.Value.Length)
                        : default;
                next++;
            }
        }

        return !reader.IsBroken;
    }

    /// <summary>True when the record has the member, with a value of its kind.</summary>
    internal readonly bool Has(Member member) => places[(int)member].End.Value > 0;

    /// <summary>The value's bytes; empty when it is absent.</summary>
    internal readonly ReadOnlySpan<byte> Raw(Member member) => record[places[(int)member]];

    internal readonly string? Text(Member member) => Has(member) ? CanonicalReader.Decode(Raw(member)) : null;

    internal readonly long? Number(Member member) =>
        Has(member) && Utf8Parser.TryParse(Raw(member), out long number, out var used) && used == Raw(member).Length
            ? number
            : null;

    internal readonly Guid? Id(Member member) =>
        Has(member) && Utf8Parser.TryParse(Raw(member), out Guid id, out var used, 'D') && used == Raw(member).Length
            ? id
            : null;

    /// <summary>The amount in its currency's smallest unit: its digits without the point.</summary>
    internal readonly long? Minor()
    {
        Span<byte> digits = stackalloc byte[32];
        var count = 0;
        foreach (var digit in Raw(Member.Amount))
        {
            if (digit != '.')
            {
                if (count == digits.Length)
                {
                    return null;
                }

                digits[count++] = digit;
            }
        }

        return count > 0 && Utf8Parser.TryParse(digits[..count], out long minor, out var used) && used == count
            ? minor
            : null;
    }

    private static bool IsTextual(Member member) =>
        member
            is not (
                Member.Code
                or Member.DurationUs
                or Member.PolicyVersion
                or Member.Retention
                or Member.SchemaVersion
            );
}
