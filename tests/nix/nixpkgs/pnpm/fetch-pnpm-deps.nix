# fetchPnpmDeps: a pnpm store with every package of the lockfile. The tarballs are
# fetched by npm and served to pnpm on the loopback interface, since pnpm fills
# its store from nothing but a registry.
{
  lib,
  stdenv,
  nodejs,
  fetchNpmTarball,
  pnpm_11,
}:
{
  pname,
  src,
  hash ? "",
  pnpm ? pnpm_11,
  fetcherVersion ? null,
  prePnpmInstall ? "",
  ...
}:
let
  lockfile = builtins.readFile (src + "/pnpm-lock.yaml");
  # "  name@version:\n    resolution: {integrity: sha512-…}", names with a scope in quotes
  entry = "\n  '?([^'\n]+)@([^'@\n]+)'?:\n    resolution: \\{integrity: ([^,}]+)";
  packages = map (m: {
    name = builtins.elemAt m 0;
    version = builtins.elemAt m 1;
    integrity = builtins.elemAt m 2;
  }) (builtins.filter builtins.isList (builtins.split entry lockfile));
in
lib.throwIf (fetcherVersion == null) "fetchPnpmDeps: `fetcherVersion` is not set"
  stdenv.mkDerivation
  {
    name = "${pname}-pnpm-deps";
    inherit src prePnpmInstall;
    nativeBuildInputs = [
      nodejs
      pnpm
    ];
    packages = builtins.toJSON (map (p: p // { tarball = "${fetchNpmTarball p}"; }) packages);
    installPhase = ''
      export HOME=$TMPDIR
      printf %s "$packages" > ../packages.json
      exec {port}< <(exec node ${./registry.mjs} ../packages.json)
      registry=$!
      read -r url <&$port
      runHook prePnpmInstall
      pnpm install --registry="$url" --store-dir="$out/store" \
        --force --ignore-scripts --frozen-lockfile --config.side-effects-cache=false
      kill $registry
      rm -rf "$out"/store/*/projects
    '';
    dontFixup = true;
  }
