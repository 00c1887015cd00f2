{
  description = "Turns an installed JavaScript workspace into a self-contained tree";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      eachSystem = f: lib.genAttrs systems (system: f system nixpkgs.legacyPackages.${system});
    in
    {
      packages = eachSystem (
        system: pkgs: rec {
          default = nix-node-modules;
          nix-node-modules = pkgs.callPackage ./nix/package.nix { };
          nodeModulesExportHook = pkgs.callPackage ./nix/export-hook.nix { inherit nix-node-modules; };
          verifyNodeModulesHook = pkgs.callPackage ./nix/verify-hook.nix { inherit nix-node-modules; };
        }
      );

      apps = eachSystem (
        system: _pkgs: {
          default = {
            type = "app";
            program = lib.getExe self.packages.${system}.default;
            meta = { inherit (self.packages.${system}.default.meta) description; };
          };
        }
      );

      overlays.default = import ./nix/overlay.nix;

      lib = {
        # { package, mode ? "materialize-workspace", … } -> attributes for mkDerivation
        exportNodeModules = import ./nix/export-node-modules.nix { inherit lib; };
        # { pkgs, src, pnpmDeps or pnpmDepsHash, mode ? "materialize-workspace", … } -> derivation
        mkNodeModules =
          { pkgs, ... }@args: pkgs.callPackage ./nix/mk-node-modules.nix { } (removeAttrs args [ "pkgs" ]);
      };

      flakeModules.default = ./nix/flake-module.nix;

      checks = eachSystem (
        system: pkgs:
        import ./nix/checks {
          inherit pkgs;
          inherit (self.packages.${system}) nix-node-modules nodeModulesExportHook verifyNodeModulesHook;
        }
      );

      devShells = eachSystem (_system: pkgs: { default = pkgs.callPackage ./nix/dev-shell.nix { }; });

      formatter = eachSystem (_system: pkgs: pkgs.nixfmt-tree);

      templates.default = {
        path = ./nix/template;
        description = "A pnpm workspace whose node_modules is built by the jackpkgs.nodejs module";
      };
    };
}
