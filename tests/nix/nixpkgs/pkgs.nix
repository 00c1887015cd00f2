# The package set of the stand-in for one system.
{ lib, system }:
let
  callPackage =
    path: extra:
    let
      f = if builtins.isFunction path then path else import path;
      wanted = builtins.functionArgs f;
    in
    f (builtins.intersectAttrs wanted pkgs // extra);

  # A command that the machine already has, as a package.
  fromMachine =
    pname: programs:
    pkgs.runCommand pname { meta.mainProgram = builtins.head programs; } ''
      mkdir -p "$out/bin"
      for program in ${toString programs}; do
        path=$(command -v "$program") || {
          echo "the stand-in for nixpkgs needs '$program' in the PATH of the machine" >&2
          exit 1
        }
        ln -s "$path" "$out/bin/$program"
      done
    '';

  pkgs = {
    _type = "pkgs";
    inherit lib system callPackage;

    stdenv = {
      mkDerivation = import ./stdenv/mk-derivation.nix { inherit lib system; };
      cc = fromMachine "cc" [ "cc" ];
      hostPlatform = {
        inherit system;
        isLinux = true;
        isDarwin = false;
      };
      buildPlatform = pkgs.stdenv.hostPlatform // {
        canExecute = platform: platform.system == system;
      };
    };
    stdenvNoCC = pkgs.stdenv;

    runCommand =
      name: attrs: script:
      pkgs.stdenv.mkDerivation (
        attrs
        // {
          inherit name;
          dontUnpack = true;
          installPhase = script;
          dontFixup = true;
        }
      );
    writeText =
      name: text:
      pkgs.runCommand name { inherit text; } ''
        printf %s "$text" > "$out"
      '';
    makeSetupHook = callPackage ./stdenv/make-setup-hook.nix { };
    mkShell =
      {
        packages ? [ ],
        inputsFrom ? [ ],
        ...
      }@args:
      pkgs.stdenv.mkDerivation (
        removeAttrs args [
          "packages"
          "inputsFrom"
        ]
        // {
          name = args.name or "shell";
          nativeBuildInputs = packages ++ builtins.concatMap (d: d.nativeBuildInputs or [ ]) inputsFrom;
          dontUnpack = true;
          installPhase = ''export > "$out"'';
        }
      );
    mkShellNoCC = pkgs.mkShell;

    nodejs = fromMachine "nodejs" [
      "node"
      "npm"
      "npx"
    ];
    nodejs_24 = pkgs.nodejs;

    fetchNpmTarball = callPackage ./pnpm/fetch-npm-tarball.nix { };
    pnpm_11 = callPackage ./pnpm/pnpm.nix { };
    pnpm = pkgs.pnpm_11;
    fetchPnpmDeps = callPackage ./pnpm/fetch-pnpm-deps.nix { };
    pnpmConfigHook = pkgs.makeSetupHook { name = "pnpm-config-hook"; } ./pnpm/pnpm-config-hook.sh;

    dotnetCorePackages = {
      sdk_10_0 = fromMachine "dotnet-sdk" [ "dotnet" ];
      systemToDotnetRid =
        system:
        {
          x86_64-linux = "linux-x64";
          aarch64-linux = "linux-arm64";
        }
        .${system};
    };
    buildDotnetModule = callPackage ./dotnet/build-dotnet-module.nix { };

    lld = fromMachine "lld" [ "ld.lld" ];
    shellcheck = fromMachine "shellcheck" [ "shellcheck" ];
    jq = fromMachine "jq" [ "jq" ];
    gh = fromMachine "gh" [ "gh" ];
    # Named by the flake's formatter; whoever runs that needs it on the machine.
    nixfmt-tree = fromMachine "nixfmt-tree" [ "treefmt" ];
  };
in
pkgs
