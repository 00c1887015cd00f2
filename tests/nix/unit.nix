# Tests of the module and of the functions under nix/, in the format of nix-unit:
#
#   nix-unit tests/nix/unit.nix --arg lib 'import <nixpkgs/lib>'
#
# They are evaluation alone. They need the real lib of nixpkgs, and use the real
# flake-parts where its source tree is given.
{
  lib,
  flakeParts ? null,
}:
let
  inherit (builtins) tryEval;

  flake-parts =
    if flakeParts == null then
      import ./flake-parts.nix { inherit lib; }
    else
      import ./real-flake-parts.nix { inherit lib flakeParts; };

  # Packages that say what they were made of, in place of being built.
  fake =
    name: attrs:
    attrs
    // {
      inherit name;
      type = "derivation";
      outPath = "/nix/store/00000000000000000000000000000000-${name}";
    };
  pkgs = {
    inherit lib;
    stdenv = {
      mkDerivation = attrs: fake attrs.name attrs;
      cc = fake "cc" { };
      hostPlatform.system = "x86_64-linux";
    };
    fetchPnpmDeps = attrs: fake "pnpm-deps" attrs;
    pnpmConfigHook = fake "pnpm-config-hook" { };
    nodejs = fake "nodejs" { };
    nodejs_24 = fake "nodejs-24" { };
    pnpm_11 = fake "pnpm-11" { };
    mkShell = attrs: fake "shell" attrs;
    mkShellNoCC = attrs: fake attrs.name attrs;
    gh = fake "gh" { };
    jq = fake "jq" { };
    nix-node-modules = fake "nix-node-modules" { meta.mainProgram = "nix-node-modules"; };
    callPackage =
      path: extra:
      let
        f = import path;
      in
      f (builtins.intersectAttrs (builtins.functionArgs f) pkgs // extra);
  };

  root = fake "source" { };
  evaluate =
    modules:
    flake-parts.evaluate {
      self = root // {
        inputs = { };
      };
      inherit pkgs;
      modules = [ ../../nix/flake-module.nix ] ++ modules;
    };
  enabled =
    settings:
    evaluate [
      {
        jackpkgs.nodejs = {
          enable = true;
          pnpmDepsHash = lib.fakeHash;
        }
        // settings;
      }
    ];
  outputsOf = evaluated: evaluated.perSystem.config.jackpkgs.outputs;
  nodeModulesOf = settings: (outputsOf (enabled settings)).nodeModules;
  inMode = mode: nodeModulesOf { nodeModulesWorkspaceMode = mode; };

  modes = import ../../nix/modes.nix;
  exportNodeModules = import ../../nix/export-node-modules.nix { inherit lib; };
  mkNodeModules = pkgs.callPackage ../../nix/mk-node-modules.nix { };
  exported = options: exportNodeModules ({ package = pkgs.nix-node-modules; } // options);

  # option declarations of the module, by what they document
  documented = evaluated: [
    evaluated.options.jackpkgs.nodejs
    evaluated.perSystem.options.jackpkgs
  ];
in
{
  testModeDefault = {
    expr = (evaluate [ ]).config.jackpkgs.nodejs.nodeModulesWorkspaceMode;
    expected = "materialize-workspace";
  };

  testModesAccepted = {
    expr = map (
      mode: (enabled { nodeModulesWorkspaceMode = mode; }).config.jackpkgs.nodejs.nodeModulesWorkspaceMode
    ) modes.all;
    expected = [
      "materialize-workspace"
      "inline-workspace"
      "strip-workspace"
      "allow-broken"
    ];
  };

  testModeInvalid = {
    expr = (tryEval (inMode "copy").installPhase).success;
    expected = false;
  };

  testModeInvalidInHelper = {
    expr = (tryEval (exported { mode = "copy"; }).installPhase).success;
    expected = false;
  };

  testModeReachesTheTool = {
    expr = map (mode: lib.hasInfix "--mode ${mode} " (inMode mode).installPhase) modes.all;
    expected = map (_mode: true) modes.all;
  };

  testSymlinkCheckOffInAllowBrokenOnly = {
    expr = lib.genAttrs modes.all (mode: (inMode mode).dontCheckForBrokenSymlinks or false);
    expected = {
      materialize-workspace = false;
      inline-workspace = false;
      strip-workspace = false;
      allow-broken = true;
    };
  };

  testSymlinkCheckOffInAllowBrokenOnlyFromHelper = {
    expr = lib.filter (mode: exported { inherit mode; } ? dontCheckForBrokenSymlinks) modes.all;
    expected = [ "allow-broken" ];
  };

  testOutputsNullWhenDisabled = {
    expr = outputsOf (evaluate [ ]);
    expected = {
      nodeModules = null;
      pnpmDeps = null;
      nodejsDevShell = null;
    };
  };

  testNothingElseWhenDisabled = {
    expr =
      let
        inherit ((evaluate [ ]).perSystem) config;
      in
      lib.attrNames config.packages ++ lib.attrNames config.devShells;
    expected = [ ];
  };

  testOutputsWhenEnabled = {
    expr =
      let
        evaluated = enabled { };
        inherit (evaluated.perSystem) config;
      in
      {
        outputs = lib.mapAttrs (_name: output: output.name) (outputsOf evaluated);
        packages = lib.attrNames config.packages;
        devShells = lib.attrNames config.devShells;
      };
    expected = {
      outputs = {
        nodeModules = "node_modules";
        pnpmDeps = "pnpm-deps";
        nodejsDevShell = "shell";
      };
      packages = [ "pnpm-deps" ];
      devShells = [ "ci-pnpm" ];
    };
  };

  testRootIsTheFlake = {
    expr = (nodeModulesOf { }).src == root.outPath;
    expected = true;
  };

  testRootIsJackpkgsProjectRoot = {
    expr =
      toString
        (evaluate [
          { options.jackpkgs.projectRoot = lib.mkOption { default = ./.; }; }
        ]).config.jackpkgs.nodejs.projectRoot;
    expected = toString ./.;
  };

  testPackagesOfJackpkgsAreUsed = {
    expr =
      (evaluate [
        {
          perSystem.options.jackpkgs.pkgs = lib.mkOption {
            default = pkgs // {
              nodejs_24 = fake "nodejs-of-overlay" { };
            };
          };
        }
      ]).perSystem.config.jackpkgs.nodejs.package.name;
    expected = "nodejs-of-overlay";
  };

  testJackpkgsShellTakesThisOne = {
    expr =
      map (shell: shell.name)
        (evaluate [
          { jackpkgs.nodejs.enable = true; }
          { jackpkgs.nodejs.pnpmDepsHash = lib.fakeHash; }
          {
            perSystem.options.jackpkgs.shell.inputsFrom = lib.mkOption {
              type = lib.types.listOf lib.types.package;
              default = [ ];
            };
          }
        ]).perSystem.config.jackpkgs.shell.inputsFrom;
    expected = [ "shell" ];
  };

  testInstalledWithTheChosenPackages = {
    expr =
      let
        evaluated = evaluate [
          {
            jackpkgs.nodejs = {
              enable = true;
              pnpmDepsHash = lib.fakeHash;
              prePnpmInstall = "true";
            };
            perSystem.jackpkgs.nodejs = {
              package = fake "my-node" { };
              pnpmPackage = fake "my-pnpm" { };
            };
          }
        ];
        inherit (outputsOf evaluated) nodeModules pnpmDeps;
      in
      {
        inputs = map (input: input.name) nodeModules.nativeBuildInputs;
        pnpm = pnpmDeps.pnpm.name;
        inherit (pnpmDeps) hash fetcherVersion prePnpmInstall;
      };
    expected = {
      inputs = [
        "my-node"
        "my-pnpm"
        "pnpm-config-hook"
      ];
      pnpm = "my-pnpm";
      hash = lib.fakeHash;
      fetcherVersion = 4;
      prePnpmInstall = "true";
    };
  };

  testOptionDocsRender = {
    expr =
      let
        docs = lib.concatMap lib.optionAttrSetToDocList (documented (evaluate [ ]));
        ours = lib.filter (option: lib.hasPrefix "jackpkgs." option.name && option.visible) docs;
      in
      {
        names = lib.sort (a: b: a < b) (map (option: option.name) ours);
        undescribed = map (option: option.name) (lib.filter (option: option.description or "" == "") ours);
        # forces defaults and examples, which the manual renders
        rendered = builtins.isString (builtins.toJSON ours);
      };
    expected = {
      names = [
        "jackpkgs.nodejs.enable"
        "jackpkgs.nodejs.nodeModulesWorkspaceMode"
        "jackpkgs.nodejs.package"
        "jackpkgs.nodejs.pnpmDepsHash"
        "jackpkgs.nodejs.pnpmPackage"
        "jackpkgs.nodejs.prePnpmInstall"
        "jackpkgs.nodejs.projectRoot"
        "jackpkgs.outputs.nodeModules"
        "jackpkgs.outputs.nodejsDevShell"
        "jackpkgs.outputs.pnpmDeps"
      ];
      undescribed = [ ];
      rendered = true;
    };
  };

  testHelperPassesOptions = {
    expr =
      (exported {
        focus = [
          "@x/app"
          "packages/with space"
        ];
        prod = true;
        omit = [ "peer" ];
        files = "published";
        include = [ "dist/**" ];
        exclude = [ "*.map" ];
        external = "vendor";
        dangling = "drop";
        stateFiles = "keep";
        extraFlags = [
          "--jobs"
          "1"
        ];
      }).installPhase;
    expected = ''
      runHook preInstall
      ${pkgs.nix-node-modules}/bin/nix-node-modules export --mode materialize-workspace --root . --focus @x/app --focus 'packages/with space' --prod --omit peer --files published --include 'dist/**' --exclude '*.map' --external vendor --dangling drop --state-files keep --jobs 1 --out "$out"
      runHook postInstall
    '';
  };

  testMkNodeModulesWantsAHash = {
    expr = (tryEval (mkNodeModules { src = root; }).pnpmDeps.name).success;
    expected = false;
  };

  testMkNodeModulesTakesPnpmDeps = {
    expr =
      (mkNodeModules {
        src = root;
        pnpmDeps = fake "my-deps" { };
        focus = [ "@x/app" ];
      }).pnpmDeps.name;
    expected = "my-deps";
  };

  testMkNodeModulesRefusesUnknownArguments = {
    expr =
      (tryEval
        (mkNodeModules {
          src = root;
          pnpmDepsHash = lib.fakeHash;
          mdoe = "strip-workspace";
        }).name
      ).success;
    expected = false;
  };
}
