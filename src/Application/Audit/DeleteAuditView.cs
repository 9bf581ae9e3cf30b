using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>Removes an own search; those of others stay, also shared ones.</summary>
[RequirePermission(StaffPermissions.AuditViews)]
public sealed record DeleteAuditView(string Name) : IRequest<IReadOnlyList<AuditView>>;

internal sealed class DeleteAuditViewValidator : AbstractValidator<DeleteAuditView>
{
    public DeleteAuditViewValidator() =>
        RuleFor(request => request.Name).NotEmpty().WithMessage("Must not be empty.").FreeText();
}

internal sealed class DeleteAuditViewHandler(IAuditViewStore store, AuditRecords records, CallContext context)
    : IRequestHandler<DeleteAuditView, IReadOnlyList<AuditView>>
{
    /// <summary>Answers what is left.</summary>
    public async ValueTask<IReadOnlyList<AuditView>> Handle(
        DeleteAuditView request,
        CancellationToken cancellationToken
    )
    {
        var record = records.OfCall(AuditCode.AuditViewChanged, AuditRecords.Allowed);
        if (!await store.DeleteAsync(context.Person, request.Name, record))
        {
            throw new AppException([new Problem("name", "You keep no search of this name. Read the list again.")]);
        }

        context.IsRecorded = true;
        return await store.ListAsync(context.Person, cancellationToken);
    }
}
