/** Part of the program that reads Python: one module's facts, gathered in one walk. */
export const lookVisitor = String.raw`class Look:
    def __init__(self, tree):
        self.facts = {
            "defined": [], "star": [], "run": None, "imports": [], "dumps": [],
            "joins": [], "walks": [], "lookups": [],
        }
        self.aliases, self.constants, self.folders = {}, {}, set()
        self.seen_run = None
        for node in ast.walk(tree):
            self.bind(node)
        self.visit(tree, scope=(), guarded=False)
        if self.seen_run is not None:
            self.look_at_run(self.seen_run)

    def add(self, key, node, **facts):
        if len(self.facts[key]) < LIMIT:
            self.facts[key].append(dict(facts, line=node.lineno, column=node.col_offset + 1))

    def bind(self, node):
        if isinstance(node, ast.Import):
            for name in node.names:
                self.aliases[name.asname or name.name.split(".")[0]] = name.name if name.asname else name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for name in node.names:
                self.aliases[name.asname or name.name] = (node.module or "") + "." + name.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                name = dotted(target)
                if name is None or node.value is None:
                    continue
                once = name not in self.constants
                self.constants[name] = text(node.value) if once else None
                if self.is_folder(node.value):
                    self.folders.add(name)

    def full(self, node):
        name = dotted(node)
        if name is None:
            return ""
        first, _, rest = name.partition(".")
        start = self.aliases.get(first, first)
        return start + "." + rest if rest else start

    def value(self, node):
        found = text(node)
        return self.constants.get(dotted(node)) if found is None and dotted(node) else found

    def is_folder(self, node):
        if isinstance(node, ast.Call):
            called = self.full(node.func)
            if called in ("os.getenv", "os.environ.get"):
                return bool(node.args) and text(node.args[0]) == DIR
            if called in ("str", "pathlib.Path", "os.fspath", "os.path.abspath") and len(node.args) == 1:
                return self.is_folder(node.args[0])
            return False
        if isinstance(node, ast.Subscript) and self.full(node.value) == "os.environ":
            return text(getattr(node.slice, "value", None) if type(node.slice).__name__ == "Index" else node.slice) == DIR
        return dotted(node) in self.folders

    def visit(self, node, scope, guarded):
        self.note(node, scope, guarded)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            scope = scope + (getattr(node, "name", "lambda"),)
        if isinstance(node, ast.Try) and any(self.catches(h.type) for h in node.handlers):
            for child in node.body:
                self.visit(child, scope, True)
            for child in node.handlers + node.orelse + node.finalbody:
                self.visit(child, scope, True)
            return
        if isinstance(node, ast.If) and "TYPE_CHECKING" in (dotted(node.test) or ""):
            guarded = True
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope, guarded)

    def catches(self, kind):
        parts = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        names = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
        return any(part is None or dotted(part) in names for part in parts)

    def note(self, node, scope, guarded):
        if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
            kind = "class" if isinstance(node, ast.ClassDef) else "async" if isinstance(node, ast.AsyncFunctionDef) else "function"
            self.define(node, [node.name], kind, scope)
            if node.name == "run" and not scope and isinstance(node, FUNCTIONS):
                self.seen_run = node
        elif isinstance(node, ast.Assign):
            self.define(node, [name for target in node.targets for name in targets(target)], "value", scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.define(node, targets(node.target), "value", scope)
        elif type(node).__name__ in ("NamedExpr", "For"):
            self.define(node, targets(node.target), "value", scope)
        elif isinstance(node, ast.Import):
            self.define(node, [name.asname or name.name.split(".")[0] for name in node.names], "import", scope)
            for name in node.names:
                self.add("imports", node, module=name.name, level=0, names=[], nested=bool(scope), guarded=guarded)
        elif isinstance(node, ast.ImportFrom):
            names = [name.name for name in node.names]
            if "*" in names and not scope:
                self.add("star", node, module=node.module or "")
            self.define(node, [name.asname or name.name for name in node.names], "import", scope)
            self.add("imports", node, module=node.module or "", level=node.level or 0, names=names, nested=bool(scope), guarded=guarded)
        elif isinstance(node, ast.Call):
            self.look_at_call(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Add)):
            self.look_at_sum(node)
        elif isinstance(node, ast.JoinedStr) and len(node.values) > 1 and type(node.values[0]).__name__ == "FormattedValue":
            if self.is_folder(node.values[0].value):
                self.join(node, [text(node.values[1])], len(node.values) > 2)

    def define(self, node, names, kind, scope):
        for name in names:
            if name in ("init", "run"):
                self.add("defined", node, name=name, kind=kind, nested=bool(scope))

    def look_at_call(self, node):
        called = self.full(node.func)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        first = node.args[0] if node.args else None
        if called == "os.path.join" and first is not None and self.is_folder(first):
            self.join(node, [self.value(part) for part in node.args[1:]], False)
        elif method == "joinpath" and self.is_folder(node.func.value):
            self.join(node, [self.value(part) for part in node.args], False)
        elif called == "os.walk" and first is not None:
            follow = keyword(node, "followlinks")
            if follow is None or getattr(follow, "value", None) is not True:
                self.walk(node, first, called)
        elif method in ("rglob", "glob") and not called.startswith("glob.") and (method == "rglob" or "**" in (self.value(first) or "")):
            self.walk(node, node.func.value, "Path." + method)
        if method == "get_model_path" or called.endswith(".get_model_path"):
            name = first if first is not None else keyword(node, "model_name")
            version = node.args[1] if len(node.args) > 1 else keyword(node, "version")
            self.add("lookups", node, name=None if name is None else self.value(name), version=None if version is None else number(version))

    def walk(self, node, root, what):
        if self.is_folder(root):
            self.add("walks", node, what=what, root=None)
        else:
            inner = root.args[0] if isinstance(root, ast.Call) and self.full(root.func) == "pathlib.Path" and root.args else root
            if self.value(inner) is not None:
                self.add("walks", node, what=what, root=self.value(inner))

    def look_at_sum(self, node):
        parts, left = [self.value(node.right)], node.left
        while isinstance(left, ast.BinOp) and type(left.op) is type(node.op):
            parts.insert(0, self.value(left.right))
            left = left.left
        if self.is_folder(left):
            self.join(node, parts, False)

    def join(self, node, parts, more):
        known = []
        for part in parts:
            if part is None:
                more = True
                break
            known.append(part)
        path = "/".join(known).replace("//", "/").strip("/")
        if path and "*" not in path:
            self.add("joins", node, path=path, more=more)

    def look_at_run(self, run):
        spec = run.args
        decorators = [self.full(d.func if isinstance(d, ast.Call) else d) for d in run.decorator_list]
        self.facts["run"] = {
            "line": run.lineno, "column": run.col_offset + 1,
            "kind": "async" if isinstance(run, ast.AsyncFunctionDef) else "function",
            "parameters": [a.arg for a in spec.args + spec.kwonlyargs],
            "positionalOnly": [a.arg for a in getattr(spec, "posonlyargs", [])],
            "args": spec.vararg.arg if spec.vararg else None,
            "kwargs": spec.kwarg.arg if spec.kwarg else None,
            "decorators": decorators,
        }
        encoded = set()
        own = list(self.own_nodes(run))
        for node in own:
            if isinstance(node, ast.Assign) and self.is_dumps(node.value):
                encoded.update(name for target in node.targets for name in targets(target))
        for node in own:
            if isinstance(node, ast.Return) and node.value is not None:
                values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
                if any(self.is_dumps(v) or (isinstance(v, ast.Name) and v.id in encoded) for v in values):
                    self.add("dumps", node)

    def is_dumps(self, node):
        return isinstance(node, ast.Call) and self.full(node.func) in ("json.dumps", "simplejson.dumps", "ujson.dumps")

    def own_nodes(self, node):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, FUNCTIONS + (ast.Lambda, ast.ClassDef)):
                yield child
                for inner in self.own_nodes(child):
                    yield inner
`;
