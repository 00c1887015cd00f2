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
    public static IReadOnlyList<string> ParsePackages(byte[] yaml, BytePath path)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(yaml));
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _) || parser.Accept<Scalar>(out var only) && only.Value.Length == 0)
            {
                return [];
            }

            parser.Consume<MappingStart>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (parser.TryConsume<Scalar>(out var key) && key.Value == "packages")
                {
                    return Patterns(parser);
                }

                if (key is null)
                {
                    parser.SkipThisAndNestedEvents();
                }

                parser.SkipThisAndNestedEvents();
            }

            return [];
        }
        catch (YamlException exception)
        {
            throw new Failure(
                ExitCode.Refused,
                $"cannot read {path.Display}: it is not the YAML of a pnpm workspace (line {exception.Start.Line}, column {exception.Start.Column})",
                "Mend the file: `packages` is a list of directory patterns such as 'packages/*'."
            );
        }
    }

    private static List<string> Patterns(Parser parser)
    {
        var patterns = new List<string>();
        if (parser.Accept<Scalar>(out var nothing) && nothing.Value is "" or "null" or "~")
        {
            return patterns;
        }

        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            patterns.Add(parser.Consume<Scalar>().Value);
        }

        return patterns;
    }
}
