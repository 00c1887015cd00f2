using System.Text;
using NixNodeModules.Posix;
using NixNodeModules.Resolve;
using NixNodeModules.Scan;

namespace NixNodeModules.Publish;

/// <summary>
/// Which files of a project go out: all or those that npm would publish, and what <c>--include</c> adds to them, without what
/// <c>--exclude</c> takes out in the end. The project's own <c>package.json</c> always goes out.
/// </summary>
internal sealed class FileRules
{
    private readonly bool publishedOnly;
    private readonly IgnoreList include;
    private readonly IgnoreList exclude;

    /// <summary>Takes the options; the patterns are in gitignore syntax, from a project's directory. Throws a usage failure (exit code 2).</summary>
    public FileRules(bool publishedOnly, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        this.publishedOnly = publishedOnly;
        this.include = new(include, "--include");
        this.exclude = new(exclude, "--exclude");
    }

    /// <summary>Whether nothing is ever left out.</summary>
    public bool KeepsAll => !publishedOnly && exclude.IsEmpty;

    /// <summary>
    /// The places below a project's directory that do not go out: a directory where nothing goes out, else single entries; always in the same
    /// order. What has not been read is passed over, and so are module trees: a <c>node_modules</c> in a directory with a
    /// <c>package.json</c> has rules of its own, and is neither looked into nor listed (the directory that holds it may be).
    /// <paramref name="read"/> gives the bytes of a <c>.npmignore</c>, which may be a link; null for one that is not to count. Throws a refusal
    /// (exit code 3) for patterns of the package that are not understood.
    /// </summary>
    public IReadOnlyList<Place> LeftOut(DirectoryNode project, Publication publication, Func<Place, byte[]?> read)
    {
        if (KeepsAll)
        {
            return [];
        }

        var packed = publishedOnly ? new PackedFiles(project, publication, read) : null;
        var branches = new List<Branch>();
        var names = new List<string>();
        var work = new Stack<Branch>();
        work.Push(new(project, null, packed is not null, packed is null));
        while (work.TryPop(out var branch))
        {
            branches.Add(branch);
            if (branch.Parent is not null)
            {
                names.RemoveRange(branch.Depth - 1, names.Count - branch.Depth + 1);
                names.Add(Encoding.UTF8.GetString(branch.Directory.Name));
                if (branch.IsPacked)
                {
                    packed!.Enter(branch.Directory, Span(names));
                }
            }

            Visit(branch, names, packed, work);
        }

        return Smallest(branches);
    }

    private void Visit(Branch branch, List<string> names, PackedFiles? packed, Stack<Branch> work)
    {
        var listing = branch.Directory.Listing!;

        // npm packs files: an empty directory goes out only where somebody asks for it, or for all.
        branch.HoldsOutgoing = branch.IsAdded && listing.Count == 0;
        var isPackage = branch.Parent is null || listing.Find("package.json"u8) >= 0;
        for (var i = 0; i < listing.Count; i++)
        {
            var name = listing.Name(i);
            if (isPackage && name.SequenceEqual("node_modules"u8))
            {
                continue;
            }

            var kind = listing[i].Kind;
            var isDirectory = kind == FileKind.Directory;
            if (isDirectory && branch.Directory.Child(i).Listing is null)
            {
                // Not part of the project as it is exported: another project below the root, or version control.
                continue;
            }

            names.Add(Encoding.UTF8.GetString(name));
            var path = Span(names);
            var isManifest = branch.Parent is null && name.SequenceEqual("package.json"u8);
            var isAdded = branch.IsAdded || include.IsMatch(path, isDirectory);
            var isPacked = branch.IsPacked && kind != FileKind.Special && packed!.Passes(path, isDirectory);
            var mayGoOut = isAdded || isPacked || (isDirectory && !include.IsEmpty);
            if (!isManifest && (!mayGoOut || exclude.IsMatch(path, isDirectory)))
            {
                branch.LeftOut.Add(isDirectory ? new(branch.Directory.Child(i)) : new(branch.Directory, i));
            }
            else if (isDirectory)
            {
                work.Push(new(branch.Directory.Child(i), branch, isPacked, isAdded));
            }
            else
            {
                branch.HoldsOutgoing = true;
            }

            names.RemoveAt(names.Count - 1);
        }
    }

    // Those below a directory come after it: from the end, each is known before the one that holds it.
    private static List<Place> Smallest(List<Branch> branches)
    {
        var places = new List<Place>();
        for (var i = branches.Count - 1; i >= 0; i--)
        {
            var branch = branches[i];
            if (branch.HoldsOutgoing || branch.Parent is null)
            {
                places.AddRange(branch.LeftOut);
                branch.Parent?.HoldsOutgoing = true;
            }
            else
            {
                branch.Parent.LeftOut.Add(new(branch.Directory));
            }
        }

        return places;
    }

    private static ReadOnlySpan<string> Span(List<string> names) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(names);

    private sealed class Branch(DirectoryNode directory, Branch? parent, bool isPacked, bool isAdded)
    {
        public DirectoryNode Directory => directory;

        public Branch? Parent => parent;

        public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

        // Whether npm would look into it.
        public bool IsPacked => isPacked;

        // Whether all in it goes out whatever npm would do.
        public bool IsAdded => isAdded;

        public bool HoldsOutgoing { get; set; }

        public List<Place> LeftOut { get; } = [];
    }
}
