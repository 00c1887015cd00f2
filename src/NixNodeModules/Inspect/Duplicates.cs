namespace NixNodeModules.Inspect;

/// <summary>Packages of one name that are there more than once.</summary>
/// <param name="Name">The name, or the name and version.</param>
/// <param name="Packages">The packages, by path.</param>
internal sealed record Duplicates(string Name, IReadOnlyList<InstalledPackage> Packages)
{
    /// <summary>What they hold together, in bytes.</summary>
    public long Bytes => Packages.Sum(package => package.Bytes);

    /// <summary>The versions, each once.</summary>
    public IEnumerable<string> Versions =>
        Packages.Select(package => Paths.Escaped.Text(package.Package.Manifest.Version ?? "?")).Distinct(StringComparer.Ordinal);

    /// <summary>Names with several versions, the most bytes first.</summary>
    public static List<Duplicates> ByVersion(Inventory inventory) =>
        Find(inventory, package => package.Package.DisplayName, one => one.Versions.Skip(1).Any());

    /// <summary>Versions that lie at several places, the most bytes first.</summary>
    public static List<Duplicates> ByPlace(Inventory inventory) =>
        Find(inventory, package => package.Title, one => one.Packages.Count > 1);

    private static List<Duplicates> Find(Inventory inventory, Func<InstalledPackage, string> name, Predicate<Duplicates> isMeant)
    {
        var found = inventory
            .Packages.Where(package => !package.Package.IsProject && package.Package.Manifest.Name is not null)
            .GroupBy(name, StringComparer.Ordinal)
            .Select(group => new Duplicates(group.Key, [.. group]))
            .ToList()
            .FindAll(isMeant);
        found.Sort(ByBytes);
        return found;
    }

    private static int ByBytes(Duplicates one, Duplicates other) =>
        other.Bytes.CompareTo(one.Bytes) is var bytes and not 0 ? bytes : string.CompareOrdinal(one.Name, other.Name);
}
