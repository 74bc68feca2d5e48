import{i as e,n as t,o as n,r}from"./errors-CSrcOAGU.js";import{D as i,O as a,i as o,l as s,r as c,t as l,u,w as d}from"./open-stores-CK5rnmNO.js";import{r as f}from"./parse-CBg9KM1D.js";import{C as p,O as m,_ as h,a as g,b as _,c as v,d as y,h as b,i as x,m as S,p as C,r as w,u as ee,w as te}from"./schemas-D0Og_vvP.js";import{a as ne,t as re}from"./known-image-B7_UFHRy.js";import{n as ie}from"./nearest-D5LOEzaW.js";import{t as ae}from"./schema-faults-Bd9VpxPO.js";import{t as T}from"./key-path-CaemLaGF.js";import{_ as E,a as oe,b as se,c as ce,d as le,f as ue,i as de,l as fe,n as pe,r as me,t as he,u as ge,v as _e,x as ve,y as ye}from"./plan-aOqizM19.js";import{t as D}from"./text-file-Bio3ztRK.js";import{c as be,l as xe,r as Se,u as Ce}from"./reference-DAu-VPxF.js";import{f as we,m as Te,o as Ee,p as De,r as Oe,s as ke,t as Ae}from"./layers-C0RWnyLg.js";import{r as je,t as Me}from"./config-file-CvPpMXXG.js";import{t as Ne}from"./secret-xzMLAKPZ.js";import{t as Pe}from"./tar-read-9KsrU7a9.js";import{r as Fe}from"./model-B3_-khYA.js";import{t as Ie}from"./format-size-BIQWr9_W.js";import{a as Le,c as Re,i as ze,l as Be,t as Ve}from"./move-layer-6gA1dwa0.js";import{t as He}from"./usingCtx-Da0_7VkO.js";import O,{dirname as Ue,join as k,posix as We,resolve as Ge}from"node:path";import{link as Ke,mkdir as qe,readFile as Je,stat as A,writeFile as Ye}from"node:fs/promises";const Xe=String.raw`import ast, base64, importlib.util, json, sys, warnings

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
`,Ze=String.raw`class Look:
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
`,Qe=`package-model-look:`,$e=[Xe,Ze,String.raw`def look(source):
    try:
        return Look(ast.parse(source)).facts
    except SyntaxError as error:
        return {"error": {"kind": "syntax", "what": error.msg, "line": error.lineno or 1, "column": max(error.offset or 1, 1)}}
    except (ValueError, UnicodeError) as error:
        return {"error": {"kind": "syntax", "what": str(error), "line": 1, "column": 1}}
    except (RecursionError, MemoryError):
        return {"error": {"kind": "limit", "what": "it is nested too deep", "line": 1, "column": 1}}


def installed(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def main():
    stream = open(sys.argv[1], "rb") if len(sys.argv) > 1 else sys.stdin.buffer
    request = json.loads(stream.read().decode("utf-8"))
    files = [dict(look(base64.b64decode(f["source"])), name=f["name"]) for f in request["files"]]
    names = {i["module"].split(".")[0] for f in files for i in f.get("imports", ()) if not i["level"]}
    print("${Qe}" + json.dumps({
        "version": "%d.%d.%d" % sys.version_info[:3],
        "standard": sorted(getattr(sys, "stdlib_module_names", [])) or None,
        "installed": sorted(n for n in names if installed(n)) if request["probe"] else None,
        "files": files,
    }))


main()
`].join(`

`),j={line:v(),column:v()},M=y(_()),et=S({...j,kind:w([`function`,`async`]),parameters:x(_()),positionalOnly:x(_()),args:M,kwargs:M,decorators:x(_())}),tt=S({...j,module:_(),level:v(),names:x(_()),nested:g(),guarded:g()}),nt=S({name:_(),defined:x(S({...j,name:w([`init`,`run`]),kind:w([`function`,`async`,`class`,`value`,`import`]),nested:g()})),star:x(S({...j,module:_()})),run:y(et),imports:x(tt),dumps:x(S(j)),joins:x(S({...j,path:_(),more:g()})),walks:x(S({...j,what:_(),root:M})),lookups:x(S({...j,name:M,version:y(v())}))}),rt=S({name:_(),error:S({...j,kind:w([`syntax`,`limit`]),what:_()})}),it=S({version:_(),standard:y(x(_())),installed:y(x(_())),files:x(p([rt,nt]))});function at(e){let t=e.split(`
`).findLast(e=>e.startsWith(Qe));if(t===void 0)return;let n=f(it,ot(t.slice(19)));return n.success?n.data:void 0}function ot(e){try{return JSON.parse(e)}catch{return}}const st=[`python3`,`python`];function ct(e,t){let n=e.map(({name:e,bytes:t})=>({name:e,source:Buffer.from(t).toString(`base64`)}));return JSON.stringify({files:n,probe:t.probe})}function lt(e,t){let n=new Map;return{where:`this machine`,look(r){let i=ct(r,{probe:!1}),a=n.get(i)??ut(i,e,t);return n.set(i,a),a}}}async function ut(e,t,n){let i=AbortSignal.any([n,AbortSignal.timeout(2e4)]);for(let a of st){let o={input:e,signal:i},s=[`-I`,`-S`,`-c`,$e],c=await t.run(a,s,o).catch(e=>{if(n.throwIfAborted(),r(e)!==`PROGRAM_MISSING`&&r(e)!==`ABORTED`)throw e}),l=c===void 0?void 0:at(c.stdout);if(l!==void 0)return l}}async function dt(e,t,n,r){let i=Ce(n),a=i??await ft(e,t,n,r),o=await e.getManifest(a,r);if(o!==void 0){let n=we(o,e);if(i!==void 0||n.name===t)return n}throw await pt(e,`${t}:${n}`,r)}async function ft(e,t,n,r){if(n!==`latest`)return ke(n);let i=Ee(await e.listTags(r));if(i===0)throw await pt(e,t,r);return ke(i)}async function pt(e,t,n){let r=Ee(await e.listTags(n)),i=r===0?`holds no version of it`:`its latest version is ${r}`,a=`model ${t} is not registered in ${e.name}: ${i}; register it first`;return new De(`MODEL_UNKNOWN`,a)}async function mt(e,t){let{stores:n,context:r}=t,i=[];for(let a of e.choices){if(a.kind===`reference`){i.push(await ht(a.reference,t));continue}let o=Te(e.registry,e.image,r),s=n.repositories.open(Se(o,a.name));i.push(await dt(s,a.name,a.version,r.signal))}return i}async function ht(e,n){let{digest:r,location:i}=e;if(r===void 0)throw new t(`BAD_INPUT`,[{message:`a model is named by name:version or by REPOSITORY@sha256:…`,place:{key:n.context.spell(`model`)}}]);let a=n.stores.repositories.open(i);return dt(a,a.name,r,n.context.signal)}const gt=/^azureml\/azureml_[0-9a-f]{32}(?:[:@].*)?$/;function _t(e,t){let{config:r}=e,{baseImage:i,baseRegistry:a}=r,o={file:r.file},s=e.baseImage??(i&&vt(i,a,{place:o,log:t}));if(s===void 0)return;n(`BAD_FILE`,yt(s,o));let c=re(s);return c!==void 0&&t.warn(c,o),s}function vt(e,t,{place:n,log:r}){if(t===void 0)return e;let{address:i}=t;if(e.startsWith(`${i}/`))return e;if(!ne(e))return`${i}/${e}`;let a=`the base image ${e} names its registry itself; baseImageRegistry ${i} is not put before it`;return r.warn(a,n),e}function yt(e,t){return gt.test(e)?[{message:`${e} is an image of a workspace's own registry, which nothing names: give its address as baseImageRegistry.address (HOST.azurecr.io); where the workspace has no registry yet, there is no such image either`,place:t}]:[]}const bt=`[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`,xt=`(?:\\s*\\[[A-Za-z0-9._,\\s-]*\\])?`,St=`(?:===?|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9._*+!-]+`,Ct=`(?:\\s*;\\s*[A-Za-z0-9_.,<>=!~'"()\\s-]+)?`,wt=RegExp(`^(${bt})${xt}\\s*(?:\\(?\\s*${St}(?:\\s*,\\s*${St})*\\s*\\)?)?${Ct}$`),Tt=RegExp(`^(?:(${bt})${xt}\\s*@\\s*)?((?:git\\+)?https://[A-Za-z0-9._~:/@%+#=&!-]+)${Ct}$`);function Et(e){let t=e.replace(/(^|[ \t])#.*$/,``).trim();if(t===``)return{kind:`empty`};if(t.startsWith(`-`))return{kind:`refused`,why:kt(t)};if(t.includes(`://`))return Dt(t);let n=Ot(t)?wt.exec(t)?.[1]:void 0;return n===void 0?/^(\.|\/|file:)|\.(whl|tar\.gz|zip)$/.test(t)?{kind:`refused`,why:`is a path, which the image cannot see; put the code into the source directory`}:{kind:`refused`,why:`is not a requirement pip can install; write name==version`}:{kind:`requirement`,name:N(n),text:t}}function Dt(e){let t=/[a-z+]+:\/\/\S*/i.exec(e)?.[0]??``;if((t.split(`://`)[1]?.split(`/`)[0]??``).includes(`@`)||t.includes(`?`))return{kind:`refused`,why:`is a URL with credentials; use the input pip-index-url, which no image keeps`};let n=Ot(e)?Tt.exec(e):null;return n===null?{kind:`refused`,why:`is not a URL pip can be given here; use https:// or git+https://`}:{kind:`url`,name:n[1]===void 0?void 0:N(n[1]),text:e}}function Ot(e){return!/[\r\n\v\f]/.test(e)}function kt(e){let t=/^--?[A-Za-z-]+/.exec(e)?.[0]??e.slice(0,2),n=t.startsWith(`--`)?t:t.slice(0,2);switch(n){case`-i`:case`--index-url`:return`sets ${n}; use the input pip-index-url instead`;case`--extra-index-url`:return`sets ${n}; use the input pip-extra-index-url instead`;case`-f`:case`--find-links`:case`--no-index`:return`sets ${n}; use the input pip-index-url instead`;case`--trusted-host`:return`sets ${n}; use the input ca-certificates instead`;case`-r`:case`--requirement`:case`-c`:case`--constraint`:return`includes another file with ${n}; write its lines here instead`;case`-e`:case`--editable`:return`installs a folder with ${n}; put the code into the source directory instead`;default:return`sets the option ${n}, which is not supported yet; remove it`}}function N(e){return e.toLowerCase().replaceAll(/[-_.]+/g,`-`)}function At(e){if(!(e.includes(`@`)||e.includes(`;`)))return e.replace(/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/,``).replaceAll(/[()\s]/g,``)}function jt(e,t){return`${/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/.exec(e)?.[0]??e}${t}`}const Mt=`flask~=3.1.0 werkzeug>=3.1 jinja2>=3.1.2 itsdangerous>=2.2 click>=8.1.3 markupsafe>=2.1.1`,P=`flask<=2.3.2 werkzeug>=3.0.3 markupsafe>=2.1.1 opencensus-ext-azure~=1.1.0`,Nt=`flask<=2.3.2 werkzeug<3.0.0 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,Pt=`flask<2.3.0 pydantic>=1.9,<1.11 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,F=`gunicorn>=23.0.0 inference-schema~=1.8.0 certifi>=2024.7.4`,Ft=`opentelemetry-sdk==1.33.0 opentelemetry-api==1.33.0`,It=`opencensus-ext-azure~=1.1.0`,I=`gunicorn==20.1.0`,Lt=`werkzeug<3 setuptools<81`,Rt=[[`1.5.1`,`~=1.5`,`>=3.9`,`${Mt} flask-cors~=6.0.0 pydantic~=2.12.0 ${F} ${Ft}`,``],[`1.5.0`,`==1.5.0`,`>=3.9`,`${Mt} flask-cors~=6.0.0 pydantic~=2.11.0 ${F} ${Ft}`,``],[`1.4.1`,`~=1.4.0`,`>=3.9`,`${Mt} flask-cors~=6.0.0 pydantic~=2.11.0 ${F} ${It}`,``],[`1.4.0`,`==1.4.0`,`>=3.9`,`flask~=3.0.0 werkzeug>=3.0.3 jinja2>=3.1.2 itsdangerous>=2.1.2 click>=8.1.3 markupsafe>=2.1.1 flask-cors~=5.0.0 pydantic~=2.9.0 ${F} ${It}`,``],[`1.3.4`,`~=1.3.0`,`>=3.8`,`${P} flask-cors~=5.0.0 pydantic~=2.9.0 ${F}`,``],[`1.3.3`,`==1.3.3`,`>=3.8`,`${P} flask-cors~=5.0.0 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.2`,`==1.3.2`,`>=3.8`,`${P} flask-cors~=4.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.0`,`==1.3.0`,`>=3.8`,`${P} flask-cors~=3.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.2.2`,`~=1.2.0`,`>=3.8`,`${P} flask-cors~=3.0.1 pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.1`,`==1.2.1`,`>=3.8`,`${Nt} pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.0`,`==1.2.0`,`>=3.8`,`${Nt} pydantic~=2.0 ${I} inference-schema~=1.7.0`,`setuptools<81`],[`1.1.0`,`~=1.1.0`,`>=3.8`,`${Nt} pydantic~=2.0 ${I} inference-schema~=1.7.0`,`setuptools<81`],[`1.0.0`,`~=1.0.0`,`>=3.8`,`${Pt} ${I} inference-schema~=1.7.0`,Lt],[`0.8.4.2`,`~=0.8.4`,`>=3.7`,`${Pt} ${I} inference-schema~=1.7.0`,Lt],[`0.8.4.1`,`==0.8.4.1`,`>=3.7`,`${Pt} ${I} inference-schema~=1.5.0`,Lt]];function zt(){return Rt.map(([e,t,n,r,i])=>({version:e,specifier:t,python:n,needs:Bt(r),forgets:Bt(i)}))}function Bt(e){let t=e.split(` `).filter(e=>e!==``);return Object.fromEntries(t.map(e=>Vt(e)))}function Vt(e){let t=e.search(/[<>=~]/);return[e.slice(0,t),e.slice(t)]}const Ht=/^(===|==|~=|!=|<=|>=|<|>)\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(\.\*)?(.*)$/;function L(e){return e.split(`,`).map(e=>e.trim()).map(Yt).reduce(Ut,{excluded:[]})}function Ut(e,t){let n=Jt(e.low,t.low,1),r=Jt(e.high,t.high,-1);return{...n===void 0?{}:{low:n},...r===void 0?{}:{high:r},excluded:[...e.excluded,...t.excluded]}}function Wt({low:e,high:t,excluded:n}){if(e===void 0||t===void 0)return!1;let r=R(e.version,t.version);return r===0?!e.inclusive||!t.inclusive||n.some(t=>R(t,e.version)===0):r>0}function Gt(e,t){return!Wt(Ut(L(e),L(t)))}function Kt(e,t){let n=L(e),r=L(t);return qt(r.low,n.low,1)&&qt(r.high,n.high,-1)&&!Wt(n)}function qt(e,t,n){if(e===void 0)return!0;if(t===void 0)return!1;let r=R(t.version,e.version)*n;return r>0||r===0&&(e.inclusive||!t.inclusive)}function Jt(e,t,n){if(e===void 0||t===void 0)return e??t;let r=R(e.version,t.version)*n;return r===0?e.inclusive?t:e:r>0?e:t}function Yt(e){let t=Ht.exec(e);if(t===null)return{excluded:[]};let[,n=`==`,r=``,i,a=``]=t,o=r.split(`.`).map(Number),s={release:o,rank:Qt(a)},c={version:s,inclusive:!0},l={version:s,inclusive:!1};switch(n){case`<`:return{high:l,excluded:[]};case`<=`:return{high:c,excluded:[]};case`>`:return{low:l,excluded:[]};case`>=`:return{low:c,excluded:[]};case`!=`:return{excluded:i===void 0?[s]:[]};case`~=`:return{low:c,high:Xt(Zt(o.slice(0,-1))),excluded:[]};default:return i===void 0?{low:c,high:c,excluded:[]}:{low:c,high:Xt(Zt(o)),excluded:[]}}}function Xt(e){return{version:{release:e,rank:0},inclusive:!1}}function Zt(e){return[...e.slice(0,-1),(e.at(-1)??0)+1]}function Qt(e){return e===``||e.startsWith(`+`)?0:/^[.-]?post/.test(e)?1:-1}function R(e,t){let n=Math.max(e.release.length,t.release.length);for(let r=0;r<n;r+=1){let n=(e.release[r]??0)-(t.release[r]??0);if(n!==0)return n}return e.rank-t.rank}const z=`azureml-inference-server-http`,$t={server:z,metapackage:`azureml-defaults`};function en(e){return e!==void 0&&N(e)===z}function tn(e,t){let n=t.find(e=>en(e.name)),r=rn(e,n);if(r.length===0)return an(e,n);let i=r.map(e=>({release:e,conflicts:on(e,t)})),a=i.find(e=>e.conflicts.length===0);if(a===void 0){let[e]=i.toSorted((e,t)=>e.conflicts.length-t.conflicts.length);return{kind:`conflict`,conflicts:e?.conflicts??[]}}let{release:o}=a,s=Object.entries(o.forgets).filter(([e,n])=>sn(e,n,t)).map(([e,t])=>`${e}${t}`),c=n===void 0?[`${z}${o.specifier}`]:[],l=cn(i,o.version,e);return{kind:`chosen`,lines:[...c,...s],reason:l}}function nn({requirement:e,wants:t,release:n}){let{text:r,place:i}=e;return{message:en(e.name)?`${r} does not run on this Python; write ${t}, or leave the line out`:`${r} is wanted here, the scoring server (${z} ${n}) needs ${t}, and no other release goes better with the list: write ${t}, or leave the line out`,...i===void 0?{}:{place:i}}}function rn(e,t){let n=t===void 0?``:At(t.text)??``;return zt().filter(t=>(e===void 0||Kt(`==${e}`,t.python))&&Gt(`==${t.version}`,n))}function an(e,t){let[n]=rn(e,void 0);if(t!==void 0&&rn(void 0,t).length>0&&n!==void 0)return{kind:`conflict`,conflicts:[{requirement:t,wants:jt(t.text,n.specifier),release:n.version}]};let r=zt().findLast(e=>e.specifier.startsWith(`~=`));return{kind:`chosen`,lines:t===void 0?[`${z}${r?.specifier??``}`]:[],reason:``}}function on(e,t){return t.flatMap(t=>{let n=At(t.text);if(t.name===void 0||n===void 0)return[];let r=e.needs[t.name]??e.forgets[t.name];return r===void 0||Gt(n,r)?[]:[{requirement:t,wants:jt(t.text,r),release:e.version}]})}function sn(e,t,n){return!n.some(n=>n.name===e&&Kt(At(n.text)??``,t))}function cn(t,n,r){let i=zt()[0]?.version??n;if(n===i)return``;let a=t[0],o=(a===void 0||a.release.version===n?[]:a.conflicts).map(({requirement:{text:t,place:n}})=>n===void 0?t:`${t} (${e(n)})`);return[...r!==void 0&&a?.release.version!==i?[`Python ${r}`]:[],...o].join(` and `)}function ln(e,t){let n=e.filter(e=>e.name!==$t.metapackage),r=tn(t,n),i=n.map(e=>e.text);if(r.kind===`conflict`)return{pip:i,notes:[],faults:r.conflicts.map(nn)};let{lines:a,reason:o}=r,[s,...c]=n.some(e=>en(e.name))?[void 0,...a]:a,l=o===``?``:`; a newer one does not go with ${o}`,u=[...n.length<e.length?[`${$t.metapackage} is replaced by ${s??`the server that is listed`}: a scoring image needs no azureml-core${l}.`]:s===void 0?[]:[`${s} is added: it is the scoring server, and nothing listed brings it${l}.`],...c.map(e=>`${e} is added: this scoring server breaks without it.`)];return{pip:[...i,...a],notes:u,faults:[]}}function B(e,t,n,r){let i=[];for(let[a,o]of Object.entries(e)){let s=[...n,a],c=Object.hasOwn(t,a)?t[a]:void 0;if(c===void 0)fn(s,t,r);else if(o!==null&&o!==`None`){let t=un({rule:c,value:o,members:e},s,r);t!==void 0&&i.push([a,t])}}return Object.fromEntries(i)}function un(e,t,n){let{rule:r,value:i,members:a}=e;switch(r.kind){case`used`:return i===``?void 0:dn(i);case`group`:return H(i)?B(i,r.keys,t,n):i;case`ignored`:return;case`noted`:if(r.neutral(i,a))return;n.log.warn(`${T(t)} has no effect: ${r.remedy}`,n.placeOf(t));return;case`unsupported`:{if(r.neutral(i,a))return;let e=`${T(t)} is not supported yet; ${r.remedy}`;n.faults.push({message:e,place:n.placeOf(t)});return}default:return r}}function dn(e){return H(e)?Object.fromEntries(Object.entries(e).filter(([,e])=>e!==null)):e}function fn(e,t,n){let r=ie(String(e.at(-1)),Object.keys(t)),i=r===void 0?``:`; did you mean ${r}?`,a=`${T(e)} is not a known key and is ignored${i}`;n.log.warn(a,n.placeOf(e))}function V(e){return e==null||e===``?!0:Array.isArray(e)?e.length===0:H(e)&&Object.values(e).every(V)}function H(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}const pn=/^([a-z0-9_][a-z0-9_.-]*)/i,mn=/^(==|!=|~=|<=|>=|<|>|=)?\s*(.+)$/,hn=/^\d+!?\d*(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;function gn(e){let[t,n]=_n(e.trim()),r=pn.exec(n)?.[1];if(r===void 0||/[[\]|]/.test(n))return;let i=t===void 0?[]:[`channel ${t}`],{version:a,build:o}=vn(n.slice(r.length).trim());o!==void 0&&i.push(`build ${o}`);let s=a===``||a===`*`?``:yn(a,o);return s===void 0?void 0:{name:r.toLowerCase(),version:s,dropped:i}}function _n(e){let t=e.lastIndexOf(`::`);return t<0?[void 0,e]:[e.slice(0,t),e.slice(t+2)]}function vn(e){let t=/^(={0,2}\s*[^=<>!~,\s]+)=([^=\s]+)$/.exec(e);if(t!==null)return{version:t[1]??``,build:t[2]??``};let[n=``,r]=e.replaceAll(/\s*,\s*/g,`,`).replaceAll(/([=<>!~])\s+/g,`$1`).split(/\s+/);return r===void 0?{version:n}:{version:n,build:r}}function yn(e,t){let n=e.split(`,`).map(e=>bn(e.trim(),t));return n.every(e=>e!==void 0)?n.join(`,`):void 0}function bn(e,t){let n=mn.exec(e),r=n?.[1]??``,i=n?.[2]??``,a=i.endsWith(`*`),o=i.replace(/\.?\*$/,``);if(hn.test(o))switch(r){case``:case`=`:return a||r===`=`&&t===void 0?`==${o}.*`:`==${o}`;case`==`:case`!=`:return a?`${r}${o}.*`:`${r}${o}`;default:return`${r}${o}`}}const xn=[`name`,`prefix`,`channels`,`dependencies`,`variables`,`platforms`],Sn=ee({channels:b(y(x(_()))),dependencies:b(y(x(p([_(),S({pip:y(x(p([_(),C()])))})])))),variables:b(y(h(_(),p([_(),C()]))))});function Cn(e,t){let r=En(e),i=t=>e.config.placeOf([...e.path,...t]);Tn(r,e,t);let a=f(Sn,r);a.success||n(`BAD_FILE`,ae(a.error.issues,r,i));let{channels:o,dependencies:s,variables:c}=a.data,l=[],u=[],d=[];for(let[e,t]of(s??[]).entries()){let n=[`dependencies`,e];if(typeof t==`string`)l.push({text:t.trim(),place:i(n),spec:gn(t)});else for(let[e,r]of(t.pip??[]).entries())wn({text:String(r),place:i([...n,`pip`,e])},{pip:u,faults:d})}let p=Object.entries(c??{}).map(([e,t])=>[e,String(t)]),m=Object.fromEntries(p),h=ge(m,e=>i([`variables`,e]),t);return d.push(...h.faults),{source:e,entries:l,pip:u,channels:(o??[]).map((e,t)=>({text:e.trim(),place:i([`channels`,t])})),variables:h.variables,faults:d}}function wn({text:e,place:t},n){let r=Et(e);switch(r.kind){case`empty`:return;case`refused`:{let i=e.includes(`://`)?`this line`:JSON.stringify(e.trim());n.faults.push({message:`${i} ${r.why}`,place:t});return}case`requirement`:case`url`:n.pip.push({name:r.name,text:r.text,place:t});return}}function Tn(e,t,n){if(H(e))for(let r of Object.keys(e).filter(e=>!xn.includes(e))){let e=ie(r,xn),i=e===void 0?``:`; did you mean ${e}?`,a=t.config.placeOf([...t.path,r]);n.warn(`${r} is not a known key of a conda environment and is ignored${i}`,a)}}function En(e){let t=e.config.value;for(let n of e.path)t=H(t)?t[n]:void 0;return t}const U={aiohttp:`aiohttp`,attrs:`attrs`,"azure-core":`azure-core`,"azure-identity":`azure-identity`,"azure-storage-blob":`azure-storage-blob`,"azureml-inference-server-http":`azureml-inference-server-http`,beautifulsoup4:`beautifulsoup4`,catboost:`catboost`,category_encoders:`category_encoders`,cffi:`cffi`,click:`click`,cloudpickle:`cloudpickle`,cryptography:`cryptography`,cython:`cython`,dask:`dask`,datasets:`datasets`,dill:`dill`,fastapi:`fastapi`,flask:`flask`,"flask-cors":`flask-cors`,gensim:`gensim`,gunicorn:`gunicorn`,h5py:`h5py`,huggingface_hub:`huggingface_hub`,imageio:`imageio`,"imbalanced-learn":`imbalanced-learn`,jinja2:`jinja2`,joblib:`joblib`,jsonschema:`jsonschema`,keras:`keras`,lightgbm:`lightgbm`,llvmlite:`llvmlite`,lxml:`lxml`,markupsafe:`markupsafe`,matplotlib:`matplotlib`,"matplotlib-base":`matplotlib`,mlflow:`mlflow`,"mlflow-skinny":`mlflow-skinny`,networkx:`networkx`,nltk:`nltk`,numba:`numba`,numpy:`numpy`,onnx:`onnx`,onnxruntime:`onnxruntime`,openpyxl:`openpyxl`,opencv:`opencv-python-headless`,"py-opencv":`opencv-python-headless`,packaging:`packaging`,pandas:`pandas`,pillow:`pillow`,plotly:`plotly`,polars:`polars`,protobuf:`protobuf`,psutil:`psutil`,"py-xgboost":`xgboost`,pyarrow:`pyarrow`,pydantic:`pydantic`,pyjwt:`pyjwt`,"python-dateutil":`python-dateutil`,"python-dotenv":`python-dotenv`,pytorch:`torch`,"pytorch-cpu":`torch`,"pytorch-lightning":`pytorch-lightning`,pytz:`pytz`,pyyaml:`pyyaml`,regex:`regex`,requests:`requests`,"ruamel.yaml":`ruamel.yaml`,"scikit-image":`scikit-image`,"scikit-learn":`scikit-learn`,scipy:`scipy`,seaborn:`seaborn`,sentencepiece:`sentencepiece`,"sentence-transformers":`sentence-transformers`,shap:`shap`,six:`six`,spacy:`spacy`,sqlalchemy:`sqlalchemy`,statsmodels:`statsmodels`,tensorflow:`tensorflow`,"tensorflow-cpu":`tensorflow-cpu`,threadpoolctl:`threadpoolctl`,tokenizers:`tokenizers`,toolz:`toolz`,torchaudio:`torchaudio`,torchvision:`torchvision`,tornado:`tornado`,tqdm:`tqdm`,transformers:`transformers`,typing_extensions:`typing_extensions`,"typing-extensions":`typing-extensions`,urllib3:`urllib3`,uvicorn:`uvicorn`,werkzeug:`werkzeug`,xgboost:`xgboost`},Dn=[`pip`,`setuptools`,`wheel`];function On(e,t){return e===void 0?Mn([],void 0,{log:t,notes:[]}):kn(Cn(e,t),t)}function kn(e,t){let r=e.entries.flatMap(e=>{let t=An(e);return t===void 0?[]:[{message:t,place:e.place}]});n(`BAD_FILE`,[...r,...e.faults]);let i={notes:[],moved:[]};for(let{text:t,place:n,spec:r}of e.entries)r!==void 0&&Nn(r,{text:t,place:n},i);return{...jn(i,e.pip,t),variables:e.variables}}function An({text:e,spec:t}){if(t===void 0)return`${JSON.stringify(e)} cannot be said to pip; move it to the pip section with a version pip knows, or let a conda manager install it (environment-manager: auto)`;let{name:n}=t;if(n===`python`||Dn.includes(n)||Object.hasOwn(U,n))return;let r=ie(n,Object.keys(U));return`the conda package ${n} has no known counterpart on PyPI${r===void 0?``:` (did you mean ${r}?)`}; move it to the pip section if PyPI has it, or let a conda manager install it (environment-manager: auto)`}function jn(e,t,n){let{notes:r,pythonVersion:i}=e,a=new Set(t.map(e=>e.name));return Mn([...e.moved.filter(e=>!a.has(e.name)||(r.push(`${e.text} of the conda part gives way to the pip part's own line.`),!1)),...t],i,{log:n,notes:r})}function Mn(e,t,r){let i=ln(e,t);n(`BAD_FILE`,i.faults);let a=[...r.notes,...i.notes];for(let e of a)r.log.info(e);let{pip:o}=i;return{pip:o,notes:a,variables:{},...t===void 0?{}:{pythonVersion:t}}}function Nn(e,t,n){let r=t.text;e.name===`python`?Fn(e,r,n):Dn.includes(e.name)?n.notes.push(`${r} is dropped: each virtual environment brings ${e.name}.`):Pn(e,t,n)}function Pn(e,t,n){let{text:r,place:i}=t,a=U[e.name]??e.name,o=`${a}${e.version}`,s=e.dropped.length===0?``:`, without ${e.dropped.join(` and `)}`;n.moved.push({name:N(a),text:o,place:i}),n.notes.push(`conda's ${r} is installed by pip as ${o}${s}.`)}function Fn(e,t,n){let r=In(e);r===void 0?n.notes.push(`${t} names no single version: the base image's Python is used.`):(n.pythonVersion=r,e.version!==`==${r}.*`&&e.version!==`==${r}`&&n.notes.push(`${t} is read as Python ${r}: the base image sets the rest.`))}function In(e){return/^==(\d+\.\d+)/.exec(e?.version??``)?.[1]}const Ln=/'''|"""|'|"|#[^\n]*|\\\n|\n|[()[\]{}]|[^'"#\\\n()[\]{}]+|\\/g;function Rn(e){let t=e.replaceAll(/\r\n?/g,`
`),n=[],r=[],i=``,a=1,o=1,s=new RegExp(Ln);for(let e=s.exec(t);e!==null;e=s.exec(t)){let[c]=e;if(c===`
`)a+=1,r.length===0?(zn(n,o,i),i=``,o=a):i+=` `;else if(c===`\\
`)a+=1,i+=` `;else if(/^['"]/.test(c)){let e=Bn(t,s.lastIndex,c);if(e===void 0)return{lines:n,broken:{line:a,what:`a string is never closed`}};a+=t.slice(s.lastIndex,e).split(`
`).length-1,i+=`""`,s.lastIndex=e}else c.startsWith(`#`)||(`([{`.includes(c)&&r.push({mark:c,line:a}),`)]}`.includes(c)&&r.pop(),i+=c)}zn(n,o,i);let c=r[0];return c===void 0?{lines:n}:{lines:n,broken:{line:c.line,what:`${c.mark} is never closed`}}}function zn(e,t,n){let r=/^[ \t\f]*/.exec(n)?.[0]??``;if(r.length===n.length)return;let i=0;for(let e of r)i+=e===`	`?8-i%8:1;e.push({line:t,indent:i,code:n.trim()})}function Bn(e,t,n){for(let r=t;r<e.length;r+=1)if(e[r]===`\\`)r+=1;else if(e.startsWith(n,r))return r+n.length;else if(e[r]===`
`&&n.length===1)return r;return n.length===1?e.length:void 0}const Vn=new Set(`False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield`.split(` `)),Hn=[`init`,`run`];async function Un(e,t){let n=e.shownAs,r=await D(e.path,n);if(r.includes(`\0`))return[{message:`this is no Python source: it holds zero bytes`,place:{file:n}}];let{lines:i,broken:a}=Rn(r);if(a!==void 0)return[{message:`this is not valid Python: ${a.what}; correct it`,place:{file:n,line:a.line}}];let o=Kn(i,n,t);for(let{line:e,code:r}of i)/\breturn\s+json\.dumps\s*\(/.test(r)&&t.warn(`run() returns json.dumps(…): the server encodes results itself, so clients get a string in a string; return the object`,{file:n,line:e});return o}async function Wn(e){let{lines:t}=Rn(await D(e.path,e.shownAs));return t.some(({code:e})=>/^(from|import)\s+azureml(\.core\b|\s+import\s+core\b)/.test(e))}function Gn(e){let t={file:e},n=O.posix.basename(e.replaceAll(`\\`,`/`));if(!n.endsWith(`.py`))return[{message:`an entry script is a .py file; rename it or name another`,place:t}];let r=n.slice(0,-3);if(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(r)&&!Vn.has(r))return[];let i=r.replaceAll(/[^A-Za-z0-9_]/g,`_`).replace(/^(?=\d)/,`_`),a=Vn.has(i)?`${i}_script`:i;return[{message:`${JSON.stringify(r)} cannot be imported as a Python module; rename it, for example to ${a}.py`,place:t}]}function Kn(e,t,n){let r=qn(e),i=Hn.filter(e=>!r.names.has(e));if(i.length>0&&r.starImport!==void 0){let e=i.map(e=>`${e}()`).join(` and `),a={file:t,line:r.starImport};return n.warn(`${e} must come from this import of everything; that cannot be checked here`,a),[]}return i.map(e=>{let n=r.nested.get(e);return n===void 0?{message:`the entry script defines no ${e}() at module level; add it, the scoring server calls it`,place:{file:t}}:{message:`${e}() is defined inside a class or function; move it to module level, where the scoring server looks`,place:{file:t,line:n}}})}function qn(e){let t=new Set,n=new Map,r,i=[];for(let{line:a,indent:o,code:s}of e){for(;(i.at(-1)??-1)>=o;)i.pop();let e=s.split(`;`).map(e=>e.trim()),c=e.flatMap(Jn);if(i.length===0){for(let e of c)t.add(e);e.some(e=>/^from\b.+\bimport\s*\*/.test(e))&&(r=a)}else for(let e of c.filter(e=>!n.has(e)))n.set(e,a);/^(async\s+def|def|class)\b/.test(s)&&i.push(o)}return{names:t,nested:n,...r===void 0?{}:{starImport:r}}}function Jn(e){let t=/^(?:async\s+)?def\s+([\p{ID_Start}_]\p{ID_Continue}*)/u.exec(e);if(t!==null)return[t[1]??``];let n=/^(?:from\b.+?\b)?import\b(.*)$/s.exec(e)?.[1];if(n!==void 0)return n.replaceAll(/[()]/g,` `).split(`,`).map(e=>e.trim().split(/\s+as\s+/).at(-1)??``);let r=e.split(/(?<![=!<>:+\-*/%&|^@])=(?!=)/).slice(0,-1),i=r.findIndex(e=>/[\p{ID_Continue}\])"]\s*[([]/u.test(e));return(i<0?r:r.slice(0,i)).flatMap(e=>e.replace(/:.*$/s,``).replaceAll(/[()[\]]/g,` `).split(`,`).map(e=>e.trim()))}function Yn({choice:e,models:t,walks:n}){if(t.length===0)return;let r=Zn(t);if(e===`copied`)return{kind:`copied`,why:`model-layout asks for it`};if(e===`linked`)return{kind:`linked`,why:`model-layout asks for it`};let[i]=r;if(i!==void 0)return{kind:`copied`,why:`two versions of ${i} cannot both be at /models/${i}`};let[a]=n;return a===void 0?{kind:`linked`,why:`the registered layers serve as they are`}:{kind:`copied`,why:`${a} does not follow links`}}function Xn(e,t){let n=Qn(e.map(e=>e.id)),r=n.map(e=>({message:`the model ${e} is named twice; leave one of them out`,place:{key:`model`}}));if(t!==`linked`)return r;let i=Zn(e).filter(e=>!n.some(t=>t.startsWith(`${e}:`)));return r.concat(i.map(e=>({message:`two versions of the model ${e} cannot both be linked to /models/${e}; set copied or auto, or leave one of them out`,place:{key:`model-layout`}})))}function Zn(e){return Qn(e.map(e=>e.name))}function Qn(e){return[...new Set(e.filter((t,n)=>e.indexOf(t)!==n))]}function $n(e,t){let n=new TextEncoder().encode(t);return{code:{directory:``,entryScript:e,files:[{path:e,sizeBytes:n.length,digest:be(n),executable:!1}]},sources:new Map([[e,{kind:`text`,text:t}]])}}const er=new Set([`azureml`,`azureml.core`,`azureml.core.model`]);function tr(e){return e.imports.some(({module:e,names:t,level:n,guarded:r})=>n>0||!rr(e,t)?!1:!r||e===`azureml.core.model`||t.includes(`Model`))}function nr(e,t){return e.imports.filter(({module:e,names:t,level:n,guarded:r})=>n===0&&!r&&rr(e,t)&&!er.has(e)).map(({module:e,line:n,column:r})=>({id:`module-missing`,severity:`warning`,message:`nothing provides ${e}: without azureml-core the image has only Model.get_model_path of it; take the import out, or use a base image that holds azureml-core`,place:{file:t,line:n,column:r}}))}function rr(e,t){return e===`azureml`?t.includes(`core`):e===`azureml.core`||e.startsWith(`azureml.core.`)}function ir(e,t){return[...ar(e,t),...or(e,t),...lr(e,t),...e.dumps.map(({line:e,column:n})=>({id:`double-encoding`,severity:`warning`,message:`run() returns json.dumps(…): the server encodes results itself, so clients get a string in a string; return the object`,place:{file:t,line:e,column:n}}))]}function ar(e,t){let n=`script-functions`;return[`init`,`run`].flatMap(r=>{let i=e.defined.filter(e=>e.name===r),a=i.findLast(e=>!e.nested);if(a?.kind===`async`){let{line:e,column:n}=a;return[{id:`run-async`,severity:`warning`,message:`${r}() is an async function, and the server does not await it; write def ${r}, with asyncio.run(…) inside where you need it`,place:{file:t,line:e,column:n}}]}if(a!==void 0)return[];let[o]=e.star;if(o!==void 0){let{line:e,column:i}=o,a=`${r}() must come from this import of everything; that cannot be checked here`;return[{id:n,severity:`warning`,message:a,place:{file:t,line:e,column:i}}]}let[s]=i;if(s===void 0){let e=`the entry script defines no ${r}() at module level; add it, the scoring server calls it`;return[{id:n,severity:`fault`,message:e,place:{file:t}}]}let{line:c,column:l}=s,u=`${r}() is defined inside a class or function; move it to module level, where the scoring server looks`;return[{id:n,severity:`fault`,message:u,place:{file:t,line:c,column:l}}]})}function or({run:e,defined:t},n){let r=t.findLast(e=>e.name===`run`&&!e.nested);if(e===null||r?.line!==e.line)return[];let i={file:n,line:e.line,column:e.column},a=e.decorators.every(e=>sr(e)||cr(e))?`fault`:`warning`,o=[],s=[...e.positionalOnly.map(e=>`the positional-only ${e}`),...e.args===null?[]:[`*${e.args}`],...e.kwargs===null?[]:[`**${e.kwargs}`]];if(s.length>0){let e=`run() takes ${s.join(`, `)}: the server passes parameters by name only and does not start; name each parameter`;o.push({id:`run-parameters`,severity:a,message:e,place:i})}else e.parameters.every(e=>e===`request_headers`)&&o.push({id:`run-parameters`,severity:a,message:`run() has no parameter for the request, and the server does not start; add one: def run(data)`,place:i});return e.decorators.some(sr)&&e.decorators.some(cr)&&o.push({id:`run-decorators`,severity:`fault`,message:`run() is decorated with both @rawhttp and @input_schema, and the server does not start; keep one of them`,place:i}),o}function sr(e){return/(^|\.)(input_schema|output_schema)$/.test(e)}function cr(e){return/(^|\.)rawhttp$/.test(e)}function lr(e,t){return e.imports.filter(e=>e.level>0&&!e.guarded).map(({line:e,column:n,level:r,module:i,names:a,nested:o})=>{let s=`from ${`.`.repeat(r)}${i} import ${a.join(`, `)}`,c=`${s}: the server loads the entry script outside of any package, so that relative imports fail; write ${i===``?`import ${a.join(`, `)}`:s.replace(/ \.+/,` `)}`;return{id:`relative-import`,severity:o?`warning`:`fault`,message:c,place:{file:t,line:e,column:n}}})}function ur({id:e,message:t,place:n}){return{message:`${t} [${e}]`,place:n}}function dr(e){let t=new Map;for(let{facts:n,shownAs:r}of e.files)for(let i of n.imports){let[n=``]=i.module.split(`.`);i.level>0||i.guarded||n===``||t.has(n)||fr(i,n,e)||t.set(n,{root:n,fact:i,file:r})}return[...t.values()]}function fr(e,t,n){let{standard:r,local:i,provided:a,installed:o}=n;if(r.has(t)||i.has(t)||pr(e.module,e.names))return!0;if(o!==void 0)return o.has(t);if(a===void 0)return!1;let s=e.names.map(t=>`${e.module}.${t}`);return[e.module,...s].some(e=>a.brings(e))}function pr(e,t){return e===`azureml`?t.every(e=>e===`core`||e===`contrib`):/^azureml\.(core|contrib\.services)(\.|$)/.test(e)}function mr({root:e,fact:t,file:n},r){let{line:i,column:a,module:o}=t,s=e===`azure`||e===`google`?o:e,c=t.nested?`when this line is reached`:`at start`;return{id:`module-missing`,severity:`warning`,message:`nothing in ${r.listedIn} provides ${s}, so that the import fails ${c}; add ${r.distribution} to its pip section`,place:{file:n,line:i,column:a}}}function hr({code:e}){let t=new Set;for(let{path:n}of e.files)t.add(gr(n)),e.directory!==``&&n.startsWith(`${e.directory}/`)&&t.add(gr(n.slice(e.directory.length+1)));return{has:e=>t.has(e)}}function gr(e){let[t=``,...n]=e.split(`/`);return n.length>0?t:t.replace(/\.(py|pyc|so|abi3\.so)$|\.cpython-[^.]+\.so$/,``)}async function _r({code:e,sources:t}){let n=e.files.filter(t=>t.path.endsWith(`.py`)&&t.path!==e.entryScript).toSorted((e,t)=>vr(e.path)-vr(t.path)),r=e.files.filter(t=>t.path===e.entryScript),i=[],a=0;for(let{path:e,sizeBytes:o}of[...r,...n].slice(0,100)){let n=t.get(e);if(a+=o,n===void 0||a>2097152)continue;let r=n.kind===`text`?Buffer.from(n.text):await Je(n.path);i.push({name:e,bytes:r})}return i}function vr(e){return e.split(`/`).length}function yr(e,t,n){let r=e.replaceAll(`.`,`/`);return(n===``?[``]:[``,`${n}/`]).flatMap(e=>[`${e}${r}.py`,`${e}${r}/__init__.py`]).find(e=>t.has(e))}async function br(e,t){for(let n of t){let t=O.join(n,`${e}.py`);if((await A(t).catch(()=>void 0))?.isFile()===!0)return t;let r=O.join(n,e,`__init__.py`);if((await A(r).catch(()=>void 0))?.isFile()===!0)return O.dirname(r)}}const xr={Crypto:[`pycryptodome`,`pycrypto`],MySQLdb:[`mysqlclient`],OpenSSL:[`pyopenssl`],PIL:[`pillow`,`pillow-simd`],attr:[`attrs`],azureml:[`azureml-core`],bs4:[`beautifulsoup4`],cv2:[`opencv-python-headless`,`opencv-python`,`opencv-contrib-python`,`opencv-contrib-python-headless`,`opencv`,`py-opencv`],dateutil:[`python-dateutil`],docx:[`python-docx`],dotenv:[`python-dotenv`],faiss:[`faiss-cpu`,`faiss-gpu`,`faiss`],fitz:[`pymupdf`],git:[`gitpython`],"google.cloud.bigquery":[`google-cloud-bigquery`],"google.cloud.storage":[`google-cloud-storage`],"google.protobuf":[`protobuf`],grpc:[`grpcio`],haystack:[`haystack-ai`,`farm-haystack`],igraph:[`igraph`,`python-igraph`],imblearn:[`imbalanced-learn`],jose:[`python-jose`],jwt:[`pyjwt`],keras:[`keras`,`tensorflow`],magic:[`python-magic`],mpl_toolkits:[`matplotlib`],mxnet:[`mxnet`,`mxnet-mkl`],nacl:[`pynacl`],onnxruntime:[`onnxruntime`,`onnxruntime-gpu`,`onnxruntime-openvino`],osgeo:[`gdal`],pkg_resources:[`setuptools`],pptx:[`python-pptx`],psycopg2:[`psycopg2-binary`,`psycopg2`],pythoncom:[`pywin32`],pytorch_lightning:[`pytorch-lightning`,`lightning`],ruamel:[`ruamel-yaml`],serial:[`pyserial`],skimage:[`scikit-image`],sklearn:[`scikit-learn`,`scikit-learn-intelex`,`sklearn`],skopt:[`scikit-optimize`],slugify:[`python-slugify`],socks:[`pysocks`],surprise:[`scikit-surprise`],tables:[`tables`,`pytables`],tensorflow:[`tensorflow`,`tensorflow-cpu`,`tensorflow-gpu`,`intel-tensorflow`,`tensorflow-intel`],torch:[`torch`,`pytorch`,`pytorch-cpu`,`pytorch-gpu`],umap:[`umap-learn`],usb:[`pyusb`],websocket:[`websocket-client`],wx:[`wxpython`],xgboost:[`xgboost`,`xgboost-cpu`,`py-xgboost`,`py-xgboost-cpu`,`py-xgboost-gpu`],yaml:[`pyyaml`],zmq:[`pyzmq`]},Sr={"azureml-core":[`azure-core`,`azure-identity`,`requests`,`pytz`,`python-dateutil`,`pyjwt`,`msal`],"azureml-defaults":[`azureml-core`,`azureml-inference-server-http`,`json-logging-py`,`configparser`],"azureml-inference-server-http":[`flask`,`flask-cors`,`gunicorn`,`inference-schema`,`werkzeug`,`pydantic`,`pydantic-settings`,`opentelemetry-api`,`opentelemetry-sdk`,`azure-monitor-opentelemetry-exporter`,`certifi`],"azureml-mlflow":[`mlflow-skinny`,`azure-identity`,`msrest`,`cryptography`],"azureml-sdk":[`azureml-core`],"azure-core":[`requests`,`typing-extensions`],"azure-identity":[`azure-core`,`cryptography`,`msal`],"azure-monitor-opentelemetry-exporter":[`azure-core`,`azure-identity`,`msrest`,`psutil`,`opentelemetry-api`,`opentelemetry-sdk`],"azure-storage-blob":[`azure-core`,`cryptography`,`isodate`,`typing-extensions`],bokeh:[`numpy`,`pandas`,`pillow`,`pyyaml`,`tornado`,`jinja2`],catboost:[`numpy`,`pandas`,`scipy`,`matplotlib`,`plotly`,`six`,`graphviz`],dask:[`click`,`cloudpickle`,`fsspec`,`packaging`,`pyyaml`,`toolz`],fastai:[`torch`,`torchvision`,`fastcore`,`matplotlib`,`pandas`,`pillow`,`pyyaml`,`requests`,`scikit-learn`,`scipy`,`spacy`],fastapi:[`pydantic`,`starlette`,`typing-extensions`],flask:[`werkzeug`,`jinja2`,`itsdangerous`,`click`,`blinker`,`markupsafe`],gensim:[`numpy`,`scipy`,`smart-open`],"imbalanced-learn":[`numpy`,`scipy`,`scikit-learn`,`joblib`,`threadpoolctl`],"inference-schema":[`python-dateutil`,`pytz`,`wrapt`],jinja2:[`markupsafe`],keras:[`numpy`,`h5py`,`absl-py`,`rich`,`packaging`],lightgbm:[`numpy`,`scipy`],matplotlib:[`numpy`,`pillow`,`cycler`,`kiwisolver`,`pyparsing`,`python-dateutil`,`packaging`],mlflow:[`mlflow-skinny`,`numpy`,`pandas`,`scipy`,`scikit-learn`,`matplotlib`,`flask`,`sqlalchemy`,`alembic`,`docker`,`pyarrow`],"mlflow-skinny":[`click`,`cloudpickle`,`gitpython`,`packaging`,`protobuf`,`pyyaml`,`requests`,`sqlparse`,`typing-extensions`,`pydantic`,`cachetools`],msrest:[`requests`,`certifi`,`isodate`,`azure-core`],nltk:[`click`,`joblib`,`regex`,`tqdm`],onnx:[`numpy`,`protobuf`,`typing-extensions`],onnxruntime:[`numpy`,`protobuf`,`packaging`,`sympy`,`flatbuffers`,`coloredlogs`],"opencv-python":[`numpy`],"opencv-python-headless":[`numpy`],pandas:[`numpy`,`python-dateutil`,`pytz`,`six`],plotly:[`packaging`,`narwhals`],prophet:[`numpy`,`pandas`,`matplotlib`,`cmdstanpy`,`holidays`,`tqdm`],pydantic:[`pydantic-core`,`typing-extensions`,`annotated-types`],pyspark:[`py4j`],"python-dateutil":[`six`],pytorch:[`torch`],requests:[`urllib3`,`certifi`,`idna`,`charset-normalizer`],"scikit-image":[`numpy`,`scipy`,`networkx`,`pillow`,`imageio`,`tifffile`,`packaging`],"scikit-learn":[`numpy`,`scipy`,`joblib`,`threadpoolctl`],scipy:[`numpy`],seaborn:[`numpy`,`pandas`,`matplotlib`],"sentence-transformers":[`transformers`,`torch`,`numpy`,`scikit-learn`,`scipy`,`tqdm`,`pillow`,`huggingface-hub`],shap:[`numpy`,`scipy`,`scikit-learn`,`pandas`,`tqdm`,`numba`,`cloudpickle`,`packaging`],sklearn:[`scikit-learn`],skl2onnx:[`onnx`,`numpy`,`scikit-learn`,`scipy`],spacy:[`numpy`,`requests`,`tqdm`,`pydantic`,`jinja2`,`thinc`,`typer`,`srsly`],statsmodels:[`numpy`,`scipy`,`pandas`,`patsy`,`packaging`],tensorflow:[`numpy`,`keras`,`h5py`,`protobuf`,`grpcio`,`absl-py`,`requests`,`six`,`wrapt`,`tensorboard`,`typing-extensions`],"tensorflow-cpu":[`tensorflow`],torch:[`typing-extensions`,`sympy`,`networkx`,`jinja2`,`fsspec`,`filelock`],torchvision:[`torch`,`numpy`,`pillow`],transformers:[`numpy`,`requests`,`tqdm`,`pyyaml`,`regex`,`tokenizers`,`huggingface-hub`,`safetensors`,`packaging`,`filelock`],"umap-learn":[`numpy`,`scipy`,`scikit-learn`,`numba`,`tqdm`],xgboost:[`numpy`,`scipy`]},Cr=[`pip`,`setuptools`,`wheel`];function wr(e){let{pip:t,conda:n,extraSteps:r,baseDockerfile:i}=e;if(t.length===0&&n===void 0||r!==void 0||i!==void 0)return;let a=t.map(Er);if(!a.every(e=>e!==void 0))return;let o=Or([...Cr,...a,...(n?.dependencies??[]).flatMap(Dr)]);return{has:e=>o.has(N(e)),brings:e=>kr(e).some(e=>o.has(e))}}function Tr(e,t){let[n=e]=e.split(`.`);return[...t.map(t=>`${e}.${t}`),e,n].flatMap(e=>xr[e]??[])[0]??N(n)}function Er(e){let t=Et(e);return t.kind===`requirement`||t.kind===`url`?t.name:void 0}function Dr(e){let t=gn(e)?.name;if(t===void 0)return[];let n=Object.hasOwn(U,t)?U[t]:void 0;return[N(t),...n===void 0?[]:[N(n)]]}function Or(e){let t=new Set,n=[...e];for(let e=n.pop();e!==void 0;e=n.pop())t.has(e)||(t.add(e),n.push(...Sr[e]??[]));return t}function kr(e){let t=e.split(`.`);return t.map((e,n)=>t.slice(0,n+1)).flatMap(e=>{let t=xr[e.join(`.`)];if(t!==void 0)return t;let n=N(e.join(`-`));return[n,`python-${n}`,`py${n}`,`${n}-python`]})}function Ar(e,t,n){let r=t.sources.get(e),{path:i,shownAs:a}=n;return r?.kind!==`file`||!i.endsWith(a)?e:O.relative(i.slice(0,-a.length),r.path).split(O.sep).join(`/`)}const jr=new Set(`__future__ _bootlocale _thread abc aifc antigravity argparse array ast asynchat asyncio
asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2 cProfile calendar
cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent
configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses
datetime dbm decimal difflib dis distutils doctest dummy_threading email encodings
ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions
ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib
heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools
json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math
mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath
nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle
pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats
pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib
resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site
smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse
ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys
sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time
timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo
types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser
winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/));async function Mr(e,t,n){let{config:r,listing:i}=e,a=n.map(e=>({facts:e,shownAs:Ar(e.name,i,r.entryScript)})),o=new Set(t.standard??jr),s=wr(e.environment),c={files:a,standard:o,local:hr(e.listing),provided:s},l=t.installed===null?{}:{installed:new Set(t.installed)},u=await Nr(e.config),d=[],f=e.config.conda?.config.file??`the environment`;for(let n of dr({...c,...l})){let r=await br(n.root,u);if(r!==void 0)d.push(Pr(n,r,e));else if(s!==void 0||t.installed!==null){let{module:e,names:t}=n.fact,r=Tr(e,t);d.push(mr(n,{listedIn:f,distribution:r}))}}return d}async function Nr({entryScript:e}){let t=[],n=O.dirname(e.path);for(let e=0;e<=3&&(t.push(n),await A(O.join(n,`.git`)).catch(()=>void 0)===void 0);e+=1)n=O.dirname(n);return t}function Pr({root:e,fact:t,file:n},r,{config:i}){let a=O.dirname(i.entryScript.path),o=O.relative(a,r).split(O.sep).join(`/`),{sourceDirectory:s}=i,c={file:n,line:t.line,column:t.column},l=`imports ${e}, ${o.includes(`/`)?`found at ${o}`:`found as ${o} beside the entry script`}`;return{id:`module-outside`,severity:`warning`,message:s===void 0?`${l}, but without sourceDirectory only the entry script goes into the image: set sourceDirectory to the folder that holds both`:r.startsWith(`${s}${O.sep}`)?`${l}, but the server looks for modules in the source directory itself: import it with its folders, as ${Fr(s,r)}`:`${l}, outside of the source directory ${O.basename(s)}: set sourceDirectory to a folder that holds both`,place:c}}function Fr(e,t){return O.relative(e,t).replace(/\.py$/,``).split(O.sep).join(`.`)}function Ir(e,t,n){let[r,...i]=n;return r===void 0?[]:[...e.joins.flatMap(e=>{let a=i.length===0?Lr(r,e):Rr(n,e);if(a===void 0)return[];let{line:o,column:s}=e;return[{...a,severity:`warning`,place:{file:t,line:o,column:s}}]}),...e.lookups.flatMap(e=>{let r=Hr(e,n),{line:i,column:a}=e;return r===void 0?[]:[{id:`model-name`,severity:`warning`,message:r,place:{file:t,line:i,column:a}}]})]}function Lr(e,t,n=``){if(zr(e,t))return;let r=Br(e,t.path).map(e=>JSON.stringify(`${n}${e}`)),i=r.length===0?`correct the path`:`write ${r.join(` or `)}`;return{id:`model-file`,message:`${e.id} has no ${t.path}, which is joined to AZUREML_MODEL_DIR; ${i}. It holds ${Vr(e)}`}}function Rr(e,t){let[n=``,r,...i]=t.path.split(`/`),a=e.filter(e=>e.name===n);if(a.length===0){if(t.more&&e.some(e=>e.name.startsWith(t.path)))return;let n=e.flatMap(e=>Br(e,t.path).map(t=>JSON.stringify(`${e.name}/${e.version}/${t}`))),r=n.length===0?`"<model>/<version>/…"`:n.join(` or `);return{id:`single-model-path`,message:`${t.path} is joined to AZUREML_MODEL_DIR as with one model; with ${e.length} models it is the folder of them all: write ${r}`}}if(r===void 0||t.more&&i.length===0)return;let o=a.find(e=>e.version===r);if(o===void 0)return{id:`model-file`,message:`the package has version ${a.map(e=>e.version).join(`, `)} of ${n}, not ${r}; read the folder's name, or correct it`};let s={path:i.join(`/`),more:t.more};return s.path===``||zr(o,s)?void 0:Lr(o,s,`${n}/${r}/`)}function zr({files:e},{path:t,more:n}){return e.length===0||e.some(e=>e.path===t||e.path.startsWith(`${t}/`)||n&&e.path.startsWith(t))}function Br(e,t){let n=t.slice(t.lastIndexOf(`/`)+1);return e.files.filter(e=>`/${e.path}`.endsWith(`/${n}`)).map(e=>e.path).slice(0,3)}function Vr({files:e}){let t=e.slice(0,8).map(e=>e.path),n=e.length-t.length;return`${t.join(`, `)}${n>0?` and ${n} more`:``}`}function Hr({name:e,version:t},n){if(e===null)return;let r=`Model.get_model_path(${JSON.stringify(e)}${t===null?``:`, version=${t}`})`,i=n.map(e=>e.id).join(`, `),a=n.filter(t=>t.name===e);if(a.length===0)return`${r}: the package has ${i}; name one of them, or package ${e} too`;let o=a.filter(e=>t===null||e.version===String(t));if(o.length===0)return`${r}: the package has ${i}; correct the version`;let[s]=o,c=new Set(s?.files.map(e=>e.path.split(`/`)[0]));if(!(o.length>1||c.size<2))return`${r} wants exactly one file or folder in the model, and ${s?.id??``} has ${[...c].join(`, `)}; register their folder, or join os.environ["AZUREML_MODEL_DIR"] with the file's name`}function Ur(e,t,n){return e.walks.filter(({root:e})=>e===null?n.length>1:Wr(e)).map(({what:e,line:n,column:r})=>({text:`${e} (${t}:${n})`,finding:{id:`walk-links`,severity:`warning`,message:`${e} does not follow the links to the models; set model-layout to copied`,place:{file:t,line:n,column:r}}}))}function Wr(e){let t=e.replace(/\/+$/,``),n=`${(t.startsWith(`/`)?t:`${i.appRoot}/${t.replace(/^\.\/?/,``)}`).replace(/\/+$/,``)}/`,{azuremlModels:r}=i;return`${r}/`.startsWith(n)?!0:n.startsWith(`${r}/`)&&n.slice(r.length).split(`/`).length===3}function Gr(e,t){return t===`linked`?e.map(({finding:e})=>e):[]}function Kr({files:e},t){let n=new Map(e.map(e=>[e.name,e])),r=new Set(n.keys()),i=new Set([t.entryScript]),a=[],o=[];for(let e of i){let s=n.get(e);if(s!==void 0){if(`error`in s)o.push(s);else{a.push(s);for(let n of s.imports.flatMap(t=>qr(t,e))){let e=yr(n,r,t.directory);e!==void 0&&i.add(e)}}}}return{readable:a,unreadable:o}}function qr({module:e,level:t,names:n},r){let i=r.split(`/`).slice(0,-t).join(`.`),a=t===0?e:[i,e].filter(e=>e!==``).join(`.`),o=a===``?[]:a.split(`.`),s=o.map((e,t)=>o.slice(0,t+1).join(`.`)),c=n.filter(e=>e!==`*`);return[...s,...c.map(e=>[...o,e].join(`.`))]}async function Jr(e,{python:t,log:n}){let r=await t?.look(await _r(e.listing)),{entryScript:i}=e.listing.code,a=r?.files.find(e=>e.name===i);if(t===void 0||r===void 0||a===void 0)return t!==void 0&&n.info(Yr(t)),Xr(e,n);let{readable:o,unreadable:s}=Kr(r,e.listing.code),c=t=>Ar(t,e.listing,e.config.entryScript),l=Zr(r.version,e.environment.pythonVersion),u=s.map(e=>Qr(e,c(e.name),{answer:r,isExact:l})),d=o.flatMap(t=>Ur(t,c(t.name),e.models));u.push(...o.filter(e=>e.name===i).flatMap(e=>ir(e,c(e.name))),...o.flatMap(t=>Ir(t,c(t.name),e.models)),...Gr(d,e.layout));let f=wr(e.environment),p=o.some(tr)&&f?.brings(`azureml.core`)!==!0;p&&u.push(...o.flatMap(e=>nr(e,c(e.name)))),u.push(...await Mr(e,r,o));let m=`error`in a?await Xr(e,n):void 0;for(let e of u.filter(({severity:e})=>e===`warning`)){let{message:t,place:r}=ur(e);n.warn(t,r)}let h=u.filter(({severity:e})=>e===`fault`).map(ur);return{faults:h.length===0?m?.faults??[]:h,walks:d.map(e=>e.text),needsCore:p||m?.needsCore===!0}}function Yr({where:e}){return`The scripts were read without Python, as ${e} has none that answers: their imports and model paths were not checked.`}async function Xr(e,t){let{entryScript:n}=e.config,r=wr(e.environment),i=await Wn(n);return{faults:await Un(n,t),walks:[],needsCore:i&&r?.brings(`azureml.core`)!==!0}}function Zr(e,t){return t!==void 0&&e.startsWith(`${t}.`)}function Qr({error:e},t,{answer:n,isExact:r}){let i={file:t,line:e.line,column:e.column},a=`script-syntax`;return e.kind===`limit`?{id:a,severity:`warning`,message:`this file was not checked: ${e.what}; split it, if it is meant to be read`,place:i}:r?{id:a,severity:`fault`,message:`this is not valid Python ${n.version}: ${e.what}; correct it`,place:i}:{id:a,severity:`warning`,message:`this is not valid for Python ${n.version}, which looked at it: ${e.what}; correct it, or see that the image's own Python takes it`,place:i}}const $r={"azureml/core/__init__.py":String.raw`"""A stand-in for azureml-core, which is not installed in this image.

It has Model.get_model_path, which entry scripts call in init(), and nothing else. It was put here by
package-model, because a script imports azureml.core.
"""
from azureml.core.model import Model

__all__ = ["Model"]


class _Missing(object):
    """A name of azureml.core that may be imported and not be used."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def _fail(self, *args, **kwargs):
        raise NotImplementedError(
            "azureml.core.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only. Take its use out of the script, or use a base "
            "image that holds azureml-core." % self._name
        )

    __call__ = _fail

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self._fail()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError("module 'azureml.core' has no attribute %r" % name)
    return _Missing(name)
`,"azureml/core/model.py":String.raw`"""azureml.core.model of package-model's stand-in for azureml-core: Model.get_model_path only."""
import os

MODELS = "azureml-models"


class ModelNotFoundException(Exception):
    """There is no such model in this image."""


class _ModelType(type):
    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(
            "Model.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only." % name
        )


class Model(_ModelType("_Base", (object,), {})):
    """Finds models that were packaged into this image."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "Model(...) asks a workspace, which this image knows nothing of; use Model.get_model_path."
        )

    @staticmethod
    def get_model_path(model_name, version=None, _workspace=None):
        """The path of the model's only file or folder: of this version, or of the highest one."""
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            raise TypeError("version must be an int, not %r" % (version,))
        root = os.path.join(os.environ.get("AML_APP_ROOT", ""), MODELS)
        versions = _members(os.path.join(root, model_name))
        if not versions:
            if os.path.exists(model_name):
                return model_name
            raise ModelNotFoundException(_not_found(model_name, root))
        if version is not None and str(version) not in versions:
            raise ModelNotFoundException(_not_found("%s:%s" % (model_name, version), root))
        chosen = str(version) if version is not None else max(versions, key=_order)
        folder = os.path.join(root, model_name, chosen)
        entries = _members(folder)
        if len(entries) != 1:
            raise ModelNotFoundException(
                "%s holds %d entries (%s), and get_model_path needs exactly one: join "
                'os.environ["AZUREML_MODEL_DIR"] with the name of the one you mean.'
                % (folder, len(entries), ", ".join(entries))
            )
        return os.path.join(folder, entries[0])


def _members(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _order(version):
    return (version.isdigit(), int(version) if version.isdigit() else 0, version)


def _not_found(wanted, root):
    packaged = [
        "%s:%s" % (name, version)
        for name in _members(root)
        for version in sorted(_members(os.path.join(root, name)), key=_order)
    ]
    return "Model %s is not in %s, nor in the working directory. This image has %s." % (
        wanted,
        os.path.abspath(root),
        ", ".join(packaged) or "no models",
    )
`};function ei(e){let{code:t,sources:n}=e,r=/^(?:[^/]+\/)?azureml\/core(?:\/|\.py$)/;if(t.files.some(e=>r.test(e.path)))return e;let i=Object.entries($r).map(([e,t])=>({path:e,sizeBytes:Buffer.byteLength(t),digest:be(t),executable:!1})),a=[...t.files,...i].toSorted((e,t)=>d(e.path,t.path)),o=Object.entries($r).map(([e,t])=>[e,{kind:`text`,text:t}]);return{code:{...t,files:a},sources:new Map([...n,...o])}}async function ti(e,t){let{config:r}=e;if(r.generatedScript!==void 0)return{listing:$n(r.entryScript.path,r.generatedScript),walks:[]};let i=await _e(r,t),a=await Jr({...e,listing:i},t);return n(`BAD_FILE`,a.faults),a.needsCore&&t.log.info(`azureml.core is imported and the environment does not hold it: a stand-in with Model.get_model_path goes into the code, as azureml/core.`),{listing:a.needsCore?ei(i):i,walks:a.walks}}async function ni(e,t){let{config:r,models:i}=e,o=e.modelLayout??`auto`,s=[...Xn(i,o),...ri(e)];r.generatedScript===void 0&&s.push(...Gn(r.entryScript.shownAs)),n(`BAD_FILE`,s);let c=ai(e,t.log),{listing:l,walks:u}=await ti({config:r,models:i,environment:c,layout:o},t),{code:d,sources:f}=l;li(d,t.log);let p=Yn({choice:o,models:i,walks:u});return{plan:{schemaVersion:1,models:i.map(({name:e,version:t,reference:n,layers:r})=>({name:e,version:t,reference:n,layers:r})),...p===void 0?{}:{modelLayout:p},environment:c,code:d,variables:si(r,i,d,t.log),labels:ci(r,i,c),port:a},sources:f}}function ri({config:e,baseImage:t=e.baseImage}){let{extraSteps:n,baseDockerfile:r,gpu:i,baseCondaEnvironment:a}=e,o={file:e.file},s=[],c=(e,t,n=o)=>s.push({message:`${e} is not supported yet; ${t}`,place:n});return n!==void 0&&c(`a file of extra Dockerfile steps`,`put the steps into a base image of your own and name that as the base image`,n.place),r!==void 0&&c(`baseDockerfile`,`build it once as an image and name that as docker.baseImage`,r.place),i!==void 0&&t===void 0&&c(`enableGpu`,`name a base image with CUDA and Python as baseImage`),a!==void 0&&c(`baseCondaEnvironment`,`list its packages in the conda file, or set userManagedDependencies`),s}function ii(e=`3.11`){return`docker.io/library/python:${e}-slim`}function ai(e,t){let{config:r}=e,i=_t(e,t),a=oi(e,i);n(`BAD_INPUT`,a);let o=r.userManaged?{pip:[],notes:[],variables:{}}:On(r.conda,t),{pythonVersion:s}=o,{interpreterPath:c}=r;return{baseImage:i??ii(s),platform:{os:`linux`,architecture:`amd64`},pip:o.pip,apt:e.apt??[],...s===void 0?{}:{pythonVersion:s},userManaged:r.userManaged,...c===void 0?{}:{interpreterPath:c},variables:fe(o.variables)}}function oi(e,t){let{config:n,apt:r}=e,i={file:n.file},a=[];if(n.userManaged&&t===void 0&&a.push({message:`userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage`,place:i}),t!==void 0&&!E.image.test(t)){let e=`${JSON.stringify(t)} is not an image reference; write HOST/NAME:TAG`;a.push({message:e,place:{...i,key:`baseImage`}})}let{interpreterPath:o}=n;if(o!==void 0&&!E.interpreter.test(o)){let e=`interpreterPath ${JSON.stringify(o)} is not the path of a program; correct it`;a.push({message:e,place:i})}for(let e of(r??[]).filter(e=>!E.apt.test(e))){let t=`${JSON.stringify(e)} is not the name of a Debian package; write name or name=version`;a.push({message:t})}return a}function si(e,t,n,r){let[a,...o]=t,s=a===void 0||o.length>0?i.azuremlModels:`${i.azuremlModels}/${a.name}/${a.version}`,c={AML_APP_ROOT:i.appRoot,AZUREML_ENTRY_SCRIPT:n.entryScript,AZUREML_MODEL_DIR:s,...n.directory===``?{}:{AZUREML_SOURCE_DIRECTORY:n.directory},...a===void 0?{}:{SERVICE_NAME:a.name}},l=a===void 0||o.length>0?{}:{SERVICE_VERSION:a.version},u=Object.keys(e.environmentVariables);for(let t of u.filter(e=>Object.hasOwn(c,e))){let n=`environmentVariables sets ${t}, which the image itself sets to ${c[t]??``}; yours is ignored`;r.warn(n,{file:e.file,key:`environment.environmentVariables.${t}`})}return fe({...l,...e.environmentVariables,...c})}function ci(e,t,n){let r=e.description?.replaceAll(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu,` `).trim();return fe({...t.length===0?{}:{"io.package-model.model":t.map(e=>e.id).join(`,`)},"io.package-model.environment":pe(n),...r?{"org.opencontainers.image.description":r}:{}})}function li(e,t){let n=e.entryScript.slice(0,e.entryScript.lastIndexOf(`/`)+1);for(let r of[`config.json`,`logging.json`]){if(!e.files.some(e=>e.path===`${n}${r}`))continue;let i=`${n}${r} lies beside the entry script: the scoring server reads it as its own settings; rename it if it is not meant so`;t.warn(i)}}async function ui(e,t=e){return di(await D(e,t),t)}async function di(e,t){let n=e.startsWith(`﻿`)?e.slice(1):e;return(/^\s*(?:[[{]|\/[/*])/.test(n)||/\.json$/i.test(t)&&fi(n))&&!/\.ya?ml$/i.test(t)?pi(n,t):hi(n,t)}function fi(e){return e.trim()===``}async function pi(e,n){try{return je(e,n,{comments:`allowed`})}catch(r){if(!(r instanceof t)||!mi(e))throw r;return hi(e,n).catch(()=>{throw r})}}function mi(e){return/:\s*(?:True|False|None|')|[[{,]\s*'|^\s*#/m.test(e)}async function hi(e,t){let{parseYamlText:n}=await import(`./yaml-text-CsxUaykG.js`);return n(e,t)}const W={kind:`used`},gi={kind:`ignored`},_i={name:W,version:W,environmentVariables:W,python:{kind:`group`,keys:{userManagedDependencies:W,interpreterPath:W,condaDependencies:W,condaDependenciesFile:W,baseCondaEnvironment:W}},docker:{kind:`group`,keys:{baseImage:W,baseDockerfile:W,baseImageRegistry:W,platform:W,buildContext:{kind:`unsupported`,neutral:V,remedy:`build its image first and name that as docker.baseImage, or give its Dockerfile as docker.baseDockerfile`},enabled:gi,sharedVolumes:gi,gpuSupport:{kind:`noted`,neutral:e=>e===!1,remedy:`the base image decides whether a GPU can be used; name one with CUDA as docker.baseImage`},arguments:{kind:`noted`,neutral:V,remedy:`an image holds no run arguments; give them to docker run`},shmSize:{kind:`noted`,neutral:e=>V(e)||e===`2g`,remedy:`an image holds no size of shared memory; give --shm-size to docker run`}}},assetId:gi,inferencingStackVersion:{kind:`noted`,neutral:e=>V(e)||e===`latest`,remedy:`the scoring server is added in the version that fits; pin it in the conda file instead`},databricks:{kind:`noted`,neutral:V,remedy:`Databricks libraries are not installed for serving; list what score.py needs in the conda file`},spark:{kind:`unsupported`,neutral:e=>H(e)&&V(e.repositories)&&V(e.packages),remedy:`remove it; Spark models cannot be packaged yet`},r:{kind:`unsupported`,neutral:V,remedy:`remove it; R cannot be packaged yet`}},G=_().check(m(1)),vi=p([G,S({address:b(_()),username:b(_()),password:b(_()),registryIdentity:b(te())})]),yi=S({name:b(_()),version:b(p([_(),C()])),environmentVariables:b(h(_(),_())),python:b(S({userManagedDependencies:b(g()),interpreterPath:b(G),condaDependencies:b(ee({})),condaDependenciesFile:b(G),baseCondaEnvironment:b(G)})),docker:b(S({baseImage:b(G),baseDockerfile:b(G),baseImageRegistry:b(vi),platform:b(S({os:b(_()),architecture:b(_())}))}))}),bi=`azureml_environment.json`;async function xi(e,t){if(/^azureml:|^azureml-|^microsoft/i.test(e))return wi(e);let{source:n,roots:r,within:i,log:a}=t,o=await ye({kind:`any`,value:e,name:`environment`,place:n.placeOf([`environment`]),roots:[t.workingDirectory,...r],within:i,whenSeveral:`refuse`},a);switch(o.kind){case`file`:return{kind:`file`,path:o.path};case`folder`:return Ci(o.path);case`fault`:return Si(e)?o:/[/:@]/.test(e)?E.image.test(e)?(a.info(`environment: ${e} is taken as an image.`),{kind:`image`,reference:e}):o:wi(e);default:return o}}function Si(e){return/^\.|^\/|\\|\.(json|ya?ml)$/i.test(e)}async function Ci(e){let t=async t=>{let n=O.join(e,t);return(await A(n).catch(()=>void 0))?.isFile()?n:void 0};if(await t(bi)===void 0)return{kind:`fault`,message:`environment: the folder ${e} holds no ${bi}; name the environment's file itself`};let n=await t(`conda_dependencies.yml`),r=await t(`BaseDockerfile`);return{kind:`folder`,path:e,...n===void 0?{}:{conda:n},...r===void 0?{}:{dockerfile:r}}}function wi(e){return{kind:`fault`,message:`environment ${JSON.stringify(e)} is no file or folder of this repository and no image; environments that an Azure ML workspace knows by name are not supported here yet: write its contents here (docker.baseImage, python.condaDependencies), or name a conda file, a folder with ${bi}, or an image as HOST/NAME:TAG`}}function Ti(e,t,n){let r=e.safeParse(t);if(r.success)return{keys:r.data,faults:[]};let i=ae(r.error.issues,t,n.config.placeOf,n.path),a=t;for(let e of r.error.issues)a=Ei(a,e.path);let o=e.safeParse(a);return{keys:o.success?o.data:void 0,faults:i}}function Ei(e,t){let[n,...r]=t;if(!H(e)||n===void 0)return;let i=String(n),{[i]:a,...o}=e,s=r.length===0?void 0:Ei(a,r);return s===void 0?o:{...o,[i]:s}}async function K(e,t){return Di(t,()=>ui(e,Oi(e,t)))}async function Di(e,n){try{return await n()}catch(n){if(!(n instanceof t))throw n;e.faults.push(...n.faults);return}}function Oi(e,t){let{file:n}=t.source,r=O.resolve(t.file),i=r.endsWith(n)?r.slice(0,-n.length):t.workingDirectory;return i===``?e:O.relative(i,e).split(O.sep).join(`/`)}async function ki(e,t){let n=[`environment`],{source:r}=t;if(H(e)){if(Ai(e))return ji(e,t);let i=Pi(e,r,n,t);return V(e)?void 0:{keys:i,config:r,path:n}}if(!V(e)){if(typeof e==`string`)return Mi(e,t);t.faults.push({message:`environment must be an object, or the name of one; correct it`,place:r.placeOf(n)})}}function Ai(e){let t=Object.entries(e).filter(([e])=>e!==`name`&&e!==`version`);return!V(e.name)&&t.every(([,e])=>V(e))}async function ji(e,t){let{source:n}=t,r=String(e.name);if(/^(azureml|microsoft)/i.test(r))return Mi(r,t);let i=`environment has nothing but the name ${r}: it is taken as an empty one; to use one that a workspace knows, write its contents here`;return t.log.warn(i,n.placeOf([`environment`])),{keys:{},config:n,path:[`environment`]}}async function Mi(e,t){let{source:n,faults:r}=t,i=[`environment`],a=await xi(e,t);switch(a.kind){case`image`:return{keys:{docker:{baseImage:a.reference}},config:n,path:i};case`file`:{let e=await K(a.path,t);return e&&Ni(e,a.path,t)}case`folder`:{let e=await K(O.join(a.path,`azureml_environment.json`),t),n=e&&Ni(e,O.join(a.path,e.file),t),{dockerfile:r}=a,i=a.conda===void 0?void 0:await K(a.conda,t);return n&&{...n,folder:a.path,...i===void 0?{}:{conda:i},...r===void 0?{}:{dockerfile:r}}}case`fault`:r.push({message:a.message,place:n.placeOf(i)});return;default:return a}}function Ni(e,t,n){let r=O.dirname(t),{value:i}=e,a=t=>{n.faults.push({message:t,place:e.placeOf([])})};return H(i)?`dependencies`in i?{keys:{},config:e,path:[],folder:r,conda:e}:`conda_file`in i||`image`in i||`build`in i?a(`this is an environment of SDK v2, which an inference configuration cannot hold; name its conda file or its image as environment instead`):{keys:Pi(i,e,[],n),config:e,path:[],folder:r}:a(`this file, named as environment, is no environment and no conda file; name another`)}function Pi(e,t,n,r){let{faults:i,log:a}=r,o=B(e,_i,n,{...r,placeOf:t.placeOf}),s=e=>t.placeOf([...n,...e]),c=Ti(yi,o,{config:t,path:n});i.push(...c.faults);let l=c.keys??{},{docker:u,python:d}=l,f=(e,t)=>{i.push({message:t,place:s(e)})};u?.baseImage!==void 0&&u.baseDockerfile!==void 0&&f([`docker`,`baseDockerfile`],`${T([...n,`docker`])} has both baseImage and baseDockerfile; remove one of them`);let p=u?.platform?.os?.toLowerCase()??`linux`,m=u?.platform?.architecture?.toLowerCase()??`amd64`;(p!==`linux`||m!==`amd64`)&&f([`docker`,`platform`],`the platform ${p}/${m} is not supported yet; use linux/amd64`);let h=(e,t)=>{a.warn(`${T([...n,...e])} ${t}`,s(e))},g=d?.interpreterPath??`python`;if(d?.userManagedDependencies===!0)for(let e of[`condaDependencies`,`condaDependenciesFile`,`baseCondaEnvironment`])V(d[e])||h([`python`,e],`has no effect beside userManagedDependencies: the base image brings its own packages; remove one of the two`);else g!==`python`&&h([`python`,`interpreterPath`],`has no effect without userManagedDependencies; remove it`);return l}const Fi=/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._/-]+)?$/;function Ii(e,t,n){if(e===void 0)return;let{address:r,username:i,password:a}=Li(typeof e==`string`?{address:e}:e),o=e=>{n.faults.push({message:e,place:n.placeOf(t)})};if(a!==void 0){let e=`${T([...t,`password`])} is a password in a file: everyone who can read the repository has it; take it out, change it, and log in with docker login instead`;n.log.warn(e,n.placeOf([...t,`password`]))}if(typeof e==`object`&&e.registryIdentity){let e=`${T([...t,`registryIdentity`])} has no effect: there is no managed identity here; log in with docker login`;n.log.warn(e,n.placeOf([...t,`registryIdentity`]))}if(r===void 0&&i===void 0&&a===void 0)return;if(r===void 0)return o(`baseImageRegistry has a login but its address is empty: the workspace has no registry yet; build an environment in it once, or name another registry`);let s=Ri({address:r,username:i,password:a});if(s.length>0)return o(`${T(t)} has no ${s.join(` and no `)}; give address, username and password, or the address alone`);let c=r.replace(/^https?:\/\//i,``).replace(/\/+$/,``);return Fi.test(c)?{address:c,...i===void 0?{}:{username:i},...a===void 0?{}:{password:new Ne(a)}}:o(`${T(t)} is not a registry; write its address: HOST or HOST:PORT`)}function Li(e){let{address:t,username:n,password:r}=e;return{...t&&!/^(?:none|null)$/i.test(t.trim())?{address:t.trim()}:{},...n?{username:n}:{},...r?{password:r}:{}}}function Ri(e){return(e.username===void 0&&e.password===void 0?[`address`]:[`address`,`username`,`password`]).filter(t=>e[t]===void 0)}function zi(e,t,n){if(e===void 0)return;let r=e.trim().replace(/^(?:https?|docker):\/\//i,``);if(!/@(?!sha256:)/.test(r))return r;let i=`${T(t)} has a user name or password in it; remove that and log in with docker login`;n.faults.push({message:i,place:n.placeOf(t)})}async function Bi(e,t){let{workingDirectory:n}=t,r=O.dirname(O.resolve(t.file)),i=await ve(n),a=se(i,r)?[i]:[i,r],o={...t,within:a,roots:[n,r]},{entryScript:s,sourceDirectory:c}=e;if(c===void 0){let e=await q({kind:`file`,value:s,key:[`entryScript`]},o);return{reading:o,...e===void 0?{}:{entryScript:e}}}let l=await q({kind:`folder`,value:c,key:[`sourceDirectory`],prefer:{test:async e=>Vi(e,s),otherwise:`does not hold the entry script`}},o);if(l===void 0)return{reading:o};let u={...o,roots:[l.path,r]},d=await Hi(s,l.path,u);return{reading:u,sourceDirectory:l.path,...d===void 0?{}:{entryScript:d}}}async function Vi(e,t){return t!==void 0&&(await ye({kind:`file`,value:t,name:`entryScript`,place:{},roots:[e],within:[e],whenSeveral:`takeFirst`},{info(){},warn(){}})).kind===`file`}async function Hi(e,t,n){let r=[...n.roots,n.workingDirectory],i={kind:`file`,value:e,key:[`entryScript`],whenSeveral:`takeFirst`},a=n.faults.length,o=await q(i,{...n,roots:r,within:[t]});if(o!==void 0||n.faults.length===a)return o;let s=await q(i,{...n,roots:r.slice(1),faults:[],log:{info(){},warn(){}}});if(s!==void 0){let r=`entryScript: ${e??``} is at ${s.path}, but not in the source directory ${t}; move it there, or name another sourceDirectory`;n.faults.splice(a,1,{message:r,place:n.source.placeOf([`entryScript`])})}}async function q(e,t){let{kind:n,value:r,key:i,prefer:a}=e;if(r===void 0)return;let o=e.place??t.source.placeOf(i),s=await ye({kind:n,value:r,name:T(i),place:o,roots:t.roots,within:t.within,whenSeveral:e.whenSeveral??`refuse`,...a===void 0?{}:{prefer:a}},t.log);if(s.kind===`fault`)t.faults.push({message:s.message,place:o});else return{path:s.path,shownAs:Oi(s.path,t)}}async function Ui(e,t){let n=await q(e,t);return n&&Wi(n.path,n.shownAs,t)}async function Wi(e,t,n){let r=await Di(n,()=>D(e,t));return r===void 0?void 0:{text:r,place:{file:t,line:1}}}async function Gi(e,t){let{value:n,key:r}=e;return n!==void 0&&/[\r\n]|^\s*(?:#|FROM\s|ARG\s)/i.test(n)?{text:n,place:e.place??t.source.placeOf(r)}:Ui(e,t)}async function Ki(e,t){let{source:n,faults:r}=t,i=qi(e),a=await Qi(e.condaFile,[`condaFile`],{...t,whenSeveral:i}),o=e.extraDockerfileSteps===void 0?`extraDockerFileSteps`:`extraDockerfileSteps`,{extraDockerfileSteps:s,extraDockerFileSteps:c}=e;if(s!==void 0&&c!==void 0&&s!==c){let e=`extraDockerfileSteps (${s}) and extraDockerFileSteps (${c}) are one key in two spellings; remove one of them`;r.push({message:e,place:n.placeOf([`extraDockerFileSteps`])})}let l=await Ui({kind:`file`,value:s??c,key:[o],whenSeveral:i},t),u={...t,placeOf:n.placeOf},d=Ii(e.baseImageRegistry,[`baseImageRegistry`],u),f=zi(e.baseImage,[`baseImage`],u),p=e.enableGpu===!0?Ji(e,t):void 0;return{userManaged:!1,environmentVariables:{},...a===void 0?{}:{conda:a},...f===void 0?{}:{baseImage:f},...l===void 0?{}:{extraSteps:l},...d===void 0?{}:{baseRegistry:d},...p===void 0?{}:{gpu:p}}}function qi(e){return e.sourceDirectory===void 0?`refuse`:`warn`}function Ji(e,t){let{cudaVersion:n}=e;if(n===void 0||n===``)return{};let r=typeof n==`number`?n.toFixed(1):n.trim();if(/^\d+\.\d+$/.test(r))return{cudaVersion:r};let i=`cudaVersion ${JSON.stringify(r)} is not a version; write it as "11.8", or remove it`;return t.faults.push({message:i,place:t.source.placeOf([`cudaVersion`])}),{}}async function Yi(e,t,n){let{config:r,folder:i}=e,{python:a,docker:o}=e.keys,s=(...t)=>[...e.path,...t],c=i===void 0?[]:[i],l={...n,roots:[...c,...n.roots],source:r,file:i===void 0?n.file:O.join(i,O.basename(r.file)),whenSeveral:i===void 0?qi(t):`takeFirst`},u={...n,placeOf:r.placeOf},d=ge(e.keys.environmentVariables??{},e=>r.placeOf(s(`environmentVariables`,e)),n.log);n.faults.push(...d.faults);let f=a?.userManagedDependencies===!0,p=f?void 0:await Xi(e,l),m=await Zi(e,l),h=Ii(o?.baseImageRegistry,s(`docker`,`baseImageRegistry`),u),g=zi(o?.baseImage,s(`docker`,`baseImage`),u),_=f?a.interpreterPath:void 0,v=f?void 0:a?.baseCondaEnvironment;return{userManaged:f,environmentVariables:d.variables,...p===void 0?{}:{conda:p},...g===void 0?{}:{baseImage:g},..._===void 0||_===`python`?{}:{interpreterPath:_},...m===void 0?{}:{baseDockerfile:m},...h===void 0?{}:{baseRegistry:h},...v===void 0?{}:{baseCondaEnvironment:v}}}async function Xi(e,t){let{python:n}=e.keys;if(!V(n?.condaDependencies))return{config:e.config,path:[...e.path,`python`,`condaDependencies`]};if(n?.condaDependenciesFile!==void 0){let r=[...e.path,`python`,`condaDependenciesFile`];return Qi(n.condaDependenciesFile,r,t)}return e.conda===void 0?void 0:{config:e.conda,path:[]}}async function Zi(e,t){let n=e.keys.docker?.baseDockerfile;return n===void 0&&e.dockerfile!==void 0?Wi(e.dockerfile,Oi(e.dockerfile,t),t):Gi({kind:`file`,value:n,key:[...e.path,`docker`,`baseDockerfile`],whenSeveral:t.whenSeveral},t)}async function Qi(e,t,n){let r=await q({kind:`file`,value:e,key:t,whenSeveral:n.whenSeveral},n),i=r&&await K(r.path,n);return i===void 0?void 0:{config:i,path:[]}}const J={kind:`used`},$i={entryScript:J,sourceDirectory:J,runtime:J,condaFile:J,baseImage:J,description:J,extraDockerfileSteps:J,extraDockerFileSteps:J,enableGpu:J,cudaVersion:J,baseImageRegistry:J,environment:J,$schema:{kind:`ignored`}},ea=[`runtime`,`condaFile`,`extraDockerfileSteps`,`extraDockerFileSteps`,`enableGpu`,`cudaVersion`,`baseImage`,`baseImageRegistry`],Y=_().check(m(1)),ta=S({entryScript:b(Y),sourceDirectory:b(Y),runtime:b(_()),condaFile:b(Y),baseImage:b(Y),description:b(_()),extraDockerfileSteps:b(Y),extraDockerFileSteps:b(Y),enableGpu:b(g()),cudaVersion:b(p([_(),C()])),baseImageRegistry:b(vi)});async function na(e,t,r){let{workingDirectory:i,log:a}=r,o=await ui(e,t),s=[],c=ra(o,a),l={placeOf:o.placeOf,faults:s,log:a},{environment:u,...d}=B(c,$i,[],l),f=Ti(ta,d,{config:o,path:[]});s.push(...f.faults,...ia(f.keys,c,o));let p=f.keys??{};aa(c,o,a);let{reading:m,entryScript:h,sourceDirectory:g}=await Bi(p,{source:o,file:e,workingDirectory:i,faults:s,log:a}),_=await ki(u,m),v=_===void 0?await Ki(p,m):await Yi(_,p,m);if(n(`BAD_FILE`,oa(s,t)),h===void 0)throw TypeError(`an entry script without fault was not found`);let{description:y}=p;return{file:o.file,entryScript:h,...g===void 0?{}:{sourceDirectory:g},...v,...y===void 0||le(y)?{}:{description:y}}}function ra(e,t){if(!H(e.value))return n(`BAD_FILE`,[{message:`an inference configuration is an object: {"entryScript": "score.py", …}`,place:e.placeOf([])}]),{};let r=e.value;if(V(r.environment)||r.environment===`None`)return r;let i=ea.filter(e=>!V(r[e])&&r[e]!==!1&&r[e]!==`None`);if(i.length>0){let n=`environment is used; ${i.join(`, `)} beside it ${i.length===1?`is`:`are`} ignored`;t.warn(n,e.placeOf([`environment`]))}return Object.fromEntries(Object.entries(r).filter(([e])=>!ea.includes(e)))}function ia(e,t,n){let r=[],i=e?.runtime?.toLowerCase(),a=n.placeOf([`runtime`]);if(i===`spark-py`)r.push({message:`the runtime spark-py is not supported: Spark models cannot be packaged; use python with a model that scores without Spark`,place:a});else if(i!==void 0&&i!==`python`&&i!==`python-slim`){let t=`there is no runtime ${JSON.stringify(e?.runtime)}; use python`;r.push({message:t,place:a})}return V(t.entryScript)&&r.push({message:`entryScript is missing; add it`,place:n.placeOf([`entryScript`])}),r}function aa(e,t,n){let r=Object.entries(e).filter(([e])=>e!==`environment`&&e!==`baseImageRegistry`);ue(Object.fromEntries(r),{config:t,path:[]},n)}function oa(e,t){let n=({place:e})=>e?.file===t?0:1;return e.toSorted((e,t)=>n(e)-n(t)||(e.place?.line??0)-(t.place?.line??0)||(e.place?.column??0)-(t.place?.column??0))}const sa={"scikit-learn":[1,4],tensorflow:[2,16]};function ca(e){switch(e.kind){case`scikit-learn`:return[`scikit-learn==${e.version}`,...la(e.kind,e.version)];case`tensorflow`:return[`tensorflow-cpu==${e.version}`,...la(e.kind,e.version)];case`onnx`:return[e.version===void 0?`onnxruntime`:`onnxruntime==${e.version}`];default:return e}}function la(e,t){let[n=0,r=0]=t.split(`.`).map(Number),[i,a]=sa[e];return n<i||n===i&&r<a?[`numpy<2`]:[]}function ua(e,t,n){return{config:{file:t,value:{dependencies:[...n===void 0?[]:[`python=${n}`],{pip:e}]},placeOf:()=>({file:t})},path:[]}}async function da(e,t,n){let r=e=>We.join(t,e),i=t=>`${e.shownAs}/${r(t)}`,a=await fa((await e.read([r(`MLmodel`)])).get(r(`MLmodel`))??``,i(`MLmodel`)),{conda:o,virtualenv:s}=a,c=await e.read([o,s,`requirements.txt`].map(r)),l=c.get(r(o));if(l!==void 0)return n.info(`The environment is that of ${i(o)}.`),pa({config:await Me(l,i(o)),path:[]},a);let u=c.get(r(`requirements.txt`)),d=c.get(r(s)),f=d===void 0?void 0:Z((await Me(d,i(s))).value,`python`),p=u?.split(/\r?\n/)??[];return n.info(u===void 0?`${i(`MLmodel`)} brings no environment: MLflow alone is installed.`:`The environment is that of ${i(`requirements.txt`)}.`),ua(ma(p,a.mlflowVersion),i(u===void 0?`MLmodel`:`requirements.txt`),ha(f??a.pythonVersion))}async function fa(e,n){let{parseYamlText:r}=await import(`./yaml-text-CsxUaykG.js`),i=r(e,n),a=X(X(i.value,`flavors`),`python_function`);if(!H(a))throw new t(`BAD_FILE`,[{message:`this model has no python_function flavor, which serving it needs; save it with a library that MLflow can serve from Python, or write an entry script`,place:i.placeOf([`flavors`])}]);let o=typeof a.env==`string`?{conda:a.env}:a.env;return{mlflowVersion:Z(i.value,`mlflow_version`),pythonVersion:Z(a,`python_version`),conda:Z(o,`conda`)??`conda.yaml`,virtualenv:Z(o,`virtualenv`)??`python_env.yaml`}}function pa(e,t){let{config:n}=e,{value:r}=n,i=X(r,`dependencies`),a=Array.isArray(i)?i:[],o=a.some(e=>/^python\b/.test(String(e))),s=ha(t.pythonVersion);return o||s===void 0||!H(r)?e:{config:{...n,value:{...r,dependencies:[...a,`python=${s}`]}},path:[]}}function ma(e,t){let n=e.map(e=>e.trim()).filter(e=>e!==``&&!e.startsWith(`#`)),r=n.map(e=>{let t=Et(e);return`name`in t&&t.name!==void 0?N(t.name):``});return r.includes(`mlflow`)||r.includes(`mlflow-skinny`)?n:[t===void 0?`mlflow`:`mlflow==${t}`,...n]}function ha(e){return/^\d+\.\d+/.exec(e??``)?.[0]}function X(e,t){return H(e)?e[t]:void 0}function Z(e,t){let n=X(e,t);return typeof n==`string`||typeof n==`number`?String(n):void 0}const Q={mlflow:{file:/(^|\/)MLmodel$/,what:`an MLmodel file`},onnx:{file:/\.onnx$/i,what:`one .onnx file`},tensorflow:{file:/(^|\/)saved_model\.pb(txt)?$/,what:`a saved_model.pb`},"scikit-learn":{file:/\.(pkl|pickle|joblib)$/i,what:`one .joblib or .pkl file`}},ga=[`mlflow`,`onnx`,`tensorflow`],_a=/^\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;function va(e,t,n){let r=n(`model-framework`),i=e=>({fault:{message:e,place:{key:r}}}),a=t===void 0?ba(e):t.name;if(a===void 0)return i(xa(e,n));if(!Sa(a))return i(`a ${a} model cannot be served without an entry script; name ${n(`inference-config`)}, or save it as ONNX or with MLflow`);let o=Ca(e.paths.filter(e=>Q[a].file.test(e))),[s,...c]=o;return s===void 0?i(`${e.shownAs} has no such model: ${a} needs ${Q[a].what}, and it holds ${wa(e.paths)}; correct ${r}, or name ${n(`inference-config`)}`):c.length>0?i(`${e.shownAs} has several: ${wa(o)}; ${a} is served from one, so register that alone, or name ${n(`inference-config`)}`):ya(a,s,{version:t?.version,spell:n})}function ya(e,t,n){let{version:r,spell:i}=n,a=i(`model-framework-version`),o=e=>({fault:{message:e,place:{key:a}}});if(r!==void 0&&!_a.test(r))return o(`${JSON.stringify(r)} is not a version; write it like 1.7.2`);switch(e){case`mlflow`:return r===void 0?{model:{kind:e,path:We.dirname(t)}}:o(`an MLflow model brings the versions it needs; leave this out`);case`onnx`:return{model:{kind:e,path:t,version:r}};case`tensorflow`:case`scikit-learn`:return r===void 0?o(`a ${e} model needs the version that it was saved with, like 1.7.2`):{model:{kind:e,path:e===`tensorflow`?We.dirname(t):t,version:r}};default:return e}}function ba(e){return ga.find(t=>e.paths.some(e=>Q[t].file.test(e)))}function xa(e,t){let n=e.paths.find(e=>Q[`scikit-learn`].file.test(e)),r=t(`model-framework`),i=t(`model-framework-version`),a=`${e.shownAs} has no entry script`,o=`name ${t(`inference-config`)}`;return n===void 0?`${a}, and its files (${wa(e.paths)}) are no MLflow, ONNX or TensorFlow model; ${o}, or ${r}`:`${a}, and ${n} does not say which library reads it; ${o}, or ${r} scikit-learn with ${i}`}function Sa(e){return Object.hasOwn(Q,e)}function Ca(e){let t=e=>e.split(`/`).length,n=Math.min(...e.map(t));return e.filter(e=>t(e)===n)}function wa(e){if(e.length===0)return`no file`;let t=e.length>5?` and ${e.length-5} more`:``;return`${e.slice(0,5).join(`, `)}${t}`}const Ta=`score.py`;async function Ea(e,t,r){let i=va(e,t,r.spell);if(`fault`in i&&n(`BAD_INPUT`,[i.fault]),!(`model`in i))throw TypeError(`a model without fault was not found`);let{model:a}=i;return r.log.info(`No inference configuration: ${Ta} is generated for the ${a.kind} model ${a.path}.`),{file:e.shownAs,entryScript:{path:Ta,shownAs:Ta},generatedScript:Oa(a),conda:await ka(a,e,r.log),userManaged:!1,environmentVariables:{}}}const Da={"scikit-learn":`"""Serves a scikit-learn model. Generated by package-model, as no entry script was named.

Request: {"data": [[...], ...], "method": "predict"}; method may be left out.
Answer: one entry per row of data.
"""

import os

import joblib
import numpy as np
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema

MODEL_PATH = ""
METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function")

# Loaded with the module and not in init(): the example of /swagger.json is as wide as the model.
model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
EXAMPLE = [[0.0] * getattr(model, "n_features_in_", 1)]


def init():
    """Nothing is left to do: the model is there."""


@input_schema("method", StandardPythonParameterType("predict"), convert_to_provided_type=False)
@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data, method="predict"):
    if method not in METHODS or not hasattr(model, method):
        known = [name for name in METHODS if hasattr(model, name)]
        return refuse(f"method must be one of: {', '.join(known)}")
    try:
        answer = getattr(model, method)(to_rows(data))
    except (TypeError, ValueError) as error:
        return refuse(str(error))
    return answer.tolist() if hasattr(answer, "tolist") else answer


def to_rows(data):
    """Numbers as numbers; rows that mix them with texts keep each value as it is."""
    if not isinstance(data, list):
        raise ValueError('data must be a list of rows: {"data": [[1.0, 2.0], [3.0, 4.0]]}')
    rows = np.array(data)
    return rows if rows.dtype.kind in "biuf" else np.array(data, dtype=object)


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,onnx:`"""Serves an ONNX model. Generated by package-model, as no entry script was named.

Request: {"data": {"<input>": [...], ...}}, or {"data": [...]} where the model has one input.
Answer: the one output as a list, or {"<output>": ..., ...} where the model has several.
"""

import os

import numpy as np
import onnxruntime
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument

MODEL_PATH = ""
DTYPES = {
    "tensor(bool)": np.bool_,
    "tensor(double)": np.float64,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int8)": np.int8,
    "tensor(int16)": np.int16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(string)": np.object_,
    "tensor(uint8)": np.uint8,
    "tensor(uint16)": np.uint16,
    "tensor(uint32)": np.uint32,
    "tensor(uint64)": np.uint64,
}

# The real path, so that files with external data are found beside the model.
model_file = os.path.realpath(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
# Loaded with the module and not in init(): the example of /swagger.json comes from its inputs.
session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
inputs = {entry.name: entry for entry in session.get_inputs()}
outputs = [entry.name for entry in session.get_outputs()]


def example_of(entry):
    """One entry of the input's shape; dimensions that may vary are 1."""
    shape = [size if isinstance(size, int) and size > 0 else 1 for size in entry.shape]
    dtype = DTYPES.get(entry.type, np.float32)
    fill = "" if dtype is np.object_ else 0
    return np.full(shape, fill, dtype=dtype).tolist()


examples = {name: example_of(entry) for name, entry in inputs.items()}
EXAMPLE = examples if len(examples) > 1 else next(iter(examples.values()))


def init():
    """Nothing is left to do: the session is there."""


@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data):
    try:
        answers = session.run(outputs, to_feed(data))
    except (InvalidArgument, TypeError, ValueError) as error:
        return refuse(str(error))
    answers = [to_json(answer) for answer in answers]
    return answers[0] if len(answers) == 1 else dict(zip(outputs, answers))


def to_feed(data):
    """Each input as an array of the type that the model wants."""
    if not isinstance(data, dict):
        if len(inputs) > 1:
            raise ValueError(f"data must be an object with the inputs {', '.join(inputs)}")
        data = {next(iter(inputs)): data}
    unknown = [name for name in data if name not in inputs]
    missing = [name for name in inputs if name not in data]
    if unknown or missing:
        raise ValueError(
            f"the model's inputs are {', '.join(inputs)};"
            f" missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    return {name: to_array(name, value) for name, value in data.items()}


def to_array(name, value):
    dtype = DTYPES.get(inputs[name].type)
    if dtype is None:
        raise ValueError(f"the input {name} is a {inputs[name].type}, which JSON cannot give")
    return np.array(value, dtype=dtype)


def to_json(value):
    """Tensors, and the maps and sequences that converted classifiers give."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(entry) for entry in value]
    return value


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,tensorflow:`"""Serves a TensorFlow SavedModel. Generated by package-model, as no entry script was named.

Request: {"data": {"<input>": [...], ...}}, or {"data": [...]} where the model has one input.
Answer: the one output as a list, or {"<output>": ..., ...} where the model has several.
TensorFlow Serving's forms are answered as it does: {"instances": [...]} with {"predictions": ...},
{"inputs": ...} with {"outputs": ...}.
"""

import os

import numpy as np
import tensorflow as tf
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from inference_schema.schema_util import get_input_schema

MODEL_PATH = ""

# Loaded with the module and not in init(): the example of /swagger.json comes from its inputs.
loaded = tf.saved_model.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
signature = loaded.signatures.get("serving_default") or next(iter(loaded.signatures.values()))
specs = signature.structured_input_signature[1]


def example_of(spec):
    """One entry of the input's shape; dimensions that may vary are 1."""
    shape = [size or 1 for size in (spec.shape.as_list() if spec.shape.rank is not None else [1])]
    fill = "" if spec.dtype == tf.string else 0
    dtype = np.object_ if spec.dtype == tf.string else spec.dtype.as_numpy_dtype
    return np.full(shape, fill, dtype=dtype).tolist()


examples = {name: example_of(spec) for name, spec in specs.items()}
EXAMPLE = examples if len(examples) > 1 else next(iter(examples.values()))


def init():
    """Nothing is left to do: the model is there."""


@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data=None, instances=None, inputs=None):
    try:
        if instances is not None:
            return {"predictions": to_rows(predict(from_rows(instances)))}
        if inputs is not None:
            return {"outputs": predict(inputs)}
        if data is None:
            raise ValueError("a request has data, instances or inputs")
        return predict(data)
    except (TypeError, ValueError, tf.errors.InvalidArgumentError) as error:
        return refuse(str(error))


# The schema names every parameter; its example holds what a request needs.
get_input_schema(run)["example"] = {"data": EXAMPLE}


def predict(data):
    """Arrays by input name, or the array of the one input, to lists of the same form."""
    if not isinstance(data, dict):
        if len(specs) > 1:
            raise ValueError(f"an object with the inputs {', '.join(specs)} is needed")
        data = {next(iter(specs)): data}
    unknown = [name for name in data if name not in specs]
    missing = [name for name in specs if name not in data]
    if unknown or missing:
        raise ValueError(
            f"the model's inputs are {', '.join(specs)};"
            f" missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    feed = {name: tf.constant(value, dtype=specs[name].dtype) for name, value in data.items()}
    answers = {name: to_json(tensor) for name, tensor in signature(**feed).items()}
    return next(iter(answers.values())) if len(answers) == 1 else answers


def from_rows(rows):
    """TensorFlow Serving's row form as columns."""
    if not isinstance(rows, list) or not rows:
        raise ValueError("instances must be a list that is not empty")
    if not all(isinstance(row, dict) for row in rows):
        return rows
    return {name: [row.get(name) for row in rows] for name in rows[0]}


def to_rows(answers):
    """Several outputs as one object per row."""
    if not isinstance(answers, dict):
        return answers
    return [dict(zip(answers, row)) for row in zip(*answers.values())]


def to_json(tensor):
    value = tensor.numpy().tolist()
    return decode(value) if tensor.dtype == tf.string else value


def decode(value):
    if isinstance(value, list):
        return [decode(entry) for entry in value]
    return value.decode("utf-8", errors="replace")


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,mlflow:`"""Serves an MLflow model. Generated by package-model, as no entry script was named.

Request: {"input_data": ..., "params": {...}}; params may be left out. input_data is
{"columns": [...], "data": [[...], ...]}, rows as objects or lists, an array, or arrays by name.
The keys of MLflow's own server do too: dataframe_split, dataframe_records, instances, inputs.
Answer: the prediction itself, rows as objects where the model gives a table.
"""

import json
import os

import mlflow.pyfunc
import numpy as np
import pandas as pd
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from inference_schema.schema_util import get_input_schema
from mlflow.exceptions import MlflowException

MODEL_PATH = ""
KEYS = ("input_data", "dataframe_split", "dataframe_records", "instances", "inputs")

model_folder = os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH)
# Loaded with the module and not in init(): a model that is broken fails before anything is served.
model = mlflow.pyfunc.load_model(model_folder)
signature = model.metadata.signature
schema = signature.inputs if signature is not None else None
takes_params = getattr(signature, "params", None) is not None
is_tensor = schema is not None and schema.is_tensor_spec()


def read_example():
    """A request with the model's own input example, or one made up from its signature."""
    info = model.metadata.saved_input_example_info or {}
    path = os.path.join(model_folder, info.get("artifact_path", ""))
    if info and os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            example = json.load(file)
        if info.get("type") == "ndarray" and isinstance(example, dict):
            example = example.get("inputs", example)
        return {"input_data": example}
    return {} if schema is None else {"input_data": made_up()}


def made_up():
    if is_tensor:
        arrays = {spec.name: zeros(spec) for spec in schema.inputs}
        return arrays if schema.has_input_names() else next(iter(arrays.values()))
    row = [example_value(spec) for spec in schema.inputs]
    if not schema.has_input_names():
        return [row]
    return {"columns": schema.input_names(), "index": [0], "data": [row]}


def zeros(spec):
    return np.zeros([max(size, 1) for size in spec.shape], dtype=spec.type).tolist()


def example_value(spec):
    kinds = {"boolean": False, "integer": 0, "long": 0, "float": 0.0, "double": 0.0}
    kinds.update(string="", binary="", datetime="2000-01-01T00:00:00")
    return kinds.get(getattr(spec.type, "name", ""), None)


def init():
    """Nothing is left to do: the model is there."""


@input_schema("input_data", StandardPythonParameterType({}), convert_to_provided_type=False)
def run(
    input_data=None,
    params=None,
    dataframe_split=None,
    dataframe_records=None,
    instances=None,
    inputs=None,
):
    values = (input_data, dataframe_split, dataframe_records, instances, inputs)
    given = {key: value for key, value in zip(KEYS, values) if value is not None}
    try:
        if len(given) != 1:
            raise ValueError(f"a request has exactly one of: {', '.join(KEYS)}")
        key, value = next(iter(given.items()))
        more = {"params": params} if takes_params and params is not None else {}
        return to_json(model.predict(to_input(key, value), **more))
    except (KeyError, MlflowException, TypeError, ValueError) as error:
        return refuse(str(error))


# The schema names every parameter; its example holds what a request needs.
get_input_schema(run)["example"] = read_example()
get_input_schema(run)["properties"]["input_data"] = {}


def to_input(key, value):
    """What predict() takes: a table, an array, arrays by name, or the value as it came."""
    if key == "dataframe_split" or is_split(value):
        return to_table(value["data"], value.get("columns"), value.get("index"))
    if key == "dataframe_records":
        return to_table(value)
    if is_tensor:
        return to_tensors(value)
    if schema is not None or key == "instances":
        return to_table(value if isinstance(value, list) else scalars_as_row(value))
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return pd.DataFrame(value)
    return value


def is_split(value):
    return isinstance(value, dict) and "data" in value and set(value) <= {"columns", "index", "data"}


def scalars_as_row(value):
    """Columns by name; single values are one row."""
    if not isinstance(value, dict) or any(isinstance(entry, list) for entry in value.values()):
        return value
    return [value]


def to_table(data, columns=None, index=None):
    """A table whose columns have the types of the signature, as JSON has fewer types."""
    table = pd.DataFrame(data, columns=columns, index=index)
    if schema is None or is_tensor:
        return table
    names = schema.input_names() if schema.has_input_names() else list(table.columns)
    if columns is None and schema.has_input_names() and is_numbered(table):
        if len(table.columns) != len(names):
            raise ValueError(f"a row has {len(table.columns)} values, the model wants {len(names)}")
        table.columns = names
    for name, spec in zip(names, schema.inputs):
        if name in table.columns and hasattr(spec.type, "to_pandas"):
            table[name] = convert(table[name], spec)
    return table


def is_numbered(table):
    return list(table.columns) == list(range(len(table.columns)))


def convert(column, spec):
    if spec.type.name == "datetime":
        return pd.to_datetime(column)
    if column.isna().any() or spec.type.name in ("string", "binary"):
        return column
    return column.astype(spec.type.to_pandas())


def to_tensors(value):
    """Arrays of the signature's types."""
    if isinstance(value, dict):
        types = {spec.name: spec.type for spec in schema.inputs}
        return {name: np.array(entry, dtype=types.get(name)) for name, entry in value.items()}
    return np.array(value, dtype=schema.inputs[0].type)


def to_json(value):
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="records", date_format="iso"))
    if isinstance(value, pd.Series):
        return json.loads(value.to_json(orient="values", date_format="iso"))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(entry) for entry in value]
    return value


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`};function Oa(e){let t=`MODEL_PATH = ${JSON.stringify(e.path)}`;return Da[e.kind].replace(`MODEL_PATH = ""`,()=>t)}async function ka(e,t,n){return e.kind===`mlflow`?da(t,e.path,n):ua(ca(e),`model-framework ${e.kind}`)}const Aa=1048576;function ja(e,t,n){let r=t.filter(e=>e.kind===`file`);return{shownAs:e,paths:r.map(e=>e.path),async read(e){let t=new Map;for(let{path:i,source:a,stat:o}of r){if(!e.includes(i))continue;let r=s(a,o.sizeBytes,n);t.set(i,await Na(r,{file:a,sizeBytes:o.sizeBytes}))}return t}}}function Ma(e,t){let n=`${i.models.slice(1)}/${e.name}/`;return{shownAs:e.id,paths:e.files.map(e=>e.path).toSorted(d),async read(r){let i=new Map;for(let a of e.layers)if(Ae(a.annotations?.[`org.cncf.model.filepath`]??``))for await(let{header:o,bytes:s}of Pe(e.repository.readBlob(a.digest,t))){let t=o.path.startsWith(n)?o.path.slice(n.length):``;if(o.type!==`file`||!r.includes(t))continue;let a={file:`${e.id}/${t}`,sizeBytes:o.sizeBytes};i.set(t,await Na(s,a))}return i}}}async function Na(e,n){let r={file:n.file};if(n.sizeBytes>Aa){let e=`this file has ${n.sizeBytes} bytes, too many for what its name says (at most ${Aa}); correct the model folder`;throw new t(`BAD_FILE`,[{message:e,place:r}])}let i=[];for await(let t of e)i.push(Buffer.from(t));try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(Buffer.concat(i))}catch(e){throw new t(`BAD_FILE`,[{message:`this file is not UTF-8 text; save it with UTF-8 encoding`,place:r}],{cause:e})}}async function Pa(e,t,n){let{settings:r,log:i}=n,a=e[`inference-config`];if(a!==void 0){let t=Ge(r.workingDirectory,e[`working-directory`]);return na(Ge(r.workingDirectory,a),a,{workingDirectory:t,log:i})}let{files:o,framework:s}=await t();return Ea(o,Fa(Fe(e),s),{log:i,spell:e=>n.spell(e)})}function Fa(e,t){return e===void 0||e.version===void 0&&e.name===t?.name?t:e}function Ia(e,n){let[r,...i]=e;if(r===void 0||i.length>0){let r=`several models (${e.map(({id:e})=>e).join(`, `)}) cannot be served without an entry script; give ${n.spell(`inference-config`)}`;throw new t(`BAD_INPUT`,[{message:r}])}return{files:Ma(r,n.signal),framework:r.framework}}async function La(e,t){return{files:ja(e,await Oe(e,t.settings.workingDirectory),t.signal),framework:void 0}}const Ra=`layers/links.tar`,za=`layers/code.tar`;async function Ba(e,t){let{plan:n,folder:r,models:i}=e,{signal:a}=t;await qe(k(r,`models`),{recursive:!0});let o=[];for(let e of i)for(let i of e.layers){let a=n.modelLayout?.kind===`copied`,s=`models/${a?`${e.version}/`:``}${xe(i.digest)}.tar`;o.push(s);let c={target:k(r,s),context:t};await(a?Va(e,i,c):Ha(e,i,c))}await $(Le(n.models,new Map,n.modelLayout?.kind),k(r,Ra),a);let s=n.code.files.map(e=>({...e,source:k(r,`code`,e.path)}));await $(ze(s,new Map),k(r,za),a);let c=oe(n,{secrets:{kind:`none`},modelTars:o,linksTar:Ra,codeTar:za});de(c,{from:[n.environment.baseImage]}),await Ye(k(r,`Dockerfile`),c)}async function Va(e,t,n){let{log:r,signal:i}=n.context,a=Be(e);r.info(`Copying ${Ie(t.size)} of ${e.id} to /${a} of the package.`),await $({label:e.id,sizeBytes:t.size,open:n=>{let r=e.repository.readBlob(t.digest,n);return Ve(r,{from:Re(e),to:a})}},n.target,i)}async function Ha(e,t,n){let{repository:r}=e,{log:i,signal:a}=n.context;r instanceof c&&await Ke(o(r.folder,t.digest),n.target).then(()=>!0,()=>!1)||(i.info(`Copying ${Ie(t.size)} of ${e.id} into the package.`),await $({label:e.id,sizeBytes:t.size,open:e=>r.readBlob(t.digest,e)},n.target,a))}async function $(e,t,n){await qe(Ue(t),{recursive:!0}),await u(`${t}.tmp`,t=>t.writeFile(e.open(n),{signal:n}),()=>t)}async function Ua(e,t){try{var n=He();let r=n.u(await l(e[`ca-certificates`],t)),i=await mt({choices:e.model,registry:e[`model-registry`],image:void 0},{stores:r,context:t}),a=await Wa(e,i,t);return await Ga(e,{created:a,models:i},t),Ka(e[`package-path`],a.plan)}catch(e){n.e=e}finally{n.d()}}async function Wa(e,t,n,r=async()=>Ia(t,n)){let{log:i,run:a,signal:o,python:s=lt(a,o)}=n,c=await Pa(e,r,n),l=e[`base-image`];return ni({config:c,models:t,modelLayout:e[`model-layout`],...l===void 0?{}:{baseImage:l}},{run:a,log:i,signal:o,python:s})}async function Ga(e,t,n){let{plan:r,sources:i}=t.created,a=e[`package-path`],o=Ge(n.settings.workingDirectory,a);await ce({plan:r,sources:i,folder:o,signal:n.signal,...e[`generate-dockerfile`]&&{complete:e=>Ba({plan:r,models:t.models,folder:e},n)}}),n.log.info(`Wrote the package ${a} (plan ${me(r)}).`)}function Ka(e,t){return{"package-path":e,"plan-digest":me(t),"environment-digest":he(t.environment)}}export{La as a,lt as c,Ga as i,Ka as n,Ia as o,Ua as r,mt as s,Wa as t};