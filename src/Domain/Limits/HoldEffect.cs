using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Limits;

/// <summary>What becomes of an operation's holds when it moves.</summary>
public enum HoldEffect
{
    /// <summary>They stand: it may still happen.</summary>
    Keep,

    /// <summary>It happened: what was held is used.</summary>
    Use,

    /// <summary>It did not and will not happen: what was held is given back.</summary>
    Release,
}

/// <summary>Which state has which effect.</summary>
public static class HoldEffects
{
    /// <summary>Only a final state ends a hold. In doubt, it stands.</summary>
    public static HoldEffect Of(OperationState state) =>
        state switch
        {
            OperationState.Succeeded => HoldEffect.Use,
            _ when state.IsFinal() => HoldEffect.Release,
            _ => HoldEffect.Keep,
        };
}
