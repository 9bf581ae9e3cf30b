using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff;

/// <summary>
/// Decides on what holds now and writes it only if that still holds: of two people who change something at once, the
/// second decides again on what the first left.
/// </summary>
internal static class StaffDecisions
{
    private const int MostTries = 20;

    /// <summary>
    /// Makes the changes that <paramref name="decide"/> derives from the accounts, with their record, and returns what it
    /// returns beside them. What decide throws, is thrown.
    /// </summary>
    internal static Task<T> DecideAsync<T>(
        this IStaffStore store,
        AuditEvent record,
        Func<IReadOnlyList<StaffAccount>, (IReadOnlyList<StaffChange> Changes, T Result)> decide,
        CancellationToken cancellationToken
    ) => store.DecideAsync(record, accounts => Task.FromResult(decide(accounts)), cancellationToken);

    /// <summary>
    /// The same for a person's decision: who decides must still be who the decision was allowed to, by the accounts that it is
    /// made on. Throws <see cref="AppException"/> AUTHENTICATION_ERROR when not.
    /// </summary>
    internal static Task<T> DecideAsync<T>(
        this IStaffStore store,
        CallContext context,
        AuditEvent record,
        Func<IReadOnlyList<StaffAccount>, (IReadOnlyList<StaffChange> Changes, T Result)> decide,
        CancellationToken cancellationToken
    ) =>
        store.DecideAsync(
            record,
            accounts =>
            {
                var self = accounts.FirstOrDefault(it =>
                    string.Equals(it.Name, context.Person, StringComparison.Ordinal)
                );
                return
                    self is { Status: StaffStatus.Active }
                    && context.Caller.Roles.All(role => self.Roles.Contains(role, StringComparer.Ordinal))
                    ? decide(accounts)
                    : throw new AppException(
                        ErrorCodes.AuthenticationError,
                        "Your account was changed meanwhile. Nothing was decided. Sign in again."
                    );
            },
            cancellationToken
        );

    /// <summary>As the other, where more than the accounts has to be read under the same version.</summary>
    internal static async Task<T> DecideAsync<T>(
        this IStaffStore store,
        AuditEvent record,
        Func<IReadOnlyList<StaffAccount>, Task<(IReadOnlyList<StaffChange> Changes, T Result)>> decide,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var version = await store.VersionAsync(cancellationToken);
            var (changes, result) = await decide(await store.ListAsync(cancellationToken));
            if (await store.ChangeAsync(version, changes, record))
            {
                return result;
            }
        }

        throw new StoreUnavailableException("Others keep changing the same. Nothing was changed.");
    }

    /// <summary>The account of that name. Throws <see cref="AppException"/> VALIDATION_ERROR when there is none.</summary>
    internal static StaffAccount Require(this IReadOnlyList<StaffAccount> accounts, string name) =>
        accounts.FirstOrDefault(account => string.Equals(account.Name, name, StringComparison.Ordinal))
        ?? throw new AppException([new Problem("name", "There is no such account. Read the list of people again.")]);

    /// <summary>Those who administer, or will once they have enrolled.</summary>
    internal static int AdminsAmong(IEnumerable<StaffAccount> accounts) =>
        accounts.Count(account =>
            account.Status is StaffStatus.Active or StaffStatus.Invited
            && account.Roles.Contains(StaffPermissions.Admin)
        );

    /// <summary>
    /// The same without those who could sign in another way only: where an instance changed its way, it has no administrator
    /// until one has come by the new one.
    /// </summary>
    internal static int AdminsAmong(IEnumerable<StaffAccount> accounts, StaffWay way) =>
        AdminsAmong(accounts.Where(account => account.Status != StaffStatus.Active || way.Knows(account)));

    /// <summary>
    /// Those and whoever was one and is disabled. An administrator who disables all the others is not the first, and gets no
    /// second by the own word.
    /// </summary>
    private static int AdminsEver(IEnumerable<StaffAccount> accounts, StaffWay way) =>
        accounts.Count(account =>
            account.Status != StaffStatus.Proposed
            && account.Roles.Contains(StaffPermissions.Admin)
            && (account.Status != StaffStatus.Active || way.Knows(account))
        );

    /// <summary>
    /// Whether the log's secret makes an administrator: there is none, or one whose others were disabled. Then who runs the
    /// server is the second person.
    /// </summary>
    internal static bool TakeFromLog(IReadOnlyList<StaffAccount> accounts, StaffWay way) =>
        AdminsAmong(accounts, way) == 0 || (AdminsAmong(accounts, way) == 1 && AdminsEver(accounts, way) > 1);

    /// <summary>Whether the only administrator there has ever been may make a second.</summary>
    internal static bool TakeSecond(IReadOnlyList<StaffAccount> accounts, StaffWay way) =>
        AdminsAmong(accounts, way) == 1 && AdminsEver(accounts, way) == 1;

    /// <summary>
    /// Throws <see cref="AppException"/> VALIDATION_ERROR when nobody who can sign in would administer any more. Somebody who
    /// is only invited may never come.
    /// </summary>
    internal static void MustLeaveAnAdmin(IReadOnlyList<StaffAccount> accounts, StaffAccount after)
    {
        var then = accounts.Select(account => account.Id == after.Id ? after : account);
        if (AdminsAmong(then.Where(account => account.Status == StaffStatus.Active)) == 0)
        {
            throw new AppException([
                new Problem("name", "Nobody would be administrator any more. Make somebody else one first."),
            ]);
        }
    }
}
