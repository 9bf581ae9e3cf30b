using System.Reflection;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Tests;

/// <summary>What holds for every use case there is, also for the next one.</summary>
public sealed class EveryRequestTests
{
    private static readonly Type[] Requests =
    [
        .. typeof(AppException)
            .Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IBaseRequest).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void The_use_cases_are_these() =>
        Assert.Equal(
            [
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
                "health_check",
                "list_accounts",
                "reverse_transaction",
                "search_transactions",
                "set_account_status",
                "transfer_funds",
                "update_account",
                "withdraw_funds",
            ],
            Requests.Select(TestApplication.ToolOf).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_request_declares_a_permission_that_exists()
    {
        foreach (var request in Requests)
        {
            var declared = request.GetCustomAttribute<RequirePermissionAttribute>(inherit: false);
            Assert.True(declared is not null, $"{request.Name} declares no permission.");
            Assert.True(
                declared.Permission is null || Permissions.ScopeOf.ContainsKey(declared.Permission),
                $"{request.Name} declares a permission that does not exist."
            );
        }
    }

    /// <summary>Open to every caller is an exception, and this is the list of exceptions.</summary>
    [Fact]
    public void Only_health_check_is_open_to_everybody() =>
        Assert.Equal(
            ["HealthCheck"],
            Requests
                .Where(request => request.GetCustomAttribute<RequirePermissionAttribute>()?.Permission is null)
                .Select(request => request.Name)
        );

    [Fact]
    public void Every_request_has_exactly_one_validator()
    {
        var types = typeof(AppException).Assembly.GetTypes();
        foreach (var request in Requests)
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
        foreach (var request in Requests)
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
            ["CreateAccount.Currency V2", "CreateAccount.InitialBalance V1", "UpdateAccount V2"],
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
}
