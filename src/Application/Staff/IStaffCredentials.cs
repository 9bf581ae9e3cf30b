namespace FinancialMcp.Application.Staff;

/// <summary>Passwords and one-time codes (TOTP, RFC 6238), as established libraries make and check them.</summary>
public interface IStaffCredentials
{
    /// <summary>A salted, slow hash of a password.</summary>
    string Hash(string password);

    /// <summary>True when the password is the hash's. A null hash takes as long, and is nobody's.</summary>
    bool Verify(string? hash, string password);

    /// <summary>A new key for one-time codes, in base 32.</summary>
    string NewKey();

    /// <summary>The time step that the code is of, the one before or after now included; null when it is none of the key's.</summary>
    long? StepOf(string key, string code);

    /// <summary>Encrypts a key for keeping; not readable any more once the server's own keys are lost.</summary>
    string Protect(string key);

    /// <summary>The key again; null when it cannot be decrypted.</summary>
    string? Unprotect(string kept);
}
