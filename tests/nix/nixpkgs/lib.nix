# The functions of nixpkgs' lib that the flake uses, by the names and meanings
# they have there. Option declarations are plain records: they can be listed,
# not evaluated.
let
  inherit (builtins)
    concatStringsSep
    isList
    length
    match
    replaceStrings
    substring
    stringLength
    ;
in
rec {
  inherit (builtins)
    any
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    head
    isAttrs
    isFunction
    isList
    isString
    mapAttrs
    tail
    ;

  # attribute sets and lists
  genAttrs =
    names: f:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  filterAttrs = keep: set: removeAttrs set (filter (n: !keep n set.${n}) (attrNames set));
  mapAttrsToList = f: set: map (n: f n set.${n}) (attrNames set);
  getAttrs = names: set: genAttrs names (n: set.${n});
  optionalAttrs = cond: set: if cond then set else { };
  optional = cond: x: if cond then [ x ] else [ ];
  optionals = cond: xs: if cond then xs else [ ];
  toList = x: if isList x then x else [ x ];
  importJSON = path: builtins.fromJSON (builtins.readFile path);
  makeOverridable = f: args: f args;

  # strings
  optionalString = cond: s: if cond then s else "";
  concatMapStringsSep =
    sep: f: xs:
    concatStringsSep sep (map f xs);
  hasPrefix = p: s: substring 0 (stringLength p) s == p;
  hasSuffix =
    p: s:
    let
      n = stringLength s - stringLength p;
    in
    n >= 0 && substring n (stringLength p) s == p;
  hasInfix = p: s: length (builtins.split (escapeRegex p) s) > 1;
  removePrefix = p: s: if hasPrefix p s then substring (stringLength p) (stringLength s) s else s;
  escapeRegex =
    let
      special = [
        "\\"
        "["
        "{"
        "("
        ")"
        "^"
        "$"
        "?"
        "*"
        "+"
        "|"
        "."
      ];
    in
    replaceStrings special (map (c: "\\${c}") special);
  escapeShellArg =
    arg:
    let
      s = toString arg;
    in
    if match "[[:alnum:],._+:@%/-]+" s == null then "'${replaceStrings [ "'" ] [ "'\\''" ] s}'" else s;
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;

  # messages
  throwIf =
    cond: msg: x:
    if cond then throw msg else x;
  throwIfNot = cond: throwIf (!cond);
  warnIf =
    cond: msg: x:
    if cond then builtins.trace "warning: ${msg}" x else x;

  # derivations
  isDerivation = x: x.type or null == "derivation";
  getExe = drv: "${drv}/bin/${drv.meta.mainProgram or drv.pname}";
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  licenses.mit = {
    spdxId = "MIT";
    free = true;
  };

  # options, as far as they can be listed without the module system
  mkOption = args: args // { _type = "option"; };
  mkEnableOption =
    what:
    mkOption {
      type = types.bool;
      default = false;
      description = "Whether to enable ${what}.";
    };
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  types =
    builtins.listToAttrs (
      map
        (name: {
          inherit name;
          value = { inherit name; };
        })
        [
          "bool"
          "lines"
          "package"
          "path"
          "str"
        ]
    )
    // {
      enum = values: {
        name = "enum";
        inherit values;
      };
      nullOr = type: {
        name = "nullOr";
        inherit type;
      };
    };
}
