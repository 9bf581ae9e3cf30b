using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>A secret of its own for each place it was planted in.</summary>
/// <param name="Place">Where it was planted.</param>
/// <param name="Text">The secret.</param>
/// <param name="IsArgument">Its caller wrote it where a text of any meaning is asked for.</param>
internal sealed record Canary(string Place, string Text, bool IsArgument = false)
{
    /// <summary>The secret as it may lie about: as it is, in base 64 of both alphabets, in hexadecimal digits of both cases.</summary>
    public IEnumerable<string> Forms
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(Text);
            yield return Text;
            yield return Convert.ToBase64String(bytes).TrimEnd('=');
            yield return Base64Url.EncodeToString(bytes);
            yield return Convert.ToHexString(bytes);
            yield return Convert.ToHexStringLower(bytes);
        }
    }
}

/// <summary>The secrets of one test: planted, and looked for in whatever the server left behind.</summary>
internal sealed class Canaries
{
    private readonly List<Canary> planted = [];
    private readonly List<(string Where, string Text)> found = [];

    public IReadOnlyList<Canary> Planted => planted;

    /// <summary>A new secret for a place.</summary>
    public string New(string place, bool isArgument = false)
    {
        var number = planted.Count.ToString("000", CultureInfo.InvariantCulture);
        return Known(place, $"canary{number}{RandomNumberGenerator.GetHexString(16, lowercase: true)}", isArgument);
    }

    /// <summary>A secret that there is already: a setting's value.</summary>
    public string Known(string place, string secret, bool isArgument = false)
    {
        planted.Add(new Canary(place, secret, isArgument));
        return secret;
    }

    /// <summary>A token: neither the whole, nor what it claims, nor the signature that would make another one of it.</summary>
    public string Token(string place, string token)
    {
        Known(place, token);
        Known(place + ", payload", token.Split('.')[1]);
        Known(place + ", signature", token.Split('.')[2]);
        return token;
    }

    /// <summary>Looks through a text in which no secret may be, but those of arguments where that is said.</summary>
    public void Search(string where, string text, bool mayHoldArguments = false)
    {
        foreach (var canary in planted)
        {
            if (
                !(mayHoldArguments && canary.IsArgument)
                && canary.Forms.Any(form => text.Contains(form, StringComparison.Ordinal))
            )
            {
                found.Add((where, canary.Place));
            }
        }
    }

    /// <summary>What was found, as "where: the place it was planted in".</summary>
    public IEnumerable<string> Found => found.Select(it => $"{it.Where}: {it.Text}").Distinct(StringComparer.Ordinal);
}
