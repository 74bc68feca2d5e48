import { lookValues } from './look-values.ts';
import { lookVisitor } from './look-visitor.ts';

/** What the one line of its answer starts with. */
export const lookMarker = 'package-model-look:';

const main = String.raw`def look(source):
    try:
        return Look(ast.parse(source)).facts
    except SyntaxError as error:
        return {"error": {"kind": "syntax", "what": error.msg, "line": error.lineno or 1, "column": max(error.offset or 1, 1)}}
    except (ValueError, UnicodeError) as error:
        return {"error": {"kind": "syntax", "what": str(error), "line": 1, "column": 1}}
    except (RecursionError, MemoryError):
        return {"error": {"kind": "limit", "what": "it is nested too deep", "line": 1, "column": 1}}


def installed(name):
    import importlib.util

    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def main():
    stream = open(sys.argv[1], "rb") if len(sys.argv) > 1 else sys.stdin.buffer
    request = json.loads(stream.read().decode("utf-8"))
    files = [dict(look(binascii.a2b_base64(f["source"])), name=f["name"]) for f in request["files"]]
    names = {i["module"].split(".")[0] for f in files for i in f.get("imports", ()) if not i["level"]}
    print("${lookMarker}" + json.dumps({
        "version": "%d.%d.%d" % sys.version_info[:3],
        "standard": sorted(getattr(sys, "stdlib_module_names", [])) or None,
        "installed": sorted(n for n in names if installed(n)) if request["probe"] else None,
        "files": files,
    }))


main()
`;

/**
 * The program that reads Python source with Python's own parser. It takes one JSON object (`files`:
 * name and base64 source, `probe`: whether to ask for installed modules) on standard input or from
 * the file it is given, and writes one line: the marker and a JSON object of facts. It parses, and
 * never imports or runs what it reads. Python 3.6 and later.
 */
export const lookProgram = [lookValues, lookVisitor, main].join('\n\n');
