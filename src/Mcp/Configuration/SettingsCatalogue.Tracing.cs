namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Tracing = "Tracing";

    public static Setting<Uri> OtlpEndpoint { get; } =
        new(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            SettingTypes.Url,
            Tracing,
            "OpenTelemetry collector that traces and metrics are sent to. Without one nothing is traced."
        );

    public static Setting<bool> OtlpProtocol { get; } =
        new(
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            SettingTypes.Choice(("grpc", false), ("http/protobuf", true)),
            Tracing,
            "How the collector is spoken to: grpc usually on port 4317, http/protobuf on 4318."
        )
        {
            Default = "grpc",
        };

    public static Setting<Secret> OtlpHeaders { get; } =
        new(
            "OTEL_EXPORTER_OTLP_HEADERS",
            SettingTypes.Secret,
            Tracing,
            "Headers for the collector: name=value, separated by commas."
        )
        {
            Secrecy = SecretKind.Address,
        };
}
