namespace NixNodeModules.Plan;

/// <summary>What becomes of workspace links: links of the export that lead inside the root and outside every exported module tree.</summary>
internal enum ExportMode
{
    /// <summary>Links stay; what they need is copied to the same place in the output.</summary>
    MaterializeWorkspace,

    /// <summary>Packages stand in the root module tree in place of links; nothing beside node_modules is needed.</summary>
    InlineWorkspace,

    /// <summary>Links that do not lead into a node_modules of the output go; everything else stays.</summary>
    StripWorkspace,

    /// <summary>The root module tree as it is, whatever dangles.</summary>
    AllowBroken,
}

/// <summary>What becomes of links that lead outside the root.</summary>
internal enum ExternalPolicy
{
    /// <summary>The export is refused.</summary>
    Refuse,

    /// <summary>What they lead to is copied into the root module tree.</summary>
    Vendor,

    /// <summary>They stay as they are.</summary>
    Keep,
}

/// <summary>What becomes of links that lead nowhere in the source.</summary>
internal enum DanglingPolicy
{
    /// <summary>The export is refused.</summary>
    Refuse,

    /// <summary>They are left out.</summary>
    Drop,

    /// <summary>They stay as they are.</summary>
    Keep,
}
