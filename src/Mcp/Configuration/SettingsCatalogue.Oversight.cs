using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Oversight = "Oversight";

    public static Setting<Grant> AgentDefaultGrant { get; } =
        new(
            "AGENT_DEFAULT_GRANT",
            SettingTypes.Choice(("none", Grant.None), ("read", Grant.Read), ("role", Grant.Role)),
            Oversight,
            "What an agent may do before people grant it anything; role (whatever its role allows) in development only."
        )
        {
            Default = "none",
            DevelopmentDefault = "role",
        };

    public static Setting<string> PolicyFile { get; } =
        new(
            "POLICY_FILE",
            SettingTypes.Text,
            Oversight,
            "File with the rules (JSON) that hold until people decide on others; read only while there is no policy."
        )
        {
            DefaultText = "2,000 a call, 10,000 a day, approval from 500",
        };

    public static Setting<int> ChangeDeadline { get; } =
        new(
            "CHANGE_DEADLINE",
            SettingTypes.Number(1000, 60_000, "ms"),
            Oversight,
            "Time that a changing request at the bank may take; its lease and its token last two fifths longer."
        )
        {
            Default = "25000",
        };

    public static Setting<int> QuiesceWindow { get; } =
        new(
            "QUIESCE_WINDOW",
            SettingTypes.Number(1, 3600, "seconds"),
            Oversight,
            "How long the bank may need to show what it accepted: before that, absence proves nothing. At least 30 in production."
        )
        {
            Default = "60",
        };
}
