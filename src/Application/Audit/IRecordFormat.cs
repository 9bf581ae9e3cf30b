using System.Buffers;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>A form of records that is written one record behind the other.</summary>
internal interface IRecordFormat
{
    string MediaType { get; }

    /// <summary>Of the file's name, without a dot.</summary>
    string Ending { get; }

    /// <summary>What stands before the first record.</summary>
    void Begin(IBufferWriter<byte> output);

    /// <summary>One record, as one line.</summary>
    void Write(SealedRecord record, IBufferWriter<byte> output);
}
