# shellcheck shell=bash
# What must hold of an exported fixtures/pnpm-workspace, one function a statement.

# the link that pnpm hoists for the whole workspace, which a copy of node_modules leaves dangling
workspaceLink=node_modules/.pnpm/node_modules/@fixture/lib

linkIsThere() { test -L "$1/$workspaceLink"; }
linkResolves() { test -e "$1/$workspaceLink/package.json"; }
nothingDangles() { test -z "$(find "$1" -xtype l -print -quit)"; }
appRuns() { test "$(cd / && node "$1/packages/app" 2>&1)" = pass; }

# that statement tree
that() {
  if ! "$1" "$2"; then
    echo "not so: $1 in $2" >&2
    exit 1
  fi
}

# notThat statement tree
notThat() {
  if "$1" "$2"; then
    echo "so, and must not be: $1 in $2" >&2
    exit 1
  fi
}
