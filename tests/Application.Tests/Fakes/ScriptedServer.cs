using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>What the host tells of itself: two tools, two settings, two migrations.</summary>
internal sealed class ScriptedServer : IToolCatalogue, IEffectiveSettings, ISchemaHistory
{
    public IReadOnlyList<ToolFacts> Tools { get; } = [Tool("get_account", true), Tool("transfer_funds", false)];

    public string Environment => "staging";

    public string Database => "SQLite";

    public IReadOnlyList<EffectiveSetting> Settings { get; } =
    [
        new("PORT", "Listening", "MCP endpoint.", "0 to 65535", false, "8082", SettingOrigin.Default),
        new("JWT_SECRET", "Callers", "Key.", "text", true, null, SettingOrigin.SecretFile),
    ];

    public Task<SchemaMigrations> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new SchemaMigrations(["1_First"], ["2_Second"]));

    private static ToolFacts Tool(string name, bool isReadOnly) =>
        new(name, name, "d", isReadOnly, !isReadOnly, true, !isReadOnly, "account:read", "{}", null, "hash");
}
