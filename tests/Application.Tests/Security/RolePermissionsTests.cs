using FinancialMcp.Application.Security;
using static FinancialMcp.Application.Security.Permissions;

namespace FinancialMcp.Application.Tests.Security;

public sealed class RolePermissionsTests
{
    /// <summary>The published table, written out a second time: which roles beside admin and internal_service.</summary>
    public static TheoryData<string, string[]> Rights =>
        new()
        {
            { AccountCreate, ["user", "financial_officer", "account_manager"] },
            { AccountUpdate, ["user", "financial_officer", "account_manager"] },
            { AccountRead, Everybody },
            { TransactionRead, Everybody },
            { QueryHistory, Everybody },
            { AccountDelete, ["user"] },
            { AccountStatus, ["financial_officer", "account_manager"] },
            { AccountBalanceUpdate, ["financial_officer"] },
            { TransactionCreate, ["user", "financial_officer"] },
            { TransactionReverse, ["financial_officer"] },
            { QueryAnalytics, ["user", "financial_officer", "account_manager"] },
            { QuerySearch, ["user", "financial_officer", "customer_service"] },
            { AdminStatus, [] },
            { AdminMetrics, [] },
            { AdminHealth, [] },
        };

    private static string[] Everybody =>
        ["user", "financial_officer", "account_manager", "customer_service", "readonly_user", "customer"];

    [Theory]
    [MemberData(nameof(Rights))]
    public void A_right_is_held_by_exactly_these_roles(string permission, string[] roles) =>
        Assert.Equal(
            roles.Concat(["admin", "internal_service"]).Order(StringComparer.Ordinal),
            RolePermissions
                .Table.Where(role => role.Value.Contains(permission))
                .Select(role => role.Key)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_table_above_names_every_right() =>
        Assert.Equal(
            ScopeOf.Keys.Order(StringComparer.Ordinal),
            Rights.Select(row => row.Data.Item1).Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("ROLE_USER", "user")]
    [InlineData("role_User", "user")]
    [InlineData("Admin", "admin")]
    [InlineData("ROLE_INTERNAL_SERVICE", "internal_service")]
    [InlineData("superuser", "superuser")]
    public void A_role_is_known_whatever_its_prefix_and_case(string given, string name) =>
        Assert.Equal(name, RolePermissions.Normalize(given));

    [Theory]
    [InlineData(false, AccountRead, "user")]
    [InlineData(false, AccountRead, "customer")]
    [InlineData(false, AccountRead, "user", "customer")]
    [InlineData(false, AccountRead)]
    [InlineData(false, AccountRead, "user", "superuser")]
    [InlineData(true, AccountRead, "readonly_user")]
    [InlineData(true, AccountRead, "user", "customer_service")]
    [InlineData(false, TransactionCreate, "user", "readonly_user")]
    [InlineData(false, TransactionCreate, "user", "customer_service")]
    [InlineData(false, AccountDelete, "user", "account_manager")]
    [InlineData(true, TransactionCreate, "user", "financial_officer")]
    [InlineData(true, TransactionReverse, "admin")]
    public void Only_a_role_that_itself_grants_the_right_and_is_not_bound_to_own_accounts_acts_for_others(
        bool actsForOthers,
        string permission,
        params string[] roles
    ) => Assert.Equal(actsForOthers, Known.CallerOf("someone", roles).ActsForOthersUnder(permission));

    [Fact]
    public void An_unknown_role_gives_no_right() =>
        Assert.All(
            ScopeOf.Keys,
            permission => Assert.Equal(Right.NotGranted, Known.CallerOf("someone", "superuser").RightTo(permission))
        );

    [Fact]
    public void Rights_of_several_roles_add_up()
    {
        var caller = Known.CallerOf("someone", "customer", "customer_service");

        Assert.Equal(Right.Granted, caller.RightTo(QuerySearch));
        Assert.Equal(Right.NotGranted, caller.RightTo(TransactionCreate));
    }

    [Fact]
    public void A_call_that_may_act_for_others_is_the_banks_staff_user_and_any_other_is_the_caller_itself()
    {
        var identities = new BackendIdentities("olivia");

        Assert.True(identities.Staff is { Subject: "olivia", IsStaff: true });
        Assert.Equal(identities.Staff, identities.Of(Deciding(Known.Officer, TransactionCreate)));
        Assert.True(identities.Of(Deciding(Known.Alice, TransactionCreate)) is { Subject: "alice", IsStaff: false });
        Assert.True(identities.Of(Deciding(Known.Officer, null)) is { IsStaff: false });
    }

    private static CallContext Deciding(Caller caller, string? permission)
    {
        var context = new CallContext { Permission = permission };
        context.Begin(
            new Call
            {
                Caller = caller,
                RequestId = "request-1",
                Tool = "transfer_funds",
                Arguments = "{}",
            }
        );
        return context;
    }
}
