using NixNodeModules.Paths;

namespace NixNodeModules.Posix;

/// <summary>What is mounted where, as proc_pid_mountinfo(5) tells it.</summary>
internal static class MountTable
{
    /// <summary>A place below a directory, given by its physical path, where something is mounted; null where there is none or nobody tells.</summary>
    public static BytePath? FindBelow(BytePath directory)
    {
        byte[] table;
        try
        {
            table = File.ReadAllBytes("/proc/self/mountinfo");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return FindBelow(directory, table);
    }

    /// <summary>The same in the text of a table.</summary>
    public static BytePath? FindBelow(BytePath directory, ReadOnlySpan<byte> table)
    {
        while (!table.IsEmpty)
        {
            var end = table.IndexOf((byte)'\n') is var newline and >= 0 ? newline : table.Length;
            var place = Place(table[..end]);
            if (directory.Contains(place) && !directory.Equals(place))
            {
                return place;
            }

            table = table[Math.Min(end + 1, table.Length)..];
        }

        return null;
    }

    // The fifth field; space, tab, newline and backslash in it are octal escapes.
    private static BytePath Place(ReadOnlySpan<byte> line)
    {
        for (var field = 1; field < 5; field++)
        {
            line = line[(line.IndexOf((byte)' ') + 1)..];
        }

        line = line[..Math.Max(line.IndexOf((byte)' '), 0)];
        var place = new List<byte>(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == (byte)'\\' && i + 3 < line.Length)
            {
                place.Add((byte)(((line[i + 1] & 7) << 6) | ((line[i + 2] & 7) << 3) | (line[i + 3] & 7)));
                i += 3;
            }
            else
            {
                place.Add(line[i]);
            }
        }

        return BytePath.From([.. place]);
    }
}
