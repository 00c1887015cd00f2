// Read into "node -e" or "bun -e" in the directory of a package: imports each of its production dependencies from there, and prints how it went.
import { readFileSync } from 'node:fs';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const name of Object.keys({ ...dependencies, ...optionalDependencies }).sort()) {
  try {
    await import(name);
    console.log(`${name}: loaded`);
  } catch (error) {
    console.log(`${name}: ${error.code ?? error.name}`);
  }
}
process.exit(0);
