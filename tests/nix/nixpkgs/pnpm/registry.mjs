// Serves the tarballs listed in a JSON file as an npm registry on the loopback
// interface, on a port of the system's choice, and prints its address.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const packages = JSON.parse(readFileSync(process.argv[2], "utf8"));
let address;

function document(name) {
  const versions = packages.filter((p) => p.name === name);
  return JSON.stringify({
    name,
    "dist-tags": { latest: versions.at(-1).version },
    versions: Object.fromEntries(
      versions.map((p) => [
        p.version,
        { name, version: p.version, dist: { integrity: p.integrity, tarball: tarballUrl(p) } },
      ]),
    ),
  });
}

function tarballUrl({ name, version }) {
  return `${address}/${name}/-/${name.split("/").at(-1)}-${version}.tgz`;
}

const server = createServer((request, response) => {
  const url = address + decodeURIComponent(request.url);
  const tarball = packages.find((p) => tarballUrl(p) === url);
  const name = packages.find((p) => `${address}/${p.name}` === url)?.name;
  if (tarball) response.end(readFileSync(tarball.tarball));
  else if (name) response.setHeader("content-type", "application/json").end(document(name));
  else response.writeHead(404).end();
});

server.listen(0, "127.0.0.1", () => {
  address = `http://127.0.0.1:${server.address().port}`;
  console.log(address);
});
