using System.Buffers.Binary;
using FinancialMcp.Application.Staff;
using FinancialMcp.Infrastructure.Staff;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>Passwords as a server hashes them; the other tests hash with less work.</summary>
public sealed class StaffCredentialsTests
{
    /// <summary>Where a hash of ASP.NET Core Identity, version 3, keeps them, after its version and its function.</summary>
    private const int IterationsAt = 5;

    [Fact]
    public async Task A_servers_hash_is_as_slow_as_it_is_to_be_and_takes_its_password_alone()
    {
        await using var host = await SqliteStoreHost.CreateAsync();
        var credentials = host.Services.GetRequiredService<IStaffCredentials>();

        var hash = credentials.Hash(StaffRoom.Password);

        var iterations = BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(IterationsAt));
        Assert.Equal(StaffCredentials.Iterations, iterations);
        Assert.True(credentials.Verify(hash, StaffRoom.Password), "its own password");
        Assert.False(credentials.Verify(hash, StaffRoom.Password + "x"), "another password");
        Assert.False(credentials.Verify(null, StaffRoom.Password), "nobody's");
    }
}
