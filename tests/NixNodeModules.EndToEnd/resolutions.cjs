// Prints, for each directory of a package given as an argument, what each of its declared dependencies is found to be, as Node finds it.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

for (const directory of process.argv.slice(2)) {
  const manifest = read(path.join(directory, 'package.json'));
  const from = createRequire(path.join(fs.realpathSync(directory), 'x.js'));
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  for (const name of Object.keys(declared).sort()) {
    const place = from.resolve.paths(name).find((modules) => fs.existsSync(path.join(modules, name, 'package.json')));
    const found = place ? read(path.join(place, name, 'package.json')) : {};
    let entry;
    try {
      entry = path.basename(from.resolve(name));
    } catch (error) {
      entry = error.code;
    }
    console.log(`${manifest.name} wants ${name}: ${found.name}@${found.version} ${entry}`);
  }
}
