using System.Reflection;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Tests;

/// <summary>What holds for every use case there is, also for the next one.</summary>
public sealed class EveryRequestTests
{
    private static readonly Type[] All =
    [
        .. typeof(AppException)
            .Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IBaseRequest).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>What agents may send, and what people may.</summary>
    private static readonly Type[] Requests = [.. All.Where(type => !IsForStaff(type))];

    private static readonly Type[] StaffRequests = [.. All.Where(IsForStaff)];

    /// <summary>The staff's use cases, with the roles that may send them: the published table, written out a second time.</summary>
    public static TheoryData<string, string[]> StaffUseCases =>
        new()
        {
            { "add_passkey", Everybody },
            { "approve_grant", ["admin"] },
            { "approve_staff", ["admin"] },
            { "ask_for_passkey", Everybody },
            { "cast_vote", ["approver"] },
            { "check_policy", Everybody },
            { "confirm_approver", ["admin"] },
            { "confirm_by_passkey", Everybody },
            { "confirm_drop", ["admin"] },
            { "confirm_presence", Everybody },
            { "confirm_release", ["approver"] },
            { "confirm_resolution", ["approver"] },
            { "confirm_subject", Everybody },
            { "decide_policy", ["admin"] },
            { "delete_audit_view", ["auditor"] },
            { "disable_staff", ["admin"] },
            { "end_session", Everybody },
            { "export_audit", ["auditor"] },
            { "get_agent", Everybody },
            { "get_audit_facets", ["admin", "auditor", "operator"] },
            { "get_audit_record", ["admin", "auditor", "operator"] },
            { "get_figures", Everybody },
            { "get_health", Everybody },
            { "get_operation_timeline", Everybody },
            { "get_overview", Everybody },
            { "get_policy", Everybody },
            { "get_policy_version", Everybody },
            { "get_settings", ["admin", "operator"] },
            { "invite_second_admin", ["admin"] },
            { "lift_legal_hold", ["auditor"] },
            { "list_agents", Everybody },
            { "list_approvals", Everybody },
            { "list_approvers", ["admin"] },
            { "list_audit_views", ["auditor"] },
            { "list_decided_approvals", Everybody },
            { "list_doubts", Everybody },
            { "list_passkeys", Everybody },
            { "list_policy_versions", Everybody },
            { "list_recent_calls", Everybody },
            { "list_retention", ["admin", "auditor"] },
            { "list_seals", ["auditor"] },
            { "list_sessions", Everybody },
            { "list_staff", ["admin"] },
            { "list_stoppable", Everybody },
            { "list_stops", Everybody },
            { "list_tools", Everybody },
            { "list_verifications", ["auditor"] },
            { "offer_passkey", Everybody },
            { "place_legal_hold", ["auditor"] },
            { "preview_drop", ["admin", "auditor"] },
            { "propose_approver", ["admin"] },
            { "propose_grant", ["admin", "operator"] },
            { "propose_policy", ["admin", "operator"] },
            { "propose_release", ["operator"] },
            { "propose_resolution", ["operator"] },
            { "propose_staff", ["admin"] },
            { "reinstate_agent", ["admin", "operator"] },
            { "remove_passkey", Everybody },
            { "replay_policy", ["admin", "auditor", "operator"] },
            { "request_drop", ["auditor"] },
            { "reveal_record", ["auditor"] },
            { "revoke_agent", ["admin", "operator"] },
            { "save_audit_view", ["auditor"] },
            { "search_audit", ["admin", "auditor", "operator"] },
            { "set_stop", ["admin", "operator"] },
            { "simulate_policy", Everybody },
            { "suspend_agent", ["admin", "operator"] },
            { "verify_audit", ["auditor"] },
        };

    private static string[] Everybody => ["admin", "approver", "auditor", "operator"];

