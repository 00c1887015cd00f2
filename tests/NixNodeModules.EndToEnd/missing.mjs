// Usage: node missing.mjs TREE
// Prints "PACKAGE.JSON NAME" for each dependency that Node, by its own list of places, does not find in TREE: of packages outside
// node_modules and of those in a node_modules with no package.json beside it, and of what they reach. For trees that list no workspace.
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";

const top = realpathSync(process.argv[2]);
const waiting = [];
const entries = (directory) => readdirSync(directory, { withFileTypes: true });
const isDirectory = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function reach(directory) {
  const path = realpathSync(directory);
  if (existsSync(`${path}/package.json`) && !waiting.includes(path)) waiting.push(path);
}

function search(directory, isInside) {
  const names = entries(directory);
  const isPackage = names.some((one) => one.name === "package.json");
  const modules = names.find((one) => one.name === "node_modules");
  if (isPackage && (!isInside || modules)) reach(directory);
  if (modules?.isDirectory()) {
    const tree = `${directory}/node_modules`;
    for (const { name } of isPackage ? [] : entries(tree)) {
      if (name.startsWith(".") || !isDirectory(`${tree}/${name}`)) continue;
      for (const one of name.startsWith("@") ? readdirSync(`${tree}/${name}`).map((part) => `${name}/${part}`) : [name]) {
        if (isDirectory(`${tree}/${one}`)) reach(`${tree}/${one}`);
      }
    }
    if (isDirectory(`${tree}/.workspace`)) search(`${tree}/.workspace`, false);
  }
  for (const one of names) {
    if (one.isDirectory() && !one.name.startsWith(".") && one.name !== "node_modules") search(`${directory}/${one.name}`, isInside || isPackage);
  }
}

function find(directory, name) {
  const places = createRequire(`${directory}/index.js`).resolve.paths(`${name}/`); // without the slash none for a name that Node has built in
  return places.filter((one) => `${one}/`.startsWith(`${top}/`)).map((one) => `${one}/${name}`).find(isDirectory);
}

search(top, false);
for (const directory of waiting) {
  const manifest = JSON.parse(readFileSync(`${directory}/package.json`, "utf8"));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, dependenciesMeta = {} } = manifest;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const found = find(directory, name);
    const isLoadable = found && readdirSync(found).some((one) => one === "package.json" || one.startsWith("index."));
    if (found) reach(found);
    if (!isLoadable && name in dependencies && !(name in optionalDependencies) && !dependenciesMeta[name]?.optional) {
      console.log(`${`${directory}/package.json`.slice(top.length + 1)} ${name}`);
    }
  }
}
