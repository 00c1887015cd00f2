# fixtures/pnpm-workspace, as arguments for mkNodeModules.
{
  src = ../../fixtures/pnpm-workspace;
  # is-odd 3.0.1, is-number 6.0.0 and nothing else, fetched by pnpm 11 with fetcherVersion 4
  pnpmDepsHash = "sha256-cnrJCL+ZkGR2kcjSzFdOwmUExhX2F/JDtLzG/NwAiH4=";
}
