namespace FinancialMcp.Mcp.Tools;

/// <summary>What calling a tool does to the world. Its hints follow from this and from nothing else.</summary>
internal enum ToolEffect
{
    /// <summary>Looks, and leaves everything as it was.</summary>
    Read,

    /// <summary>Adds or alters something that another call can alter again.</summary>
    Changes,

    /// <summary>Ends something for good.</summary>
    Destroys,

    /// <summary>Moves money: it cannot be taken back by the caller alone.</summary>
    MovesMoney,
}
