using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Audit;

/// <summary>Keeps a search under a name, in place of the own one of that name; shared, others see it, too.</summary>
[RequirePermission(StaffPermissions.AuditViews)]
public sealed record SaveAuditView(string Name, AuditFilter Filter, bool IsShared) : IRequest<AuditView>;

internal sealed class SaveAuditViewValidator : AbstractValidator<SaveAuditView>
{
    internal const int NameLength = 100;

    public SaveAuditViewValidator()
    {
        RuleFor(request => request.Name)
            .NotEmpty()
            .WithMessage("Must not be empty.")
            .MaximumLength(NameLength)
            .WithMessage($"Must be at most {NameLength} characters.")
            .FreeText();
        RuleFor(request => request.Filter).FitForSearching();
    }
}

internal sealed class SaveAuditViewHandler(
    IAuditViewStore store,
    AuditRecords records,
    CallContext context,
    TimeProvider time
) : IRequestHandler<SaveAuditView, AuditView>
{
    internal const int MostViews = 100;

    public async ValueTask<AuditView> Handle(SaveAuditView request, CancellationToken cancellationToken)
    {
        var own = (await store.ListAsync(context.Person, cancellationToken)).Where(view =>
            string.Equals(view.Owner, context.Person, StringComparison.Ordinal)
            && !string.Equals(view.Name, request.Name, StringComparison.Ordinal)
        );
        if (own.Count() >= MostViews)
        {
            throw new AppException([
                new Problem("name", $"You keep {MostViews} searches already: remove one, or save over one."),
            ]);
        }

        var view = new AuditView(context.Person, request.Name, request.IsShared, request.Filter, time.GetUtcNow());
        await store.SaveAsync(view, records.OfCall(AuditCode.AuditViewChanged, AuditRecords.Allowed));
        context.IsRecorded = true;
        return view;
    }
}
