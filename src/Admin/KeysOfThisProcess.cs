using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FinancialMcp.Admin;

/// <summary>Keeps data protection's keys in memory: nothing that they protect outlives the process, so neither do they.</summary>
internal sealed class KeysOfThisProcess : IXmlRepository
{
    private readonly ConcurrentQueue<XElement> keys = new();

    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Select(key => new XElement(key))];

    public void StoreElement(XElement element, string friendlyName) => keys.Enqueue(new XElement(element));
}
