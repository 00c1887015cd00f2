#!/usr/bin/env node
// Runs the binary that the package manager has installed for this platform, with its exit code and its signals.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const packages = { "linux x64": "@nix-node-modules/linux-x64" };

function fail(what, next) {
  console.error(`error: ${what}\nnext: ${next}`);
  process.exit(1);
}

function binary() {
  const platform = `${process.platform} ${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    const known = Object.keys(packages).join(", ");
    fail(`nix-node-modules has no binary for ${platform}, only for ${known}`, "Run it there, in a container for example.");
  }
  try {
    return require.resolve(`${name}/nix-node-modules`);
  } catch {
    fail(
      `the package ${name}, which holds the binary of nix-node-modules, is not installed`,
      "Install again with optional dependencies, on this platform, and with a lockfile that lists that package.",
    );
  }
}

const path = binary();
let child;
// The binary cleans up and then tells by its exit code which signal it was. A terminal's Ctrl-C reaches both; twice does no harm.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) =>
  fail(`cannot run ${path}: ${error.message}`, "Is it executable, and on a file system that lets programs run? Installing again may help."),
);
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
