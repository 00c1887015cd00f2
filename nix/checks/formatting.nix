# Nix files are as nixfmt leaves them, shell scripts as shellcheck wants them.
{
  runCommand,
  nixfmt,
  shellcheck,
}:
let
  source = builtins.path {
    name = "nix-files";
    path = ../..;
    filter =
      path: _type:
      !(builtins.elem (baseNameOf path) [
        ".tools"
        ".git"
        "node_modules"
      ]);
  };
in
runCommand "formatting"
  {
    nativeBuildInputs = [
      nixfmt
      shellcheck
    ];
  }
  ''
    cd ${source}
    find . -name '*.nix' -exec nixfmt --check {} +
    find nix tests/nix -name '*.sh' -exec shellcheck {} +
    shellcheck nix/update-deps tests/nix/run tests/nix/install-next
    touch "$out"
  ''
