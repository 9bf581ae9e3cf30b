namespace FinancialMcp.Application.Security;

/// <summary>
/// The request decides what cannot be undone: the person has to have proven just before, with a code of their device or a passkey, that it
/// is they who sit there, and not somebody at a screen that was left open. Declared on the request; the pipeline decides.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequirePresenceAttribute : Attribute;
