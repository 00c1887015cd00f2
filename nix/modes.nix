# What becomes of the links that lead from node_modules to workspace packages: the
# values of the tool's --mode, and of the module's nodeModulesWorkspaceMode.
rec {
  default = "materialize-workspace";

  all = [
    "materialize-workspace"
    "inline-workspace"
    "strip-workspace"
    "allow-broken"
  ];

  # Returns mode, or ends the evaluation with the values that there are.
  check =
    caller: mode:
    if builtins.elem mode all then
      mode
    else
      throw "${caller}: unknown mode ${builtins.toJSON mode}; it is one of ${builtins.concatStringsSep ", " (map builtins.toJSON all)}";
}
