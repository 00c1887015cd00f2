# The tarball of one npm package, by the integrity that a lockfile gives.
{ stdenv, nodejs }:
{
  name,
  version,
  integrity,
}:
stdenv.mkDerivation {
  name = "${builtins.replaceStrings [ "@" "/" ] [ "" "-" ] name}-${version}.tgz";
  outputHashMode = "flat";
  outputHash = integrity;
  outputHashAlgo = null;
  nativeBuildInputs = [ nodejs ];
  dontUnpack = true;
  dontFixup = true;
  installPhase = ''
    export HOME=$TMPDIR
    if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
      export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
    fi
    npm pack --silent --ignore-scripts ${name}@${version} > packed
    mv "$(<packed)" "$out"
  '';
}
