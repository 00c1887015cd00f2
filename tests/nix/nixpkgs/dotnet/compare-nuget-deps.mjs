// Usage: compare-nuget-deps.mjs deps.json packages-folder project.assets.json...
// Fails unless deps.json lists every package that was restored and that does not
// come with the SDK, with the hash of the package file in NuGet's folder.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

const [depsFile, folder, ...assetsFiles] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const fromSdk =
  /^(microsoft\.dotnet\.ilcompiler|microsoft\.net\.illink\.tasks|runtime\..+\.microsoft\.dotnet\.ilcompiler|microsoft\.(netcore|aspnetcore)\.app\..+)$/;

const listed = new Map(read(depsFile).map((d) => [`${d.pname}/${d.version}`.toLowerCase(), d.hash]));
const restored = new Set(
  assetsFiles
    .flatMap((file) => Object.entries(read(file).libraries))
    .filter(([, library]) => library.type === "package")
    .map(([name]) => name.toLowerCase())
    .filter((name) => !fromSdk.test(name.split("/")[0])),
);

const faults = [];
for (const name of restored) {
  if (!listed.has(name)) faults.push(`${name} was restored and is not listed`);
}
for (const [name, hash] of listed) {
  const [id, version] = name.split("/");
  const file = `${folder}/${id}/${version}/${id}.${version}.nupkg`;
  if (!existsSync(file)) {
    faults.push(`${name} is listed and was not restored`);
    continue;
  }
  const found = "sha256-" + createHash("sha256").update(readFileSync(file)).digest("base64");
  if (found !== hash) faults.push(`${name} has ${found}, listed is ${hash}`);
}
if (faults.length > 0) {
  console.error(["nix/deps.json is out of date; run nix/update-deps:", ...faults].join("\n  "));
  process.exit(1);
}
