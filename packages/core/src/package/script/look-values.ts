/** Part of the program that reads Python: what single expressions come to. */
export const lookValues = String.raw`import ast, binascii, json, sys, warnings

warnings.simplefilter("ignore")
LIMIT = 2000
DIR = "AZUREML_MODEL_DIR"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def text(node):
    kind = type(node).__name__
    value = node.s if kind == "Str" else getattr(node, "value", None) if kind == "Constant" else None
    return value if isinstance(value, str) else None


def number(node):
    kind = type(node).__name__
    value = node.n if kind == "Num" else getattr(node, "value", None) if kind == "Constant" else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        start = dotted(node.value)
        return None if start is None else start + "." + node.attr
    return None


def targets(node):
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, (ast.Tuple, ast.List)):
        return [name for part in node.elts for name in targets(part)]
    return targets(node.value) if isinstance(node, ast.Starred) else []


def keyword(call, name):
    return next((k.value for k in call.keywords if k.arg == name), None)
`;
