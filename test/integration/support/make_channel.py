"""Makes a conda channel of small packages: make_channel.py FOLDER NAME...

python is this interpreter with its standard library, pip is the wheel that ensurepip brings; both
are real and need nothing of the machine but its C libraries. The others are a few lines each.
"""

import hashlib
import io
import json
import os
import pathlib
import sys
import sysconfig
import tarfile
import time
import zipfile

PLACEHOLDER = "/conda_placeholder" + "_" * 60
SKIPPED = {"__pycache__", "test", "tests", "idlelib", "lib2to3", "ensurepip", "turtledemo", "tkinter"}


def python_files():
    """The interpreter below lib/python-base, started by a link in bin, as a virtual environment is."""
    version = "python%d.%d" % sys.version_info[:2]
    base = "lib/python-base"
    program = pathlib.Path(os.path.realpath(sys.executable))
    yield f"{base}/bin/{version}", program.read_bytes(), 0o755
    stdlib = pathlib.Path(sysconfig.get_path("stdlib"))
    for path in sorted(stdlib.rglob("*")):
        parts = path.relative_to(stdlib).parts
        if not path.is_file() or path.is_symlink() or SKIPPED & set(parts):
            continue
        if parts[0] in ("site-packages", "dist-packages") or path.name == "EXTERNALLY-MANAGED":
            continue
        yield f"{base}/lib/{version}/{'/'.join(parts)}", path.read_bytes(), 0o644
    for name in (version, "python3", "python"):
        yield f"bin/{name}", f"../{base}/bin/{version}", "link"
    configuration = f"home = {PLACEHOLDER}/{base}/bin\ninclude-system-site-packages = false\n"
    yield "pyvenv.cfg", configuration.encode(), 0o644
    yield f"lib/{version}/site-packages/README.txt", b"Packages go here.\n", 0o644


def wheel_files():
    import ensurepip

    folders = [pathlib.Path("/usr/share/python-wheels"), pathlib.Path(ensurepip.__file__).parent / "_bundled"]
    wheel = next(path for folder in folders for path in sorted(folder.glob("pip-*.whl")))
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith("/"):
                yield f"site-packages/{name}", archive.read(name), 0o644


def write_package(folder, record, files, noarch):
    name = "-".join([record["name"], record["version"], record["build"]])
    subdir = "noarch" if noarch else "linux-64"
    index = {"build_number": 0, "depends": [], "subdir": subdir, **record}
    index.update({"noarch": noarch} if noarch else {"arch": "x86_64", "platform": "linux"})
    paths = []
    target = folder / subdir / f"{name}.tar.bz2"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w:bz2", compresslevel=1) as archive:

        def add(path, content, mode):
            entry = tarfile.TarInfo(path)
            # Other bytes each time, so that no builder takes an earlier run's result.
            entry.mtime = int(time.time())
            if mode == "link":
                entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, content, 0o777
                archive.addfile(entry)
            else:
                entry.size, entry.mode = len(content), mode
                archive.addfile(entry, io.BytesIO(content))

        for path, content, mode in files:
            add(path, content, mode)
            if mode == "link":
                paths.append({"_path": path, "path_type": "softlink"})
                continue
            sha256 = hashlib.sha256(content).hexdigest()
            known = {"_path": path, "path_type": "hardlink", "sha256": sha256, "size_in_bytes": len(content)}
            if PLACEHOLDER.encode() in content:
                known.update(prefix_placeholder=PLACEHOLDER, file_mode="text")
            paths.append(known)
        add("info/index.json", json.dumps(index).encode(), 0o644)
        add("info/paths.json", json.dumps({"paths": paths, "paths_version": 1}).encode(), 0o644)
        if noarch == "python":
            link = {"noarch": {"type": "python"}, "package_metadata_version": 1}
            add("info/link.json", json.dumps(link).encode(), 0o644)
    content = target.read_bytes()
    digests = {kind: hashlib.new(kind, content).hexdigest() for kind in ("md5", "sha256")}
    return subdir, target.name, {**index, **digests, "size": len(content)}


def packages():
    """Each package as its record, its files and what kind of noarch it is."""
    version = "%d.%d.%d" % sys.version_info[:3]
    yield {"name": "python", "version": version, "build": "0_cpython"}, python_files(), None
    pip = {"name": "pip", "version": "23.0", "build": "py_0", "depends": ["python >=3.7"]}
    yield pip, wheel_files(), "python"
    for version in ("1.0", "2.1", "3.0"):
        data = {"name": "greeting-data", "version": version, "build": "0"}
        words = f"Hello from conda {version}\n".encode()
        yield data, [("share/greeting/words.txt", words, 0o644)], "generic"
    greeting = {"name": "greeting", "version": "1.0", "build": "0", "depends": ["greeting-data >=2,<3"]}
    script = f'#!/bin/sh\nread -r words < {PLACEHOLDER}/share/greeting/words.txt\necho "$words, $1"\n'
    yield greeting, [("bin/greeting", script.encode(), 0o755)], None


def main(folder, *names):
    repodata = {subdir: {} for subdir in ("noarch", "linux-64")}
    for record, files, noarch in packages():
        if record["name"] in names:
            subdir, name, written = write_package(folder, record, files, noarch)
            repodata[subdir][name] = written
    for subdir, records in repodata.items():
        index = {"info": {"subdir": subdir}, "packages": records, "packages.conda": {}, "repodata_version": 1}
        (folder / subdir).mkdir(parents=True, exist_ok=True)
        (folder / subdir / "repodata.json").write_text(json.dumps(index), encoding="utf-8")


main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
