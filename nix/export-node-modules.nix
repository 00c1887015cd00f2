# The attributes that make a derivation's install phase an export of the installed
# workspace in its build directory: to be merged into the arguments of mkDerivation.
# The module, lib.mkNodeModules and the checks all go through here.
{ lib }:
{
  # the nix-node-modules package
  package,
  # what becomes of links to workspace packages: one of ./modes.nix
  mode ? (import ./modes.nix).default,
  # the workspace root, seen from the build directory
  root ? ".",
  # names or paths of the projects to export with what they reach; none: all projects
  focus ? [ ],
  # whether devDependencies of projects are left out
  prod ? false,
  # other kinds of dependencies to leave out: "optional", "peer"
  omit ? [ ],
  # "all" or "published": what of a project is copied; null here and below: the tool's default
  files ? null,
  # gitignore patterns that refine `files`
  include ? [ ],
  exclude ? [ ],
  # "refuse", "vendor" or "keep": links that lead out of the root
  external ? null,
  # "refuse", "drop" or "keep": links that dangle in the source already
  dangling ? null,
  # "drop" or "keep": the package managers' state files
  stateFiles ? null,
  # further options of `nix-node-modules export`, as they are
  extraFlags ? [ ],
}:
let
  modes = import ./modes.nix;
  each =
    name:
    lib.concatMap (value: [
      name
      value
    ]);
  given =
    name: value:
    lib.optionals (value != null) [
      name
      value
    ];

  flags = [
    "--mode"
    (modes.check "exportNodeModules" mode)
    "--root"
    root
  ]
  ++ each "--focus" focus
  ++ lib.optional prod "--prod"
  ++ each "--omit" omit
  ++ given "--files" files
  ++ each "--include" include
  ++ each "--exclude" exclude
  ++ given "--external" external
  ++ given "--dangling" dangling
  ++ given "--state-files" stateFiles
  ++ extraFlags;
in
{
  installPhase = ''
    runHook preInstall
    ${lib.getExe package} export ${lib.escapeShellArgs flags} --out "$out"
    runHook postInstall
  '';

  # Fixup takes $out for an installed program and moves directories with names like
  # doc or sbin, which here are projects that links lead to. forceShare must name
  # something to mean "nothing": empty is taken for its default.
  forceShare = [ "node_modules/.nothing" ];
  dontMoveSbin = true;
  dontMoveLib64 = true;
  dontMoveSystemdUserUnits = true;
  dontPruneLibtoolFiles = true;
  # Binaries in packages are as their authors released them, and there are many files to look at.
  dontStrip = true;
  dontPatchELF = true;
}
// lib.optionalAttrs (mode == "allow-broken") {
  # Nowhere else: in every other mode nixpkgs' check stays on and watches over the export.
  dontCheckForBrokenSymlinks = true;
}
