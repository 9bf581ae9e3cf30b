namespace FinancialMcp.Application.Security;

/// <summary>
/// The request is a second person's decision, or changes what signs in: the person has to have proven just before, with a code of their
/// device or a passkey, that it is they who sit there, and not somebody at a screen that was left open. What only closes something
/// (a stop, a suspension, a disabled account) takes none: nothing may slow it down. Declared on the request; the pipeline decides.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequirePresenceAttribute : Attribute;
