{
  description = "A pnpm workspace";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";
    flake-parts = {
      url = "github:hercules-ci/flake-parts";
      inputs.nixpkgs-lib.follows = "nixpkgs";
    };
    nix-node-modules = {
      url = "github:OWNER/nix-node-modules";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.nix-node-modules.flakeModules.default ];
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];

      jackpkgs.nodejs = {
        enable = true;
        # After a change of pnpm-lock.yaml: set it to "" and run `nix build .#pnpm-deps`.
        pnpmDepsHash = "sha256-cnrJCL+ZkGR2kcjSzFdOwmUExhX2F/JDtLzG/NwAiH4=";
      };

      perSystem =
        { config, ... }:
        {
          packages.default = config.jackpkgs.outputs.nodeModules;
          devShells.default = config.jackpkgs.outputs.nodejsDevShell;
        };
    };
}
