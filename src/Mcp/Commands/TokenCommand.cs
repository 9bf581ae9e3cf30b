using System.CommandLine;
using System.Text;
using FinancialMcp.Mcp.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FinancialMcp.Mcp.Commands;

/// <summary>
/// <c>financial-mcp token</c>: a caller's token for trying the server out. Development only: elsewhere an identity
/// provider issues tokens, and whoever could run this would be anybody.
/// </summary>
internal static class TokenCommand
{
    private static readonly Option<string> Subject = new("--sub")
    {
        Description = "Who the token speaks for; for customers, their user name at the bank.",
        Required = true,
    };

    private static readonly Option<string[]> Roles = new("--role")
    {
        Description = "Roles, separated by commas.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Scopes = new("--scope")
    {
        Description = "Scopes that narrow the roles, separated by commas or spaces; without any, nothing is narrowed.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Actor = new("--act")
    {
        Description = "The agent that acts for --sub (RFC 8693, act).",
    };

    private static readonly Option<int> Hours = new("--hours")
    {
        Description = "Hours until it expires, 1 to 720.",
        DefaultValueFactory = _ => 1,
    };

    static TokenCommand() =>
        Hours.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 720)
            {
                result.AddError("--hours is 1 to 720.");
            }
        });

    public static Command Create()
    {
        var command = new Command("token", "Prints a caller's token. Development only.")
        {
            Subject,
            Roles,
            Scopes,
            Actor,
            Hours,
            CommandOptions.EnvironmentFile,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        if (CommandOptions.ReadSettings(arguments) is not { } settings)
        {
            return 1;
        }

        if (!settings.IsDevelopment)
        {
            arguments.InvocationConfiguration.Error.WriteLine(
                $"Refused: ENVIRONMENT is {settings.EnvironmentName}. Tokens come from your identity provider there."
            );
            return 1;
        }

        if (settings.Callers.JwtSecret is null)
        {
            arguments.InvocationConfiguration.Error.WriteLine(
                "Refused: AUTH_AUTHORITY is set. Tokens come from there; with JWT_SECRET instead, this makes them."
            );
            return 1;
        }

        arguments.InvocationConfiguration.Output.WriteLine(Mint(arguments, settings.Callers, TimeProvider.System));
        return 0;
    }

    private static string Mint(ParseResult arguments, CallerSettings settings, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = arguments.GetRequiredValue(Subject),
            ["roles"] = Words(arguments.GetRequiredValue(Roles)),
            ["jti"] = Guid.CreateVersion7().ToString(),
        };
        if (Words(arguments.GetValue(Scopes) ?? []) is { Length: > 0 } scopes)
        {
            claims["scope"] = string.Join(' ', scopes);
        }

        if (arguments.GetValue(Actor) is { } actor)
        {
            claims["act"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = actor };
        }

        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims,
                Issuer = settings.Issuer,
                Audience = settings.Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now.AddHours(arguments.GetValue(Hours)),
                SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(Encoding.UTF8.GetBytes(settings.JwtSecret!.Reveal())),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
    }

    private static string[] Words(IEnumerable<string> values) =>
        [.. values.SelectMany(value => value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))];
}
