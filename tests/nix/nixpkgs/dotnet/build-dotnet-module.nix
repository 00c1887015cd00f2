# buildDotnetModule around the machine's .NET SDK: restore, build, check, publish,
# with the flags that nixpkgs' hooks give. Restoring uses the machine's NuGet
# settings and cache; what was restored is then held against deps.json.
{
  lib,
  stdenv,
  dotnetCorePackages,
  nodejs,
}:
fnOrAttrs:
stdenv.mkDerivation (
  finalAttrs:
  let
    args = if builtins.isFunction fnOrAttrs then fnOrAttrs finalAttrs else fnOrAttrs;
  in
  removeAttrs args [
    "dotnet-sdk"
    "dotnet-runtime"
    "projectFile"
    "testProjectFile"
    "nugetDeps"
    "executables"
    "selfContainedBuild"
    "dotnetFlags"
  ]
  // {
    dotnetProjectFile = args.projectFile;
    dotnetTestProjectFile = args.testProjectFile or "";
    # The last flag of a name wins: NativeAOT's runtime pack for net10.0 is part of
    # nixpkgs' SDK, and not of every machine's.
    dotnetFlags = args.dotnetFlags or [ ] ++ [ "-p:AotTargetFramework=net9.0" ];
    dotnetRuntimeId = dotnetCorePackages.systemToDotnetRid stdenv.hostPlatform.system;
    nugetDeps = builtins.toJSON (lib.importJSON args.nugetDeps);
    nativeBuildInputs = args.nativeBuildInputs or [ ] ++ [
      dotnetCorePackages.sdk_10_0
      nodejs
    ];
    compareNugetDeps = ./compare-nuget-deps.mjs;

    configurePhase = ''
      runHook preConfigure
      # NuGet's settings and cache are those of the user who builds.
      export HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
      export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
      export NUGET_CERT_REVOCATION_MODE=offline
      # No compiler or build server that outlives the build.
      export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
      declare -ga flags=()
      concatTo flags dotnetFlags
      for project in $dotnetProjectFile $dotnetTestProjectFile; do
        dotnet restore "$project" --runtime "$dotnetRuntimeId" -p:ContinuousIntegrationBuild=true \
          -p:Deterministic=true -p:NuGetAudit=false "''${flags[@]}"
      done
      printf %s "$nugetDeps" > ../deps.json
      packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
      node "$compareNugetDeps" ../deps.json "$packages" $(find . -name project.assets.json)
      runHook postConfigure
    '';
    buildPhase =
      args.buildPhase or ''
        runHook preBuild
        for project in $dotnetProjectFile $dotnetTestProjectFile; do
          dotnet build "$project" --no-restore --configuration Release --runtime "$dotnetRuntimeId" \
            -p:ContinuousIntegrationBuild=true -p:Deterministic=true \
            -p:UseAppHost=true -p:InformationalVersion="$version" "''${flags[@]}"
        done
        runHook postBuild
      '';
    installPhase =
      args.installPhase or ''
        runHook preInstall
        dotnet publish $dotnetProjectFile --no-restore --no-build --configuration Release \
          --runtime "$dotnetRuntimeId" --self-contained --output "$out/lib/$pname" \
          -p:ContinuousIntegrationBuild=true -p:Deterministic=true \
          -p:UseAppHost=true "''${flags[@]}"
        runHook postInstall
      '';
  }
)
