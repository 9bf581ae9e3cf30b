namespace FinancialMcp.Application.Audit;

/// <summary>In which form records are taken out of the trail.</summary>
public enum ExportFormat
{
    /// <summary>RFC 4180 for spreadsheets: one line a record, nothing in it that a spreadsheet would run.</summary>
    Csv,

    /// <summary>One JSON object a line, with the record as it was written.</summary>
    Ndjson,

    /// <summary>One event of OCSF 1.3.0, class 6003 (API Activity), a line.</summary>
    Ocsf,

    /// <summary>A ZIP of records, proofs, seals, policies and keys, signed, that verifies without the database.</summary>
    Pack,
}
