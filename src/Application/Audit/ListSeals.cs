using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Audit;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>The seals of the trail, newest first, the places outside that were told of them, and the keys that sign them.</summary>
/// <param name="Before">Only seals before this number; null for the newest.</param>
/// <param name="PageSize">1 to 200; 20 unless given.</param>
[RequirePermission(StaffPermissions.AuditVerify)]
public sealed record ListSeals(long? Before = null, int? PageSize = null) : IRequest<SealList>;

/// <summary>How the trail is sealed.</summary>
/// <param name="Seals">Newest first.</param>
/// <param name="Before">Where older ones go on; null at the end.</param>
/// <param name="Anchors">The places outside the database, by name.</param>
/// <param name="Keys">Every public key that ever signed here, oldest first.</param>
/// <param name="Standing">How far sealing and anchoring lag, as this server last read it; null before it has.</param>
public sealed record SealList(
    IReadOnlyList<Seal> Seals,
    long? Before,
    IReadOnlyList<AnchorView> Anchors,
    IReadOnlyList<SealingKey> Keys,
    TrailFigures? Standing
)
{
    /// <summary>The keys as one text of PEM, each behind its name, as <c>financial-mcp audit verify</c> takes it.</summary>
    public string KeysAsPem => SealingKey.AsPem(Keys);
}

internal sealed class ListSealsValidator : AbstractValidator<ListSeals>
{
    private const int LargestPage = 200;

    public ListSealsValidator()
    {
        RuleFor(request => request.Before).GreaterThan(0).WithMessage("Must be a seal's number.");
        RuleFor(request => request.PageSize)
            .InclusiveBetween(1, LargestPage)
            .WithMessage($"Must be between 1 and {LargestPage}.");
    }
}

internal sealed class ListSealsHandler(ISealReading reading, TrailStanding standing)
    : IRequestHandler<ListSeals, SealList>
{
    private const int DefaultPage = 20;

    public async ValueTask<SealList> Handle(ListSeals request, CancellationToken cancellationToken)
    {
        var size = request.PageSize ?? DefaultPage;
        var seals = await reading.SealsAsync(request.Before, size + 1, cancellationToken);
        return new SealList(
            [.. seals.Take(size)],
            seals.Count > size ? seals[size - 1].Number : null,
            await reading.AnchorsAsync(cancellationToken),
            await reading.KeysAsync(cancellationToken),
            standing.Last
        );
    }
}
