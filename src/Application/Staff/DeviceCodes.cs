namespace FinancialMcp.Application.Staff;

/// <summary>Codes of a person's own device.</summary>
internal static class DeviceCodes
{
    /// <summary>
    /// The time step of the code, where it is one of the account's device and newer than the last that was taken; else null.
    /// RFC 6238, 5.2: a code is taken once.
    /// </summary>
    internal static long? NextStepOf(this IStaffCredentials credentials, StaffAccount account, string code) =>
        account.Secrets is { } secrets
        && credentials.Unprotect(secrets.ProtectedKey) is { } key
        && credentials.StepOf(key, code) is { } step
        && step > account.SignIns.LastStep
            ? step
            : null;
}