    [Fact]
    public void The_staffs_use_cases_are_these() =>
        Assert.Equal(
            StaffUseCases.Select(row => row.Data.Item1),
            StaffRequests.Select(TestApplication.ToolOf).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(StaffUseCases))]
    public void A_staff_request_may_be_sent_by_people_of_exactly_these_roles(string request, string[] roles)
    {
        var permission = PermissionOf(StaffRequests.Single(type => TestApplication.ToolOf(type) == request));

        Assert.Equal(
            roles,
            StaffPermissions
                .Table.Keys.Where(role => Known.Person("someone", role).RightTo(permission) == Right.Granted)
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Also a token that names a staff role, or every role there is, and is granted everything.</summary>
    [Fact]
    public void No_agent_may_send_a_staff_request()
    {
        var roles = RolePermissions.Table.Keys.Concat(StaffPermissions.Table.Keys).Distinct().ToArray();
        foreach (var token in roles.Select(role => new[] { role }).Append(roles))
        {
            var agent = Known.CallerOf("agent", token) with { Grant = Domain.Agents.Grant.Role };
            Assert.All(StaffRequests, request => Assert.Equal(Right.NotGranted, agent.RightTo(PermissionOf(request))));
        }
    }

    /// <summary>People stop, vote and decide; they move no money and read no account, whatever roles they hold.</summary>
    [Fact]
    public void No_person_may_send_an_agents_request()
    {
        var roles = RolePermissions.Table.Keys.Concat(StaffPermissions.Table.Keys).Distinct().ToArray();
        foreach (var held in roles.Select(role => new[] { role }).Append(roles))
        {
            Assert.All(
                Requests.Where(request => PermissionOf(request) is not null),
                request => Assert.Equal(Right.NotGranted, Known.Person("someone", held).RightTo(PermissionOf(request)))
            );
        }
    }

    [Fact]
    public void The_staffs_rights_and_the_agents_have_no_name_in_common() =>
        Assert.Empty(StaffPermissions.Table.Values.SelectMany(rights => rights).Intersect(Permissions.ScopeOf.Keys));

    [Fact]
    public void The_use_cases_are_these() =>
        Assert.Equal(
            [
                "cancel_operation",
                "create_account",
                "delete_account",
                "deposit_funds",
                "get_account",
                "get_account_analytics",
                "get_account_balance",
                "get_alerts",
                "get_metrics",
                "get_monitoring_summary",
                "get_operation",
                "get_service_status",
                "get_transaction",
                "get_transaction_history",
                "get_transaction_limits",
                "health_check",
                "list_accounts",
                "preview_transfer",
                "reverse_transaction",
                "search_transactions",
                "set_account_status",
                "transfer_funds",
                "update_account",
                "update_account_balance",
                "withdraw_funds",
            ],
            Requests.Select(TestApplication.ToolOf).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_request_declares_a_permission_that_exists()
    {
        foreach (var request in All)
        {
            var declared = request.GetCustomAttribute<RequirePermissionAttribute>(inherit: false);
            Assert.True(declared is not null, $"{request.Name} declares no permission.");
            Assert.True(
                declared.Permission is null
                    || Permissions.ScopeOf.ContainsKey(declared.Permission)
                    || IsForStaff(request),
                $"{request.Name} declares a permission that does not exist."
            );
        }
    }

    /// <summary>Open to every caller is an exception, and this is the list of exceptions.</summary>
    [Fact]
    public void Only_health_check_is_open_to_everybody() =>
        Assert.Equal(
            ["HealthCheck"],
            All.Where(request => request.GetCustomAttribute<RequirePermissionAttribute>()?.Permission is null)
                .Select(request => request.Name)
        );

    [Fact]
    public void Every_request_has_exactly_one_validator()
    {
        var types = typeof(AppException).Assembly.GetTypes();
        foreach (var request in All)
        {
            var port = typeof(IValidator<>).MakeGenericType(request);
            var validators = types.Where(type => !type.IsAbstract && port.IsAssignableFrom(type)).ToList();
            Assert.True(validators.Count == 1, $"{request.Name} has {validators.Count} validators.");
            Assert.Equal(request.Name + "Validator", validators[0].Name);
        }
    }

    [Fact]
    public void Every_request_and_its_validator_and_handler_share_a_name_and_a_namespace()
    {
        var types = typeof(AppException).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        foreach (var request in All)
        {
            Assert.Equal(request.Namespace, Assert.Single(types[request.Name + "Handler"]).Namespace);
            Assert.Equal(request.Namespace, Assert.Single(types[request.Name + "Validator"]).Namespace);
        }
    }

    /// <summary>What can be sent to the bank goes through the operations, and what goes through them says so.</summary>
    [Fact]
    public void The_changes_are_these() =>
        Assert.Equal(
            [
                "create_account",
                "delete_account",
                "deposit_funds",
                "reverse_transaction",
                "set_account_status",
                "transfer_funds",
                "update_account",
                "update_account_balance",
                "withdraw_funds",
            ],
            Requests
                .Where(request => typeof(IChange).IsAssignableFrom(request))
                .Select(TestApplication.ToolOf)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void What_only_one_contract_can_fulfil_is_marked() =>
        Assert.Equal(
            [
                "CreateAccount.Currency V2",
                "CreateAccount.InitialBalance V1",
                "UpdateAccount V2",
                "UpdateAccountBalance V1",
            ],
            Requests
                .SelectMany(request => request.GetProperties().Prepend<MemberInfo>(request))
                .Where(member => member.IsDefined(typeof(OnlyInAttribute)))
                .Select(member =>
                    (member is PropertyInfo ? member.DeclaringType!.Name + "." : "")
                    + member.Name
                    + " "
                    + member.GetCustomAttribute<OnlyInAttribute>()!.Contract
                )
                .Order(StringComparer.Ordinal)
        );

    private static string? PermissionOf(Type request) =>
        request.GetCustomAttribute<RequirePermissionAttribute>()?.Permission;

    private static bool IsForStaff(Type request) =>
        PermissionOf(request) is { } permission
        && StaffPermissions.Table.Values.Any(rights => rights.Contains(permission));
}
