# The newest pnpm that runs on Node 20.
{
  stdenv,
  nodejs,
  fetchNpmTarball,
}:
stdenv.mkDerivation rec {
  pname = "pnpm";
  version = "10.34.8";
  src = fetchNpmTarball {
    name = pname;
    inherit version;
    integrity = "sha512-9ieo6XE0Ov5J39D2PQKCNCAd+oMdXLWIcz4eX42ya/FpiaMhYatcG02zsf28NzFgYGtbieAC323RmoWt+R/FqA==";
  };
  dontUnpack = true;
  installPhase = ''
    mkdir -p "$out/bin" "$out/lib"
    tar xzf "$src" -C "$out/lib"
    printf '#!/bin/bash\nexec %s/bin/node %s/lib/package/bin/pnpm.cjs "$@"\n' ${nodejs} "$out" > "$out/bin/pnpm"
    chmod +x "$out/bin/pnpm"
  '';
  meta.mainProgram = "pnpm";
}
