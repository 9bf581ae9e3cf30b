namespace FinancialMcp.Sandbox.Faults;

/// <summary>The scripts in force, in the order they were added: the first that matches and is not spent fires.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private long lastId;

    public FaultView Add(FaultScript script)
    {
        lock (gate)
        {
            var entry = new Entry(++lastId, script);
            entries.Add(entry);
            return entry.View();
        }
    }

    public IReadOnlyList<FaultView> List()
    {
        lock (gate)
        {
            return [.. entries.Select(e => e.View())];
        }
    }

    public int Clear()
    {
        lock (gate)
        {
            var cleared = entries.Count;
            entries.Clear();
            return cleared;
        }
    }

    public bool Remove(long id)
    {
        lock (gate)
        {
            return entries.RemoveAll(e => e.Id == id) > 0;
        }
    }

    /// <summary>The script that this request meets, counted; null when it passes.</summary>
    public FaultScript? Take(string service, string method, string path, string key)
    {
        lock (gate)
        {
            foreach (var entry in entries)
            {
                if (entry.Meets(service, method, path, key))
                {
                    return entry.Script;
                }
            }
            return null;
        }
    }

    /// <summary>True when the path fits the pattern, in which * stands for any characters.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.Equals(path, StringComparison.Ordinal);
        }
        if (!path.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }
        var rest = pattern[(star + 1)..];
        for (var from = star; from <= path.Length; from++)
        {
            if (Fits(rest, path[from..]))
            {
                return true;
            }
        }
        return false;
    }

    private sealed class Entry(long id, FaultScript script)
    {
        private long matched;
        private long fired;

        public long Id => id;

        public FaultScript Script => script;

        private bool Spent => script.Count > 0 && fired >= script.Count;

        public FaultView View() => new(id, script, matched, fired, Spent);

        public bool Meets(string service, string method, string path, string key)
        {
            if (
                Spent
                || (script.Service is { } wanted && wanted != service)
                || (script.Method is { } verb && !verb.Equals(method, StringComparison.OrdinalIgnoreCase))
                || (script.Path is { } pattern && !Fits(pattern, path))
                || (script.IdempotencyKey is { } carried && carried != key)
            )
            {
                return false;
            }
            matched++;
            if (matched <= script.Skip)
            {
                return false;
            }
            fired++;
            return true;
        }
    }
}
