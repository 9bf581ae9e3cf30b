namespace FinancialMcp.Infrastructure.Audit;

/// <summary>A place outside the database that is told of every seal.</summary>
internal interface IAnchor
{
    /// <summary>file, syslog or webhook.</summary>
    string Name { get; }

    /// <summary>
    /// The last note that the place holds, where it can be asked; null where it cannot, or holds none. What it throws is
    /// logged, and asked again.
    /// </summary>
    Task<string?> LastNoteAsync();

    /// <summary>Tells of seals in their order. Throws when it is not known that the place has taken them all.</summary>
    Task TellAsync(IReadOnlyList<string> notes);
}
