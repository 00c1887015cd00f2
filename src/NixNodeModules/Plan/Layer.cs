using NixNodeModules.Resolve;
using NixNodeModules.Scan;
using NixNodeModules.Workspace;

namespace NixNodeModules.Plan;

/// <summary>What a layer holds; in the order in which layers are stacked, what changes least often first.</summary>
internal enum LayerKind
{
    /// <summary>What a package manager has installed, with the links among it.</summary>
    ThirdParty,

    /// <summary>Links and shims of module trees that lead to workspace packages.</summary>
    Links,

    /// <summary>Workspace packages, but for those of <see cref="App"/>.</summary>
    Workspace,

    /// <summary>The projects in focus; where none is, the root's own files.</summary>
    App,
}

/// <summary>A part of an output, with the directories around it.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Top">The tree to make.</param>
/// <param name="Projects">The projects that have files of their own in it, sorted by path.</param>
internal sealed record Layer(LayerKind Kind, DirectoryNode Top, IReadOnlyList<Project> Projects)
{
    /// <summary>The name of a layer's directory.</summary>
    public static ReadOnlySpan<byte> Name(LayerKind kind) =>
        kind switch
        {
            LayerKind.ThirdParty => "third-party"u8,
            LayerKind.Links => "links"u8,
            LayerKind.Workspace => "workspace"u8,
            _ => "app"u8,
        };

    /// <summary>The layer in a tree that holds the layers under their names.</summary>
    public static DirectoryNode In(DirectoryNode top, LayerKind kind) => top.Child(top.Listing!.Find(Name(kind)));
}

/// <summary>A planned output, parted into layers: trees that give the output when they are laid over each other.</summary>
/// <param name="Top">A tree with a directory for each layer, by its name.</param>
/// <param name="Contents">What those files of it hold that are not as in the source.</param>
/// <param name="Layers">The layers, in their order.</param>
internal sealed record LayeredOutput(DirectoryNode Top, IReadOnlyDictionary<Place, byte[]> Contents, IReadOnlyList<Layer> Layers);
