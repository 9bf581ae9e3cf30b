using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Domain;
using FluentValidation;
using FluentValidation.Validators;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>One argument of a tool, made of a parameter of the request's constructor and of the rules it is held to.</summary>
internal sealed class Argument
{
    private const string KeyAdvice =
        "Names this one intended operation. Repeat with the same key after any error or timeout: it never executes "
        + "twice. A new operation needs a new key.";

    public Argument(ParameterInfo parameter, IValidatorDescriptor rules)
    {
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        Type = ArgumentType.For(parameter.ParameterType);
        IsRequired = !parameter.HasDefaultValue && !IsNullable(parameter);
        Absent =
            parameter.HasDefaultValue && parameter.DefaultValue is { } stated
                ? stated
                : DefaultOf(parameter.ParameterType);
        Schema = SchemaOf(parameter, rules);
    }

    /// <summary>As agents write it: snake_case.</summary>
    public string Name { get; }
    public ArgumentType Type { get; }
    public bool IsRequired { get; }

    /// <summary>What the request holds when the argument is not given, or cannot be read.</summary>
    public object? Absent { get; }
    public JsonObject Schema { get; }

    private JsonObject SchemaOf(ParameterInfo parameter, IValidatorDescriptor rules)
    {
        var schema = Type.Schema.DeepClone().AsObject();
        foreach (var (rule, _) in rules.GetValidatorsForMember(MemberOf(parameter).Name))
        {
            State(schema, rule);
        }

        if (parameter is { HasDefaultValue: true, DefaultValue: { } value })
        {
            schema["default"] = JsonSerializer.SerializeToNode(value, Application.WireJson.Options);
        }

        if (DescriptionOf(parameter) is { } description)
        {
            schema["description"] = description;
        }

        return schema;
    }

    /// <summary>The limits of a rule, where JSON schema has a word for them.</summary>
    private static void State(JsonObject schema, IPropertyValidator rule)
    {
        switch (rule)
        {
            case ILengthValidator { Max: > 0 } length:
                schema["maxLength"] = Math.Min(length.Max, schema["maxLength"]?.GetValue<int>() ?? int.MaxValue);
                if (length.Min > 0)
                {
                    schema["minLength"] = length.Min;
                }

                break;
            case IBetweenValidator { From: int from, To: int to } and IInclusiveBetweenValidator:
                schema["minimum"] = from;
                schema["maximum"] = to;
                break;
            case IGreaterThanOrEqualValidator { ValueToCompare: int least }:
                schema["minimum"] = least;
                break;
            case ILessThanOrEqualValidator { ValueToCompare: int most }:
                schema["maximum"] = most;
                break;
            case IRegularExpressionValidator form:
                schema["pattern"] = form.Expression;
                break;
            case INotEmptyValidator when schema["type"]?.GetValue<string>() == "string":
                schema["minLength"] ??= 1;
                break;
        }
    }

    private static string? DescriptionOf(ParameterInfo parameter) =>
        MemberOf(parameter).GetCustomAttribute<DescriptionAttribute>()?.Description
        ?? (parameter.ParameterType == typeof(IdempotencyKey) ? KeyAdvice : null);

    /// <summary>The record's property of the parameter: it carries the attributes.</summary>
    public static PropertyInfo MemberOf(ParameterInfo parameter) =>
        parameter.Member.DeclaringType!.GetProperty(parameter.Name!)
        ?? throw new NotSupportedException($"{parameter.Member.DeclaringType.Name} must be a positional record.");

    private static bool IsNullable(ParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || (
            !parameter.ParameterType.IsValueType
            && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable
        );

    private static object? DefaultOf(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
