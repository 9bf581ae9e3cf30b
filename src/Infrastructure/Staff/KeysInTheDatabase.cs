using System.Xml.Linq;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FinancialMcp.Infrastructure.Staff;

/// <summary>
/// Keeps data protection's keys in the database: what they protect holds on every replica and after a restart. The
/// interface is synchronous; it is asked at the start and once a day.
/// </summary>
internal sealed class KeysInTheDatabase(Database database, GroupCommitWriter writer) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(ReadAsync).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName)
    {
        var insert = new SqlText(
            "insert into protection_key (name, xml) values ($1, $2)",
            friendlyName,
            element.ToString(SaveOptions.DisableFormatting)
        );
        Task.Run(() => writer.CommitAsync(new PlainWrite(insert))).GetAwaiter().GetResult();
    }

    private Task<IReadOnlyList<string>> ReadAsync() =>
        database.ManyAsync(
            "select xml from protection_key order by name",
            [],
            row => row.Text(0),
            CancellationToken.None
        );
}
