using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Mcp.Protocol;
using FluentValidation;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>How arguments become a request, and how the schema says so.</summary>
public sealed class ArgumentReaderTests
{
    public enum Colour
    {
        Red,
        LightBlue,
    }

    public sealed record Everything(
        AccountId AccountId,
        Amount Amount,
        int Count,
        Colour Colour,
        string Text,
        bool? Flag = null,
        decimal? Rate = null,
        DateOnly? Day = null,
        [property: OnlyIn(BankContract.V2)] CurrencyCode? Currency = null,
        int Size = 20
    );

    private sealed class Rules : AbstractValidator<Everything>
    {
        public Rules()
        {
            RuleFor(request => request.Count).InclusiveBetween(1, 7);
            RuleFor(request => request.Text).NotEmpty().MaximumLength(9);
        }
    }

    private const string Good = """{"account_id":"7","amount":"12.5","count":3,"colour":"LIGHT_BLUE","text":"x"}""";

    [Fact]
    public void Good_arguments_become_the_request_and_what_is_left_out_its_default()
    {
        var (request, problems) = Read(Good);

        Assert.Empty(problems);
        Assert.Equal(new Everything(AccountId.Parse("7"), Amount.Parse("12.50"), 3, Colour.LightBlue, "x"), request);
        Assert.Equal(20, request.Size);
    }

    [Theory]
    [InlineData("amount", "12", true)]
    [InlineData("amount", "12.5", true)]
    [InlineData("amount", "12.50", true)]
    [InlineData("amount", "0", true)]
    [InlineData("amount", "12.500", false)]
    [InlineData("amount", "1.25e1", false)]
    [InlineData("amount", "1E1", false)]
    [InlineData("amount", "-1", false)]
    [InlineData("amount", "1234567890123", false)]
    [InlineData("amount", "\"+1\"", false)]
    [InlineData("amount", "\"1,5\"", false)]
    [InlineData("amount", "\"1.5\\n\"", false)]
    [InlineData("account_id", "7", false)]
    [InlineData("account_id", "\"07\"", false)]
    [InlineData("account_id", "\"9223372036854775807\"", true)]
    [InlineData("account_id", "\"9223372036854775808\"", false)]
    [InlineData("count", "3.0", false)]
    [InlineData("count", "3e0", false)]
    [InlineData("count", "\"3\"", false)]
    [InlineData("count", "4294967297", false)]
    [InlineData("colour", "\"RED\"", true)]
    [InlineData("colour", "\"Red\"", false)]
    [InlineData("colour", "\"red\"", false)]
    [InlineData("colour", "0", false)]
    [InlineData("flag", "true", true)]
    [InlineData("flag", "\"true\"", false)]
    [InlineData("flag", "null", true)]
    [InlineData("rate", "2.5", true)]
    [InlineData("rate", "\"2.12345\"", false)]
    [InlineData("day", "\"2026-02-28\"", true)]
    [InlineData("day", "\"2026-02-30\"", false)]
    [InlineData("day", "\"28.02.2026\"", false)]
    [InlineData("text", "null", false)]
    [InlineData("text", "5", false)]
    [InlineData("unheard_of", "5", false)]
    [InlineData("Amount", "5", false)]
    public void A_value_is_taken_only_in_the_form_that_the_schema_states(string name, string json, bool isGood)
    {
        var arguments = Arguments(Good);
        arguments[name] = JsonSerializer.Deserialize<JsonElement>(json);

        var (_, problems) = Reader(BankContract.V1).Read(arguments);

        Assert.Equal(isGood ? [] : [name], problems.Select(problem => problem.Field));
    }

    [Fact]
    public void All_problems_are_found_at_once_and_a_near_miss_is_told_its_name()
    {
        var (_, problems) = Read("""{"accountId":"7","Amount":"1","count":"3","text":"x"}""");

        Assert.Equal(
            ["account_id", "amount", "count", "colour", "accountId", "Amount"],
            problems.Select(problem => problem.Field)
        );
        Assert.Equal("Is not an argument of this tool: write amount.", problems[^1].Message);
    }

    [Fact]
    public void Thousands_of_unknown_members_make_no_endless_answer()
    {
        var many = Enumerable.Range(0, 5000).Select(number => $"\"{new string('n', 300)}{number}\":1");

        var (_, problems) = Read($"{{{string.Join(',', many)}}}");

        Assert.Equal(20, problems.Count);
        Assert.All(problems, problem => Assert.True(problem.Field.Length <= 64));
    }

    [Fact]
    public void An_argument_of_the_other_contract_does_not_exist()
    {
        var arguments = Arguments(Good);
        arguments["currency"] = JsonSerializer.Deserialize<JsonElement>("\"USD\"");

        Assert.Equal("currency", Assert.Single(Reader(BankContract.V1).Read(arguments).Problems).Field);
        Assert.Empty(Reader(BankContract.V2).Read(arguments).Problems);
        Assert.False(Reader(BankContract.V1).Schema.GetProperty("properties").TryGetProperty("currency", out _));
    }

    [Fact]
    public void The_schema_states_forms_limits_and_defaults()
    {
        var schema = Reader(BankContract.V1).Schema;
        var properties = schema.GetProperty("properties");

        Assert.Equal("""{"type":"integer","minimum":1,"maximum":7}""", properties.GetProperty("count").GetRawText());
        Assert.Equal("""{"type":"string","minLength":1,"maxLength":9}""", properties.GetProperty("text").GetRawText());
        Assert.Equal(
            """{"type":"string","enum":["RED","LIGHT_BLUE"]}""",
            properties.GetProperty("colour").GetRawText()
        );
        Assert.Equal("""{"type":"integer","default":20}""", properties.GetProperty("size").GetRawText());
        Assert.Equal(
            """["account_id","amount","count","colour","text"]""",
            schema.GetProperty("required").GetRawText()
        );
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"b":"x","a":12.50,"c":null}""", """{"a":12.50,"b":"x","c":null}""")]
    [InlineData("""{"a":{"token":"s"},"b":[1]}""", """{"a":"(object)","b":"(array)"}""")]
    public void The_record_of_arguments_is_ordered_and_keeps_no_parts(string given, string recorded) =>
        Assert.Equal(recorded, ArgumentRecord.Of(Arguments(given)));

    [Theory]
    [InlineData("password")]
    [InlineData("Authorization")]
    [InlineData("x-API-key")]
    [InlineData("clientSecret")]
    [InlineData("access_token")]
    [InlineData("pass\\u200bword")]
    public void The_record_of_arguments_keeps_nothing_that_is_named_like_a_credential(string name)
    {
        var recorded = ArgumentRecord.Of(Arguments($$"""{"{{name}}":"hunter2","account_id":"1001"}"""));

        Assert.DoesNotContain("hunter2", recorded, StringComparison.Ordinal);
        Assert.Contains("\"(not kept)\"", recorded, StringComparison.Ordinal);
        Assert.Contains("\"1001\"", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_of_arguments_is_bounded_and_never_cuts_a_character_in_two()
    {
        var text = new string('x', 499) + "\U0001F600" + new string('y', 9000);
        var recorded = ArgumentRecord.Of(Arguments($$"""{"a":"{{text}}"}"""));

        Assert.Equal($$"""{"a":"{{new string('x', 499)}}…"}""", recorded);
    }

    private static (Everything Request, IReadOnlyList<Problem> Problems) Read(string json) =>
        Reader(BankContract.V1).Read(Arguments(json));

    private static ArgumentReader<Everything> Reader(BankContract contract) => new(contract, new Rules());

    private static Dictionary<string, JsonElement> Arguments(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
