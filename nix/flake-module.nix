# A flake-parts module: jackpkgs.nodejs with the options and outputs of jackpkgs' own
# module, and nodeModulesWorkspaceMode. It needs no input but the user's flake-parts
# and nixpkgs, and stands in for jackpkgs' module, not beside it.
{
  lib,
  config,
  inputs,
  flake-parts-lib,
  ...
}:
let
  inherit (lib) mkOption types;
  inherit (flake-parts-lib) mkPerSystemOption;
  cfg = config.jackpkgs.nodejs;
  modes = import ./modes.nix;

  # jackpkgs lets its users choose the package set of its modules.
  packagesOf = config: pkgs: config.jackpkgs.pkgs or pkgs;
in
{
  _file = ./flake-module.nix;

  options.jackpkgs.nodejs = {
    enable = lib.mkEnableOption "the Node.js environment: `node_modules` of a pnpm workspace as a derivation, and development shells";

    pnpmDepsHash = mkOption {
      type = types.str;
      default = "";
      example = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      description = "Hash of the pnpm dependencies. Leave it empty and run `nix build .#pnpm-deps` to be told it.";
    };

    projectRoot = mkOption {
      type = types.path;
      default = config.jackpkgs.projectRoot or inputs.self.outPath;
      defaultText = lib.literalExpression "config.jackpkgs.projectRoot or inputs.self.outPath";
      description = "Workspace root: the directory with `pnpm-lock.yaml` and `pnpm-workspace.yaml`.";
    };

    prePnpmInstall = mkOption {
      type = types.lines;
      default = "";
      example = "export pnpm_config_network_concurrency=4";
      description = "Shell commands to run before the `pnpm install` that fetches the dependencies.";
    };

    nodeModulesWorkspaceMode = mkOption {
      type = types.enum modes.all;
      inherit (modes) default;
      example = "strip-workspace";
      description = "What becomes of the links from `node_modules` to workspace packages: ${
        lib.concatMapStringsSep ", " (mode: "`\"${mode}\"`") modes.all
      }.";
    };
  };

  options.perSystem = mkPerSystemOption (
    { config, pkgs, ... }:
    {
      _file = ./flake-module.nix;

      options.jackpkgs.nodejs = {
        package = mkOption {
          type = types.package;
          default = (packagesOf config pkgs).nodejs_24;
          defaultText = lib.literalExpression "pkgs.nodejs_24";
          description = "Node.js to install with and for the shells.";
        };

        pnpmPackage = mkOption {
          type = types.package;
          default = (packagesOf config pkgs).pnpm_11;
          defaultText = lib.literalExpression "pkgs.pnpm_11";
          description = "pnpm to install with and for the shells.";
        };
      };

      options.jackpkgs.outputs = {
        nodeModules = mkOption {
          type = types.nullOr types.package;
          default = null;
          description = "The exported tree: root's `node_modules`, and what its mode puts beside it. `null` when disabled.";
        };

        pnpmDeps = mkOption {
          type = types.nullOr types.package;
          default = null;
          description = "The pnpm store of the workspace. `null` when disabled.";
        };

        nodejsDevShell = mkOption {
          type = types.nullOr types.package;
          default = null;
          description = "A shell with Node.js, pnpm and the workspace's programs, for `inputsFrom`. `null` when disabled.";
        };
      };
    }
  );

  config.perSystem =
    {
      config,
      options,
      pkgs,
      ...
    }:
    let
      packages = packagesOf config pkgs;
      sysCfg = config.jackpkgs.nodejs;
      inherit (config.jackpkgs.outputs) nodeModules pnpmDeps nodejsDevShell;
      mkPnpmDeps = packages.callPackage ./pnpm-deps.nix { };
      mkNodeModules = packages.callPackage ./mk-node-modules.nix { };
      toolchain = [
        sysCfg.package
        sysCfg.pnpmPackage
      ];
    in
    lib.mkIf cfg.enable {
      jackpkgs = {
        outputs.pnpmDeps = mkPnpmDeps {
          src = cfg.projectRoot;
          hash = cfg.pnpmDepsHash;
          pnpm = sysCfg.pnpmPackage;
          inherit (cfg) prePnpmInstall;
          hashName = "jackpkgs.nodejs.pnpmDepsHash";
          hashCommand = "nix build .#pnpm-deps";
        };

        outputs.nodeModules = mkNodeModules {
          src = cfg.projectRoot;
          inherit pnpmDeps;
          nodejs = sysCfg.package;
          pnpm = sysCfg.pnpmPackage;
          mode = cfg.nodeModulesWorkspaceMode;
        };

        outputs.nodejsDevShell = packages.mkShell {
          packages = toolchain;
          shellHook = ''
            export PATH="${nodeModules}/node_modules/.bin:$PATH"
          '';
        };
      }
      # Where jackpkgs' shell module is in use as well, its shell takes this one in.
      // lib.optionalAttrs (options.jackpkgs ? shell) {
        shell.inputsFrom = [ nodejsDevShell ];
      };

      # To be built by itself when the hash has to be learned.
      packages.pnpm-deps = pnpmDeps;

      devShells.ci-pnpm = packages.mkShellNoCC {
        name = "ci-pnpm";
        packages = toolchain ++ [
          packages.gh
          packages.jq
        ];
        CI = true;
      };
    };
}
