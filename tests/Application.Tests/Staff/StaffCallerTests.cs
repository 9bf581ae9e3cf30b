using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application.Staff;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Staff;

public sealed class StaffCallerTests
{
    [Fact]
    public void Arguments_are_kept_whole_up_to_their_limit_and_beyond_it_as_length_and_digest()
    {
        var empty = StaffCaller.ArgumentsOf(StopOf("")).Length;
        var longest = StopOf(new string('r', StaffCaller.LongestArguments - empty));
        var whole = JsonSerializer.Serialize(longest, WireJson.Options);
        Assert.Equal(StaffCaller.LongestArguments, whole.Length);
        Assert.Equal(whole, StaffCaller.ArgumentsOf(longest));

        var tooLong = longest with { Reason = longest.Reason + "r" };
        var json = JsonSerializer.Serialize(tooLong, WireJson.Options);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(
            $$"""{"characters":{{StaffCaller.LongestArguments + 1}},"sha256":"{{digest}}"}""",
            StaffCaller.ArgumentsOf(tooLong)
        );
    }

    private static SetStop StopOf(string reason) => new(StopScope.Everything, null, reason);
}
