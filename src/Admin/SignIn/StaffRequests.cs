using System.Security.Claims;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using Mediator;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Admin.SignIn;

/// <summary>What a request is sent for.</summary>
internal enum RequestCause
{
    /// <summary>A person did something.</summary>
    Person,

    /// <summary>A page reads by itself: that keeps no session open.</summary>
    Page,

    /// <summary>The same within a minute of the last that was recorded: that is, besides, no look of its own.</summary>
    SameLook,
}

/// <summary>
/// Sends application requests in a person's name, from one page. Each runs in its own scope, with the session and the roles as they are
/// then: a page that was open when a role was taken away can do nothing more.
/// </summary>
internal sealed class StaffRequests(IServiceScopeFactory scopes, StaffSignIn signIn, TimeProvider time)
{
    private DateTimeOffset? presentAt;

    /// <summary>Until when the person's proof of presence holds, as of the last request; null when none does.</summary>
    internal DateTimeOffset? PresentUntil =>
        StaffPresence.HoldsAt(presentAt, time.GetUtcNow()) ? presentAt + StaffPresence.Lifetime : null;

    /// <summary>
    /// The answer. Throws <see cref="AppException"/>: AUTHENTICATION_ERROR when the session is over, and what the request
    /// throws.
    /// </summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cause">What it is sent for.</param>
    /// <param name="cancellationToken">For a person who left.</param>
    public async Task<T> SendAsync<T>(
        ClaimsPrincipal person,
        IRequest<T> request,
        RequestCause cause,
        CancellationToken cancellationToken
    )
    {
        if (
            StaffPrincipal.TokenOf(person) is not { } token
            || await signIn.FindAsync(token, cancellationToken, isUse: cause == RequestCause.Person) is not { } found
        )
        {
            throw new AppException(ErrorCodes.AuthenticationError, "Your session is over. Sign in again.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var id = Guid.CreateVersion7().ToString("n");
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.IsRepeat = cause == RequestCause.SameLook;
        context.Begin(
            new Call
            {
                Caller = StaffCaller.Of(found.Account),
                RequestId = id,
                Tool = StaffCaller.NameOf(request.GetType()),
                Arguments = StaffCaller.ArgumentsOf(request),
                Session = found.Session.Id,
                PresentAt = found.Session.PresentAt,
                SourceAddress = found.Session.SourceAddress,
                ClientName = found.Session.Client,
            }
        );
        presentAt = found.Session.PresentAt;
        var answer = await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, cancellationToken);
        if (answer is PresenceProof proof)
        {
            presentAt = proof.Until - StaffPresence.Lifetime;
        }

        return answer;
    }

    /// <summary>Where a request came from.</summary>
    internal static StaffSource SourceOf(HttpContext context) =>
        new(
            Guid.CreateVersion7().ToString("n"),
            context.Connection.RemoteIpAddress?.ToString(),
            context.Request.Headers.UserAgent.ToString() is { Length: > 0 } client ? client : null
        );
}
