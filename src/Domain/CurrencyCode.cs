namespace FinancialMcp.Domain;

/// <summary>
/// An ISO 4217 currency whose smallest unit is a whole or a hundredth. Currencies with more than two decimals
/// are unknown here on purpose: the bank keeps two decimals, so it could not hold their amounts.
/// </summary>
public readonly record struct CurrencyCode
{
    /// <summary>The form of a code; whether it is a currency is for <see cref="TryParse"/> to say.</summary>
    public const string Pattern = "^[A-Z]{3}$";

    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
        + "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
        + "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
        + "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
        + "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    /// <summary>The currencies whose smallest unit is a whole.</summary>
    public static IReadOnlyList<string> Undivided { get; } = NoDecimals.Split(' ');

    private static readonly Dictionary<string, int> Exponents = TwoDecimals
        .Split(' ')
        .Select(code => (code, 2))
        .Concat(NoDecimals.Split(' ').Select(code => (code, 0)))
        .ToDictionary(pair => pair.code, pair => pair.Item2, StringComparer.Ordinal);

    private readonly string? code;

    private CurrencyCode(string code) => this.code = code;

    public static CurrencyCode Usd { get; } = new("USD");

    /// <summary>How many decimals the currency has: 0 or 2.</summary>
    public int Exponent => Exponents[Code];

    private string Code => code ?? throw new InvalidOperationException("A currency that was never set.");

    /// <summary>Reads a known code in capitals; false for anything else.</summary>
    public static bool TryParse(string? text, out CurrencyCode currency)
    {
        currency = default;
        if (text is null || !Exponents.ContainsKey(text))
        {
            return false;
        }

        currency = new CurrencyCode(text);
        return true;
    }

    /// <summary>Reads a known code. Throws <see cref="FormatException"/> for anything else.</summary>
    public static CurrencyCode Parse(string text) =>
        TryParse(text, out var currency) ? currency : throw new FormatException("Not a supported ISO 4217 currency.");

    public override string ToString() => Code;
}
