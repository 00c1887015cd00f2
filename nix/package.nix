# The command itself: NativeAOT, without the .NET runtime beside it.
{
  lib,
  stdenv,
  buildDotnetModule,
  dotnetCorePackages,
}:
let
  top = ../.;
  # The version is told once, where the compiler reads it too.
  version = builtins.head (
    builtins.match ".*<Version>([^<]+)</Version>.*" (builtins.readFile (top + "/Directory.Build.props"))
  );
  # What the compiler reads and nothing else, so that a change of the docs builds nothing anew.
  # Directory.Build.targets stays out: it pins the packs of an SDK that need not be this one,
  # and nixpkgs gives the packs along with its own.
  sources = [
    "/.editorconfig"
    "/Directory.Build.props"
    "/Directory.Packages.props"
    "/global.json"
    "/src"
  ];
in
buildDotnetModule {
  pname = "nix-node-modules";
  inherit version;

  src = builtins.path {
    name = "nix-node-modules-source";
    path = top;
    filter =
      path: _type:
      let
        relative = lib.removePrefix (toString top) path;
      in
      lib.any (s: relative == s || lib.hasPrefix "${s}/" relative) sources
      && !(lib.elem (baseNameOf path) [
        "bin"
        "obj"
        # what npm and the .NET SDK get besides the binary
        "npm"
        "nuget"
      ]);
  };

  projectFile = "src/NixNodeModules/NixNodeModules.csproj";
  nugetDeps = ./deps.json;
  dotnet-sdk = dotnetCorePackages.sdk_10_0;
  # NativeAOT: nothing to run it by, a compiler driver to link it with.
  dotnet-runtime = null;
  selfContainedBuild = true;
  nativeBuildInputs = [ stdenv.cc ];

  dotnetFlags = [
    "-p:AotTargetFramework=net10.0"
    # Linked as NativeAOT programs in nixpkgs are: against its libc, by its linker.
    "-p:StaticExecutable=false"
    "-p:LinkerFlavor="
    # A newer SDK may warn of more than the one that this was written with.
    "-p:TreatWarningsAsErrors=false"
    "-p:PublishDocumentationFile=false"
  ];

  # No wrapper: it would set up the libraries of a runtime that is not there.
  executables = [ ];
  postInstall = ''
    mkdir -p "$out/bin"
    ln -s ../lib/nix-node-modules/nix-node-modules "$out/bin/nix-node-modules"
    install -Dm644 ${../docs/nix-node-modules.1} "$out/share/man/man1/nix-node-modules.1"
  ''
  # The command itself tells its completions, so it has to run where it is built.
  + lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    completes() {
      mkdir -p "$out/share/$2"
      "$out/bin/nix-node-modules" completion "$1" > "$out/share/$2/$3"
    }
    completes bash bash-completion/completions nix-node-modules.bash
    completes zsh zsh/site-functions _nix-node-modules
    completes fish fish/vendor_completions.d nix-node-modules.fish
  '';

  # The tests of the stages need package managers and the network, so they are not run here.
  doInstallCheck = true;
  installCheckPhase = ''
    runHook preInstallCheck
    bash ${./check-binary.sh} "$out/bin/nix-node-modules" ${version} "$out/share"
    runHook postInstallCheck
  '';

  meta = {
    description = "Turns an installed JavaScript workspace into a self-contained tree";
    license = lib.licenses.mit;
    mainProgram = "nix-node-modules";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
}
