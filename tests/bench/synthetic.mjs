// Trees of a known shape, the same on every machine: a workspace with one project that is linked from node_modules, and a store of
// packages as pnpm lays it out.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';

const text = Buffer.alloc(128 * 1024, 'module.exports = require("./index.js");\n');

export const shapes = {
  // 62 files in 16 directories a package, of 150 bytes to 75 KB; 4 links to other packages.
  ordinary: { packages: 600, files: 62, directories: 8, links: 4, size: random => Math.floor(150 * 2 ** (random * random * 9)) },
  // The same shape, files of one byte: it is the entries that count.
  million: { packages: 11500, files: 62, directories: 8, links: 4, size: () => 1 },
  huge: { packages: 1, files: 50_000, directories: 1, links: 0, size: () => 100 },
  links: { packages: 400, files: 3, directories: 1, links: 100, size: () => 100 },
  deep: { packages: 1, files: 2, directories: 1, links: 0, size: () => 100, depth: 700 },
};

export function make(top, { packages, files, directories, links, size, depth = 0 }) {
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const store = `${top}/node_modules/.pnpm`;
  mkdirSync(`${top}/packages/lib`, { recursive: true });
  writeFileSync(`${top}/package.json`, '{"name":"root","private":true}');
  writeFileSync(`${top}/pnpm-workspace.yaml`, 'packages:\n  - packages/*\n');
  writeFileSync(`${top}/packages/lib/package.json`, '{"name":"lib","version":"1.0.0"}');
  mkdirSync(store, { recursive: true });
  symlinkSync('../packages/lib', `${top}/node_modules/lib`);
  for (let p = 0; p < packages; p++) {
    const home = `${store}/p${p}@1.0.0/node_modules`;
    mkdirSync(`${home}/p${p}`, { recursive: true });
    symlinkSync(`.pnpm/p${p}@1.0.0/node_modules/p${p}`, `${top}/node_modules/p${p}`);
    writeFileSync(`${home}/p${p}/package.json`, `{"name":"p${p}","version":"1.0.0"}`);
    for (let l = 1; l <= links; l++) {
      const other = (p + l) % packages;
      if (other !== p) symlinkSync(`../../p${other}@1.0.0/node_modules/p${other}`, `${home}/p${other}`);
    }
    for (let d = 0; d < directories; d++) mkdirSync(`${home}/p${p}/lib${d}/inner`, { recursive: true });
    for (let f = 0; f < files; f++) {
      writeFileSync(`${home}/p${p}/lib${f % directories}/${directories > 1 && f % 3 ? 'inner/' : ''}file-${f}.js`, text.subarray(0, size(random())));
    }
    let down = `${home}/p${p}`;
    for (let d = 0; d < depth; d++) {
      mkdirSync((down += '/d'));
      mkdirSync(`${down}/beside`);
      writeFileSync(`${down}/beside/file.js`, '');
    }
  }
}
