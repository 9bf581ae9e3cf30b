using FinancialMcp.Admin.SignIn;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinancialMcp.Admin.Trail;

/// <summary>
/// What leaves the trail as a file: over a request of its own, in the person's name, as it is read. A live connection would
/// hold it in memory.
/// </summary>
internal static class Downloads
{
    internal const string ExportPath = "/audit/export";
    internal const string KeysPath = "/audit/keys.pem";

    internal static void MapDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(ExportPath, ExportAsync).RequireAuthorization(StaffPermissions.AuditExport);
        endpoints.MapGet(KeysPath, KeysAsync).RequireAuthorization(StaffPermissions.AuditVerify);
    }

    /// <summary>A form of our own only: another site must not make a person take records with them.</summary>
    private static async Task ExportAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        StaffRequests requests,
        ExportWatch watch,
        TimeProvider time
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Export from one of our own pages.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var ticket = Guid.TryParse(form["ticket"], out var given) ? given : Guid.CreateVersion7();
        var search = TrailSearch.Read(form["search"].ToString(), time.GetUtcNow());
        await using var output = new CountingStream(
            context.Response.Body,
            bytes => watch.Report(ticket, new ExportState(bytes, null, null))
        );
        try
        {
            if (search.Problems.Count > 0)
            {
                throw new AppException(search.Problems);
            }

            var export = await requests.SendAsync(
                context.User,
                new ExportAudit(search.Filter, FormatOf(form["format"])),
                RequestCause.Person,
                context.RequestAborted
            );
            Announce(context.Response, export.FileName, export.MediaType);
            var file = await export.WriteAsync(output, context.RequestAborted);
            await output.FlushAsync(context.RequestAborted);
            watch.Report(ticket, new ExportState(output.Written, file, null));
        }
        catch (Exception cause) when (WordsOf(cause) is var (status, words))
        {
            watch.Report(ticket, new ExportState(output.Written, null, words));
            await RefuseAsync(context, status, words);
        }
    }

    private static async Task KeysAsync(HttpContext context, StaffRequests requests)
    {
        try
        {
            var seals = await requests.SendAsync(
                context.User,
                new ListSeals(PageSize: 1),
                RequestCause.Person,
                context.RequestAborted
            );
            Announce(context.Response, "seals.pem", "application/x-pem-file");
            await context.Response.WriteAsync(seals.KeysAsPem, context.RequestAborted);
        }
        catch (Exception cause) when (WordsOf(cause) is var (status, words))
        {
            await RefuseAsync(context, status, words);
        }
    }

    private static void Announce(HttpResponse response, string fileName, string mediaType)
    {
        response.ContentType = mediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>With words while nothing was sent; else the connection ends, so that no browser takes a part for the whole.</summary>
    private static async Task RefuseAsync(HttpContext context, int status, string words)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Headers.ContentDisposition = default;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(words, CancellationToken.None);
    }

    private static ExportFormat FormatOf(string? text) =>
        Enum.TryParse<ExportFormat>(text, ignoreCase: true, out var format) ? format : (ExportFormat)(-1);

    /// <summary>What is expected to go wrong; null for anything else, which is a defect.</summary>
    private static (int Status, string Words)? WordsOf(Exception cause) =>
        cause switch
        {
            AppException { Code: ErrorCodes.AuthenticationError } refusal => (
                StatusCodes.Status401Unauthorized,
                refusal.Message
            ),
            AppException { Code: ErrorCodes.AuthorizationError } refusal => (
                StatusCodes.Status403Forbidden,
                refusal.Message
            ),
            AppException { Code: ErrorCodes.AuditUnavailable } refusal => (
                StatusCodes.Status503ServiceUnavailable,
                refusal.Message
            ),
            AppException refusal => (StatusCodes.Status400BadRequest, refusal.Message),
            StoreUnavailableException => (
                StatusCodes.Status503ServiceUnavailable,
                "The database does not answer. What was written is no whole file; export again soon."
            ),
            OperationCanceledException => (StatusCodes.Status499ClientClosedRequest, "The export was broken off."),
            IOException => (StatusCodes.Status499ClientClosedRequest, "The export was broken off."),
            _ => null,
        };
}
