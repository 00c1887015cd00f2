# stdenv.mkDerivation: a derivation that runs setup.sh with the machine's bash.
{ lib, system }:
let
  make =
    fnOrAttrs:
    let
      attrs = if builtins.isFunction fnOrAttrs then fnOrAttrs finalAttrs else fnOrAttrs;
      finalAttrs = attrs // {
        finalPackage = package;
      };
      name = attrs.name or "${attrs.pname}-${attrs.version}";
      drv = derivation (
        removeAttrs attrs [
          "env"
          "finalPackage"
          "meta"
          "passthru"
        ]
        // attrs.env or { }
        // {
          inherit name system;
          builder = "/bin/bash";
          args = [
            "-e"
            ./default-builder.sh
          ];
          setup = ./setup.sh;
          outputs = attrs.outputs or [ "out" ];
        }
      );
      package =
        drv
        // attrs.passthru or { }
        // {
          inherit name;
          pname = attrs.pname or name;
          version = attrs.version or "";
          meta = attrs.meta or { };
          passthru = attrs.passthru or { };
          overrideAttrs =
            f:
            make (
              final:
              let
                old = if builtins.isFunction fnOrAttrs then fnOrAttrs final else fnOrAttrs;
              in
              old // (if builtins.isFunction (f old) then f final old else f old)
            );
        };
    in
    package;
in
make
