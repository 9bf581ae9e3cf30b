using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>Searches the trail, newest first.</summary>
/// <param name="Filter">What for.</param>
/// <param name="Cursor">Where to go on: the one of the page before; null for the first.</param>
/// <param name="PageSize">1 to 200; 50 unless given.</param>
[RequirePermission(StaffPermissions.AuditRead)]
public sealed record SearchAudit(AuditFilter Filter, string? Cursor = null, int? PageSize = null)
    : IRequest<AuditRecordList>;

/// <summary>A page of records, masked.</summary>
/// <param name="Records">Newest first; maybe none although there is a cursor, when none of those looked at fits.</param>
/// <param name="Cursor">Where to go on; null at the end.</param>
public sealed record AuditRecordList(IReadOnlyList<AuditRecordView> Records, string? Cursor);

internal sealed class SearchAuditValidator : AbstractValidator<SearchAudit>
{
    internal const int LargestPage = 200;

    public SearchAuditValidator()
    {
        RuleFor(request => request.Filter).FitForSearching();
        RuleFor(request => request.PageSize)
            .InclusiveBetween(1, LargestPage)
            .WithMessage($"Must be between 1 and {LargestPage}.");
        RuleFor(request => request.Cursor)
            .Must(text => text is null || AuditCursor.TryParse(text, out _))
            .WithMessage("Must be the cursor of the page before, or be left out.");
    }
}

internal sealed class SearchAuditHandler(IAuditReading reading, AuditLooks looks, CallContext context)
    : IRequestHandler<SearchAudit, AuditRecordList>
{
    private const int DefaultPage = 50;

    public async ValueTask<AuditRecordList> Handle(SearchAudit request, CancellationToken cancellationToken)
    {
        AuditFilterRules.MustNotGuess(request.Filter, context.Caller);
        var page = await reading.PageAsync(
            request.Filter,
            AuditOrder.NewestFirst,
            AuditCursor.TryParse(request.Cursor, out var after) ? after : null,
            request.PageSize ?? DefaultPage,
            cancellationToken
        );
        await looks.RecordAsync(AuditCode.AuditRead, request.Filter.OperationId);
        return new AuditRecordList([.. page.Records.Select(AuditRecordView.Masked)], page.Next?.ToString());
    }
}
