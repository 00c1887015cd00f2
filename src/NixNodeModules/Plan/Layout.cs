using NixNodeModules.Paths;
using NixNodeModules.Scan;

namespace NixNodeModules.Plan;

/// <summary>A directory of the source that stands elsewhere in the output.</summary>
/// <param name="Holder">The directory of the source in whose counterpart it stands.</param>
/// <param name="Name">The name there; it takes the place of an entry of this name.</param>
/// <param name="Source">The directory.</param>
/// <param name="Selection">What of it is in.</param>
internal sealed record Mount(DirectoryNode Holder, BytePath Name, DirectoryNode Source, Selection Selection);

/// <summary>Where the parts of the source stand in the output.</summary>
/// <param name="InPlace">What keeps its path.</param>
/// <param name="Mounts">What stands elsewhere.</param>
internal sealed record Layout(Selection InPlace, IReadOnlyList<Mount> Mounts);
