using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>Searches the trail. Every page is newest first.</summary>
/// <param name="Filter">What for.</param>
/// <param name="Cursor">Where to go on: one of a page before; null for the newest.</param>
/// <param name="PageSize">1 to 200; 50 unless given.</param>
/// <param name="IsTowardsNewer">True to go from the cursor to what is newer, which takes a cursor.</param>
[RequirePermission(StaffPermissions.AuditRead)]
public sealed record SearchAudit(
    AuditFilter Filter,
    string? Cursor = null,
    int? PageSize = null,
    bool IsTowardsNewer = false
) : IRequest<AuditRecordList>;

/// <summary>A page of records, masked.</summary>
/// <param name="Records">Newest first; maybe none although there is a cursor, when none of those looked at fits.</param>
/// <param name="Cursor">Where older ones go on; null at the end.</param>
/// <param name="Newer">Where newer ones go on, also those that are yet to be written; null for a page of nothing.</param>
/// <param name="IsNewest">True when nothing newer was there.</param>
public sealed record AuditRecordList(
    IReadOnlyList<AuditRecordView> Records,
    string? Cursor,
    string? Newer,
    bool IsNewest
);

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
        RuleFor(request => request.IsTowardsNewer)
            .Must((request, towards) => !towards || request.Cursor is not null)
            .WithMessage("Takes a cursor to go on from.");
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
            request.IsTowardsNewer ? AuditOrder.OldestFirst : AuditOrder.NewestFirst,
            AuditCursor.TryParse(request.Cursor, out var after) ? after : null,
            request.PageSize ?? DefaultPage,
            cancellationToken
        );
        await looks.RecordAsync(AuditCode.AuditRead, request.Filter.OperationId);
        return request.IsTowardsNewer ? Newer(page, request.Cursor) : Older(page, request.Cursor);
    }

    private static AuditRecordList Older(AuditPage page, string? cursor) =>
        new(
            [.. page.Records.Select(AuditRecordView.Masked)],
            page.Next?.ToString(),
            page.Records is [var newest, ..] ? AuditCursor.Of(newest).ToString() : cursor,
            IsNewest: cursor is null
        );

    private static AuditRecordList Newer(AuditPage page, string? cursor) =>
        new(
            [.. page.Records.Reverse().Select(AuditRecordView.Masked)],
            page.Records is [var oldest, ..] ? AuditCursor.Of(oldest).ToString() : cursor,
            (page.Next ?? (page.Records is [.., var newest] ? AuditCursor.Of(newest) : null))?.ToString() ?? cursor,
            IsNewest: page.Next is null
        );
}
