using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Application;
using FluentValidation;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// Turns a call's arguments into the request, strictly: what is unknown, missing or of another form is a problem with the
/// field's name, and all problems are found at once. The schema that agents see is made from the same parts. Reflection
/// happens once, when the tool is offered.
/// </summary>
internal sealed class ArgumentReader<TRequest>
{
    private const int MostProblems = 20;
    private readonly Slot[] slots;
    private readonly Func<object?[], TRequest> create;

    public ArgumentReader(BankContract contract, IValidator<TRequest> validator)
    {
        var rules = validator.CreateDescriptor();
        var constructor = typeof(TRequest)
            .GetConstructors()
            .OrderByDescending(candidate => candidate.GetParameters().Length)
            .First();
        slots =
        [
            .. constructor
                .GetParameters()
                .Select(parameter => new Slot(new Argument(parameter, rules), IsOffered(parameter, contract))),
        ];
        create = Compile(constructor);
        Schema = JsonSerializer.SerializeToElement(SchemaOf());
    }

    /// <summary>The input schema: a JSON schema of type object that names every argument and allows no other.</summary>
    public JsonElement Schema { get; }

    /// <summary>
    /// The request and what was wrong with it. Where there are problems the request holds placeholders and must not be
    /// carried out; it only lets the other fields be judged.
    /// </summary>
    public (TRequest Request, IReadOnlyList<Problem> Problems) Read(IDictionary<string, JsonElement>? given)
    {
        var values = new object?[slots.Length];
        List<Problem>? problems = null;
        var used = 0;
        for (var at = 0; at < slots.Length; at++)
        {
            var (argument, isOffered) = slots[at];
            values[at] = argument.Absent;
            if (!isOffered)
            {
                continue;
            }

            if (given is null || !given.TryGetValue(argument.Name, out var json))
            {
                json = default;
            }
            else
            {
                used++;
            }

            if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                if (argument.IsRequired)
                {
                    (problems ??= []).Add(new Problem(argument.Name, "Is required."));
                }
            }
            else if (argument.Type.Read(json) is { } value)
            {
                values[at] = value;
            }
            else
            {
                (problems ??= []).Add(new Problem(argument.Name, argument.Type.Expected));
            }
        }

        if (given is not null && used < given.Count)
        {
            AddUnknown(given.Keys, problems ??= []);
        }

        return (create(values), problems ?? (IReadOnlyList<Problem>)[]);
    }

    private void AddUnknown(IEnumerable<string> given, List<Problem> problems)
    {
        foreach (var name in given.Where(name => !slots.Any(slot => slot.IsOffered && slot.Argument.Name == name)))
        {
            if (problems.Count >= MostProblems)
            {
                return;
            }

            var meant = slots.FirstOrDefault(slot =>
                slot.IsOffered && string.Equals(slot.Argument.Name, name, StringComparison.OrdinalIgnoreCase)
            );
            problems.Add(
                new Problem(
                    ArgumentRecord.NameOf(name),
                    meant.Argument is null
                        ? "Is not an argument of this tool."
                        : $"Is not an argument of this tool: write {meant.Argument.Name}."
                )
            );
        }
    }

    private JsonObject SchemaOf()
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (argument, _) in slots.Where(slot => slot.IsOffered))
        {
            properties[argument.Name] = argument.Schema;
            if (argument.IsRequired)
            {
                required.Add(argument.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private static bool IsOffered(ParameterInfo parameter, BankContract contract) =>
        Argument.MemberOf(parameter).GetCustomAttribute<OnlyInAttribute>() is not { } only || only.Contract == contract;

    private static Func<object?[], TRequest> Compile(ConstructorInfo constructor)
    {
        var values = Expression.Parameter(typeof(object?[]));
        var arguments = constructor
            .GetParameters()
            .Select(
                (parameter, at) =>
                    Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(at)), parameter.ParameterType)
            );
        return Expression.Lambda<Func<object?[], TRequest>>(Expression.New(constructor, arguments), values).Compile();
    }

    private readonly record struct Slot(Argument Argument, bool IsOffered);
}
