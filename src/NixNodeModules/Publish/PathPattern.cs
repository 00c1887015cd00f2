namespace NixNodeModules.Publish;

/// <summary>The names of a path that is matched, and whether it is taken with a slash before and behind it (each an empty name).</summary>
internal readonly ref struct PathNames(ReadOnlySpan<string> names, bool isRooted = false, bool hasSlash = false)
{
    private readonly ReadOnlySpan<string> names = names;

    public int Count => names.Length + (isRooted ? 1 : 0) + (hasSlash ? 1 : 0);

    public bool HasSlash => hasSlash;

    public ReadOnlySpan<string> Names => names;

    public string this[int index]
    {
        get
        {
            var at = isRooted ? index - 1 : index;
            return at >= 0 && at < names.Length ? names[at] : "";
        }
    }

    /// <summary>The last name alone.</summary>
    public PathNames Base => new(names[^1..]);

    /// <summary>The same path with a slash before it.</summary>
    public PathNames Rooted => new(names, true, hasSlash);

    /// <summary>The same path, with a slash behind it or without.</summary>
    public PathNames Slashed(bool slash) => new(names, isRooted, slash);
}

/// <summary>A pattern for a whole path: one <see cref="NamePattern"/> a name, or null for <c>**</c>, which stands for any names.</summary>
internal sealed class PathPattern(NamePattern?[] parts)
{
    /// <summary>How many parts there are.</summary>
    public int Count => parts.Length;

    /// <summary>Whether the last part is behind a trailing slash.</summary>
    public bool HasSlash => parts is [.., { IsEmpty: true }];

    /// <summary>Whether the path matches. A <c>**</c> at the end stands for one name at least.</summary>
    public bool IsMatch(PathNames path)
    {
        int part = 0,
            deep = -1,
            deepAt = 0;
        var at = 0;
        while (at < path.Count)
        {
            if (part < parts.Length && parts[part] is null)
            {
                if (part == parts.Length - 1)
                {
                    return true;
                }

                (deep, deepAt) = (part++, at);
            }
            else if (part < parts.Length && parts[part]!.IsMatch(path[at]))
            {
                part++;
                at++;
            }
            else if (deep >= 0)
            {
                part = deep + 1;
                at = ++deepAt;
            }
            else
            {
                break;
            }
        }

        // `a/*` is meant for a/b/ as well.
        return (at == path.Count && part == parts.Length) || (path.HasSlash && IsMatch(path.Slashed(false)));
    }

    /// <summary>Whether the path matches as far as it goes: something below it may match.</summary>
    public bool MayMatchBelow(PathNames path)
    {
        for (var i = 0; i < path.Count; i++)
        {
            if (i == parts.Length)
            {
                return i == path.Count - 1 && path[i].Length == 0;
            }

            if (parts[i] is not { } pattern)
            {
                return true;
            }

            if (!pattern.IsMatch(path[i]))
            {
                return false;
            }
        }

        return true;
    }
}
