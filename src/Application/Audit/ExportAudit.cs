using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>Takes the whole result of a search out of the trail, unmasked, oldest first.</summary>
[RequirePermission(StaffPermissions.AuditExport)]
public sealed record ExportAudit(AuditFilter Filter, ExportFormat Format) : IRequest<PreparedExport>;

internal sealed class ExportAuditValidator : AbstractValidator<ExportAudit>
{
    public ExportAuditValidator()
    {
        RuleFor(request => request.Filter).FitForSearching();
        RuleFor(request => request.Format).IsInEnum().WithMessage("Must be csv, ndjson, ocsf or pack.");
    }
}

internal sealed class ExportAuditHandler(AuditExports exports, AuditRecords records, CallContext context)
    : IRequestHandler<ExportAudit, PreparedExport>
{
    /// <summary>What it answers is written after the call: that it began is recorded by then.</summary>
    public async ValueTask<PreparedExport> Handle(ExportAudit request, CancellationToken cancellationToken)
    {
        var record = records.OfCall(AuditCode.AuditExported, AuditRecords.Allowed) with
        {
            OperationId = request.Filter.OperationId,
        };
        var export = await exports.PrepareAsync(
            request.Filter,
            request.Format,
            context.Person,
            record,
            cancellationToken
        );
        context.IsRecorded = true;
        return export;
    }
}
