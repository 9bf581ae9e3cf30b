using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff.Passkeys;

/// <summary>What the use cases of one's own keys have in common.</summary>
internal static class OwnPasskeys
{
    /// <summary>The caller's account. Throws <see cref="AppException"/> AUTHENTICATION_ERROR when it is closed.</summary>
    internal static async Task<StaffAccount> OpenAccountAsync(
        this IStaffStore staff,
        CallContext context,
        CancellationToken cancellationToken
    ) =>
        await staff.FindAsync(context.Person, cancellationToken) is { Status: StaffStatus.Active } account
            ? account
            : throw Closed();

    /// <summary>The caller's account among all. Throws as the other.</summary>
    internal static StaffAccount Open(this IReadOnlyList<StaffAccount> accounts, string name) =>
        accounts.Require(name) is { Status: StaffStatus.Active } account ? account : throw Closed();

    /// <summary>The session of the call.</summary>
    internal static Guid SessionOf(CallContext context) =>
        context.Call.Session ?? throw new InvalidOperationException("A passkey was asked for outside a session.");

    internal static AppException Wrong(string message) => new([new Problem("passkey", message)]);

    private static AppException Closed() =>
        new(ErrorCodes.AuthenticationError, "Your account is closed. Nothing was changed.");
}
