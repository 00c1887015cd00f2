using NixNodeModules.Paths;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NixNodeModules.Workspace;

/// <summary>What is read of <c>pnpm-workspace.yaml</c> (https://pnpm.io/pnpm-workspace_yaml): the list of packages.</summary>
internal static class PnpmWorkspaceFile
{
    /// <summary>What the file may have at most, in bytes.</summary>
    public const int SizeLimit = 1024 * 1024;

    /// <summary>
    /// The patterns under <c>packages</c>; none where the key is missing, as in a file that only holds settings. Read as a stream of
    /// events: anchors elsewhere in the file are passed over and never expanded. Throws a refusal (exit code 3).
    /// </summary>
    public static IReadOnlyList<string> ParsePackages(byte[] yaml, BytePath path) =>
        Parse(
            yaml,
            path,
            parser =>
            {
                var anchored = new Dictionary<string, List<string>?>(StringComparer.Ordinal);
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    if (parser.TryConsume<Scalar>(out var key) && key.Value == "packages")
                    {
                        return Patterns(parser, anchored);
                    }

                    if (key is not null && parser.Accept<SequenceStart>(out var list) && !list.Anchor.IsEmpty)
                    {
                        anchored[list.Anchor.Value] = Scalars(parser);
                        continue;
                    }

                    if (key is null)
                    {
                        parser.SkipThisAndNestedEvents();
                    }

                    parser.SkipThisAndNestedEvents();
                }

                return [];
            }
        );

    /// <summary>
    /// The keys under <c>overrides</c> whose value is <c>-</c>: dependencies that are taken away. What is no mapping of texts counts as
    /// none of these. Throws a refusal (exit code 3) as <see cref="ParsePackages"/> does.
    /// </summary>
    public static IReadOnlyList<string> ParseRemovals(byte[] yaml, BytePath path) =>
        Parse(
            yaml,
            path,
            parser =>
            {
                var removals = new List<string>();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    if (
                        parser.TryConsume<Scalar>(out var key)
                        && key.Value == "overrides"
                        && parser.TryConsume<MappingStart>(out _)
                    )
                    {
                        AddRemovals(parser, removals);
                        continue;
                    }

                    if (key is null)
                    {
                        parser.SkipThisAndNestedEvents();
                    }

                    parser.SkipThisAndNestedEvents();
                }

                return removals;
            }
        );

    private static void AddRemovals(Parser parser, List<string> removals)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var isText = parser.TryConsume<Scalar>(out var name);
            if (!isText)
            {
                parser.SkipThisAndNestedEvents();
            }

            if (isText && parser.Accept<Scalar>(out var value) && value.Value == "-")
            {
                removals.Add(name!.Value);
            }

            parser.SkipThisAndNestedEvents();
        }
    }

    // Gives the reader the members of the file's one mapping.
    private static IReadOnlyList<string> Parse(byte[] yaml, BytePath path, Func<Parser, IReadOnlyList<string>> read)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(yaml));
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _) || IsNull(parser))
            {
                return [];
            }

            parser.Consume<MappingStart>();
            return read(parser);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // For some texts the parser throws what is not its own: for a tag that is no URI, for an end in the wrong place.
            var where = exception is YamlException { Start: var start } ? $" (line {start.Line}, column {start.Column})" : "";
            throw new Failure(
                ExitCode.Refused,
                $"cannot read {path.Display}: it is not the YAML of a pnpm workspace{where}",
                "Mend the file: `packages` is a list of directory patterns such as 'packages/*', or an alias of one that stands above it."
            );
        }
    }

    private static bool IsNull(Parser parser) =>
        parser.Accept<Scalar>(out var scalar) && scalar is { Style: ScalarStyle.Plain, Value: "" or "null" or "~" };

    // Null for a list that holds anything but scalars: it is no list of patterns.
    private static List<string>? Scalars(Parser parser)
    {
        List<string>? scalars = [];
        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (parser.Accept<Scalar>(out var scalar))
            {
                scalars?.Add(scalar.Value);
            }
            else
            {
                scalars = null;
            }

            parser.SkipThisAndNestedEvents();
        }

        return scalars;
    }

    private static List<string> Patterns(Parser parser, Dictionary<string, List<string>?> anchored)
    {
        var patterns = new List<string>();
        if (IsNull(parser))
        {
            return patterns;
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchored[alias.Value.Value] ?? throw new YamlException(alias.Start, alias.End, "no list of patterns");
        }

        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            patterns.Add(parser.Consume<Scalar>().Value);
        }

        return patterns;
    }
}
