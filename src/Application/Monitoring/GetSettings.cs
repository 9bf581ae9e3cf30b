using System.Reflection;
using System.Runtime.InteropServices;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>What this instance is and runs on: its versions, its settings without any secret, its database's migrations.</summary>
[RequirePermission(StaffPermissions.SettingsRead)]
public sealed record GetSettings : IRequest<SettingsView>;

/// <summary>What an instance is and runs on.</summary>
public sealed record SettingsView
{
    /// <summary>Names the process among the replicas.</summary>
    public required string Instance { get; init; }

    /// <summary>As VERSION gives it, else as it was built.</summary>
    public required string Version { get; init; }

    /// <summary>As it was built.</summary>
    public required string Build { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }
    public required string OperatingSystem { get; init; }
    public required string Environment { get; init; }
    public required BankContract BankContract { get; init; }

    /// <summary>PostgreSQL or SQLite.</summary>
    public required string Database { get; init; }
    public required SchemaMigrations Migrations { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Every setting there is.</summary>
    public required IReadOnlyList<EffectiveSetting> Settings { get; init; }
}

internal sealed class GetSettingsValidator : AbstractValidator<GetSettings>;

internal sealed class GetSettingsHandler(
    IEffectiveSettings settings,
    ISchemaHistory schema,
    ServerInstance server,
    BankContract contract
) : IRequestHandler<GetSettings, SettingsView>
{
    public async ValueTask<SettingsView> Handle(GetSettings request, CancellationToken cancellationToken) =>
        new()
        {
            Instance = server.Id,
            Version = server.Version,
            Build = typeof(GetSettingsHandler)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            Runtime = RuntimeInformation.FrameworkDescription,
            OperatingSystem = RuntimeInformation.OSDescription,
            Environment = settings.Environment,
            BankContract = contract,
            Database = settings.Database,
            Migrations = await schema.ReadAsync(cancellationToken),
            StartedAt = server.StartedAt,
            Settings = settings.Settings,
        };
}
