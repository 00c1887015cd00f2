using NixNodeModules.Dependencies;

namespace NixNodeModules.Tests.Installs;

/// <summary>Who lays out node_modules, and how.</summary>
internal enum Linker
{
    Npm,
    PnpmHoisted,
    PnpmIsolated,
    BunIsolated,
}

/// <summary>
/// One package's wish for another. Packages are called <c>name@version</c>, with the version 9 for such as are published inside another;
/// projects by their paths.
/// </summary>
/// <param name="From">The package that has it.</param>
/// <param name="Name">The name that it requires.</param>
/// <param name="To">The package that was installed for it; empty where none was.</param>
/// <param name="Kind">How it is declared; <see cref="DependencyKind.Linked"/>: not at all.</param>
internal sealed record Need(string From, string Name, string To, DependencyKind Kind)
{
    public bool IsBundled => To.EndsWith("@9", StringComparison.Ordinal);
}
