namespace FinancialMcp.Application.Security;

/// <summary>
/// What people of the bank may do at the admin side. No token of an agent gives any of it, whatever roles it names.
/// </summary>
public static class StaffPermissions
{
    public const string Operator = "operator";
    public const string Approver = "approver";
    public const string Auditor = "auditor";
    public const string Admin = "admin";

    public const string ApprovalsRead = "approvals:read";
    public const string ApprovalsVote = "approvals:vote";
    public const string DoubtRead = "doubt:read";
    public const string DoubtPropose = "doubt:propose";
    public const string DoubtConfirm = "doubt:confirm";
    public const string StopsRead = "stops:read";
    public const string StopSet = "stop:set";
    public const string StopPropose = "stop:propose_release";
    public const string StopConfirm = "stop:confirm_release";
    public const string AgentsRead = "agents:read";
    public const string AgentsSuspend = "agents:suspend";
    public const string AgentsPropose = "agents:propose_grant";
    public const string AgentsApprove = "agents:approve_grant";
    public const string PolicyRead = "policy:read";
    public const string PolicyPropose = "policy:propose";
    public const string PolicyApprove = "policy:approve";
    public const string ApproversPropose = "approvers:propose";
    public const string ApproversConfirm = "approvers:confirm";
    public const string RetentionRead = "retention:read";
    public const string RetentionHold = "retention:hold";
    public const string RetentionRequest = "retention:request_drop";
    public const string RetentionConfirm = "retention:confirm_drop";
    public const string AuditVerify = "audit:verify";

    /// <summary>One operation's timeline; for who has not <see cref="AuditRead"/>, of those that people decide on.</summary>
    public const string AuditCase = "audit:case";

    /// <summary>The whole trail, masked.</summary>
    public const string AuditRead = "audit:read";
    public const string AuditReveal = "audit:reveal";
    public const string AuditExport = "audit:export";
    public const string AuditViews = "audit:views";

    public const string StaffRead = "staff:read";
    public const string StaffPropose = "staff:propose";
    public const string StaffApprove = "staff:approve";
    public const string StaffDisable = "staff:disable";

    /// <summary>How the server, what it depends on and its tools do.</summary>
    public const string HealthRead = "health:read";

    /// <summary>The effective configuration, without secrets.</summary>
    public const string SettingsRead = "settings:read";

    /// <summary>One's own sessions; with <see cref="StaffRead"/> everybody's.</summary>
    public const string Sessions = "staff:sessions";

    private static readonly string[] View =
    [
        ApprovalsRead,
        DoubtRead,
        StopsRead,
        AgentsRead,
        PolicyRead,
        AuditCase,
        HealthRead,
        Sessions,
    ];

    /// <summary>Role to rights; the keys are all staff roles there are.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Table { get; } =
        new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
        {
            [Operator] = Rights(
                DoubtPropose,
                StopSet,
                StopPropose,
                AgentsSuspend,
                AgentsPropose,
                PolicyPropose,
                AuditRead,
                SettingsRead
            ),
            [Approver] = Rights(ApprovalsVote, DoubtConfirm, StopConfirm),
            [Auditor] = Rights(
                AuditRead,
                AuditReveal,
                AuditExport,
                AuditViews,
                AuditVerify,
                RetentionRead,
                RetentionHold,
                RetentionRequest
            ),
            [Admin] = Rights(
                StopSet,
                AgentsSuspend,
                AgentsPropose,
                AgentsApprove,
                PolicyPropose,
                PolicyApprove,
                ApproversPropose,
                ApproversConfirm,
                AuditRead,
                RetentionRead,
                RetentionConfirm,
                StaffRead,
                StaffPropose,
                StaffApprove,
                StaffDisable,
                SettingsRead
            ),
        };

    public static bool Grants(string role, string permission) =>
        Table.TryGetValue(role, out var rights) && rights.Contains(permission);

    /// <summary>The roles that have the right.</summary>
    public static IEnumerable<string> RolesWith(string permission) =>
        Table.Keys.Where(role => Grants(role, permission));

    private static HashSet<string> Rights(params string[] more) => [.. View, .. more];
}
