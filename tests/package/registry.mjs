// Usage: node registry.mjs DIR
// Serves the npm packages (*.tgz) in DIR as a package registry does, on a free port of this machine; prints its URL.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";

const directory = process.argv[2];
const files = readdirSync(directory).filter((file) => file.endsWith(".tgz"));

function metadata(file, base) {
  const bytes = readFileSync(`${directory}/${file}`);
  const manifest = JSON.parse(execFileSync("tar", ["-xzOf", `${directory}/${file}`, "package/package.json"]));
  const hash = (algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);
  const dist = { tarball: base + file, integrity: `sha512-${hash("sha512", "base64")}`, shasum: hash("sha1", "hex") };
  const { name, version } = manifest;
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } }, time: { [version]: "2020-01-01T00:00:00.000Z" } };
}

const server = createServer((request, response) => {
  const base = `http://127.0.0.1:${server.address().port}/`;
  const wanted = decodeURIComponent(request.url).slice(1);
  if (files.includes(wanted)) {
    response.end(readFileSync(`${directory}/${wanted}`));
    return;
  }
  const found = files.map((file) => metadata(file, base)).find((one) => one.name === wanted);
  response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(found ?? { error: "not found" }));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
