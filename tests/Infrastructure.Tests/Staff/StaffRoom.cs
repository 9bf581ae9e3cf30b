using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Staff.Passkeys;
using FinancialMcp.Infrastructure.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Mediator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OtpNet;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>The staff's use cases behind their real pipeline, over a real database, with people who have real devices.</summary>
internal sealed class StaffRoom : IAsyncDisposable
{
    internal const string Password = "correct horse battery";
    private static readonly StaffSource Browser = new("request", "192.0.2.7", "a browser");
    private readonly ServiceProvider provider;
    private readonly Dictionary<string, string> devices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> sessions = new(StringComparer.Ordinal);

    internal StaffRoom(StoreHost host, StaffWay? way = null)
    {
        Host = host;
        provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(way ?? StaffWay.Local)
            .AddApplication()
            .AddSingleton(host.Audit)
            .AddSingleton(host.Operations)
            .AddSingleton(host.Oversight)
            .AddSingleton(host.Services.GetRequiredService<IStaffStore>())
            .AddSingleton(_ => Protection(host))
            .Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000)
            .AddSingleton<IStaffCredentials, StaffCredentials>()
            .AddSingleton(host.Services.GetRequiredService<IPasskeyStore>())
            .AddSingleton<IAdminAddress, Address>()
            .AddSingleton<IPasskeyCeremonies, PasskeyCeremonies>()
            .BuildServiceProvider();
    }

    internal StoreHost Host { get; }

    internal FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    internal IStaffStore Store => provider.GetRequiredService<IStaffStore>();

    internal StaffEnrolment Enrolment => provider.GetRequiredService<StaffEnrolment>();

    internal StaffSignIn SignIns => provider.GetRequiredService<StaffSignIn>();

    internal IStaffCredentials Credentials => provider.GetRequiredService<IStaffCredentials>();

    internal T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The first administrator, enrolled with the secret of the log.</summary>
    internal async Task<string> FirstAdminAsync(string name = "ada") =>
        await EnrolAsync((await Enrolment.OfferFirstAsync(Cancel))!, name);

    /// <summary>Two administrators: ada and bea.</summary>
    internal async Task TwoAdminsAsync()
    {
        await FirstAdminAsync();
        await EnrolAsync(await CallAsync("ada", new InviteSecondAdmin()), "bea");
    }

    /// <summary>Somebody with these roles, agreed on by ada and bea.</summary>
    internal async Task PersonAsync(string name, params string[] roles)
    {
        await CallAsync("ada", new ProposeStaff(name, roles, "new"));
        await EnrolAsync((await CallAsync("bea", new ApproveStaff(name, roles, "agreed"))).Secret!, name: null);
    }

    /// <summary>Takes a secret with a new device, and returns the name.</summary>
    internal async Task<string> EnrolAsync(string secret, string? name, string password = Password)
    {
        var key = Credentials.NewKey();
        var account = await Enrolment.EnrolAsync(
            new Enrolment(secret, name, password, key, CodeOf(key)),
            Browser,
            Cancel
        );
        devices[account.Name] = key;
        return account.Name;
    }

    /// <summary>Signs in with the device's next code, and returns the session's token.</summary>
    internal async Task<string> SignInAsync(string name, string password = Password)
    {
        Clock.Advance(TimeSpan.FromSeconds(30));
        var known = StaffNames.Read(name)!;
        var token = await SignIns.SignInAsync(name, password, DeviceCode(known), Browser, Cancel);
        sessions[known] = (await Store.SessionsAsync(known, DateTimeOffset.UnixEpoch, 1, Cancel))[0].Id;
        return token;
    }

    /// <summary>Whether the person has signed in here.</summary>
    internal bool IsSignedIn(string name) => sessions.ContainsKey(name);

    /// <summary>What the person's device shows.</summary>
    internal string DeviceCode(string name) => CodeOf(devices[name]);

    internal string CodeOf(string key) =>
        new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(Clock.GetUtcNow().UtcDateTime);

    internal async Task<AppException> RefusedSignInAsync(string name, string password, string code) =>
        await Assert.ThrowsAsync<AppException>(() => SignIns.SignInAsync(name, password, code, Browser, Cancel));

    /// <summary>
    /// As the pages send it: in the name, and with the roles, of the account as it is now, in the session that was begun last. Who has
    /// none here sits at another desk, and has just proven it.
    /// </summary>
    internal async Task<T> CallAsync<T>(string name, IRequest<T> request) =>
        await CallAsync((await Store.FindAsync(name, Cancel))!, request);

    private async Task<T> CallAsync<T>(StaffAccount account, IRequest<T> request)
    {
        var name = account.Name;
        Guid? session = sessions.TryGetValue(name, out var begun) ? begun : null;
        var all = await Store.SessionsAsync(name, DateTimeOffset.UnixEpoch, int.MaxValue, Cancel);
        await using var scope = provider.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CallContext>()
            .Begin(
                new Call
                {
                    Caller = StaffCaller.Of(account),
                    Session = session,
                    PresentAt = session is null ? Clock.GetUtcNow() : all.Single(it => it.Id == session).PresentAt,
                    RequestId = $"request-{Guid.CreateVersion7():N}",
                    Tool = StaffCaller.NameOf(request.GetType()),
                    Arguments = StaffCaller.ArgumentsOf(request),
                }
            );
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, Cancel);
    }

    internal async Task<AppException> RefusedAsync<T>(string name, IRequest<T> request) =>
        await Assert.ThrowsAsync<AppException>(() => CallAsync(name, request));

    /// <summary>What somebody asks who was this when it was asked.</summary>
    internal async Task<AppException> RefusedAsync<T>(StaffAccount account, IRequest<T> request) =>
        await Assert.ThrowsAsync<AppException>(() => CallAsync(account, request));

    /// <summary>With the keys of the database.</summary>
    private static IDataProtectionProvider Protection(StoreHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>();

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>Where the pages would be.</summary>
    internal sealed class Address : IAdminAddress
    {
        internal const string Ours = "http://localhost:8083";

        public string? Origin => Ours;
    }
}
