using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Stops;

/// <summary>Finds a stop by its id.</summary>
internal static class RequiredStop
{
    /// <summary>The stop. Throws <see cref="AppException"/> VALIDATION_ERROR when it is not in force.</summary>
    public static Stop RequireStop(this OversightState state, Guid id) =>
        state.Stops.FirstOrDefault(stop => stop.Id == id)
        ?? throw new AppException([
            new Problem("stop_id", "There is no such stop in force. Read the list of stops again."),
        ]);
}
