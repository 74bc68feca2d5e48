/** The rattler that is taken: the program below is written for this version's interface. */
export const rattlerRequirement = 'py-rattler==0.28.0';

/**
 * A Python program: `install.py ENVIRONMENT PREFIX CACHE [CONDARC]` solves an environment file and
 * installs it with rattler. The condarc, in JSON, may set channel_alias.
 */
export const rattlerProgram = `import asyncio
import json
import os
import sys
import traceback

from rattler import Channel, ChannelConfig, MatchSpec, VirtualPackage, VirtualPackageOverrides
from rattler import Gateway, install, solve

DEFAULTS = ["https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r"]
ALIAS = "https://conda.anaconda.org/"


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def channels_of(name, alias):
    if name == "defaults":
        return [Channel(url) for url in DEFAULTS]
    if "://" in name:
        return [Channel(name)]
    return [Channel(name, ChannelConfig(channel_alias=alias))]


def spec_of(text, alias):
    channel, separator, rest = text.rpartition("::")
    if not separator:
        return MatchSpec(text)
    # A name alone would be looked for on anaconda.org whatever the alias is.
    url = channels_of(channel, alias)[0].base_url.rstrip("/")
    return MatchSpec(url + "::" + rest)


async def main(environment, prefix, cache, condarc=None):
    wanted = read(environment)
    alias = read(condarc).get("channel_alias", ALIAS) if condarc else ALIAS
    names = [name for name in wanted["channels"] if name != "nodefaults"]
    channels = [channel for name in names for channel in channels_of(name, alias)]
    records = await solve(
        channels,
        [spec_of(text, alias) for text in wanted["dependencies"]],
        gateway=Gateway(cache_dir=cache + "/repodata"),
        platforms=["linux-64", "noarch"],
        virtual_packages=VirtualPackage.detect(VirtualPackageOverrides.from_env()),
    )
    for record in sorted(records, key=lambda record: record.name.normalized):
        print(f"{record.name.normalized} {record.version} {record.build}", flush=True)
    await install(
        records,
        target_prefix=prefix,
        cache_dir=cache + "/pkgs",
        execute_link_scripts=True,
        show_progress=False,
    )


code = 0
try:
    asyncio.run(main(*sys.argv[1:]))
except BaseException:
    traceback.print_exc()
    code = 1
sys.stdout.flush()
sys.stderr.flush()
# Not sys.exit: threads of rattler that still run while the interpreter ends make it crash.
os._exit(code)
`;

/**
 * A Python program: `clean.py PREFIX CONDARC` takes the credentials of the channel alias out of
 * what conda managers write down about packages.
 */
export const cleanProgram = `import json
import pathlib
import re
import sys

prefix, condarc = sys.argv[1:]
with open(condarc, encoding="utf-8") as file:
    alias = json.load(file)["channel_alias"].rstrip("/")
tokens = re.findall(r"/t/([^/]+)", alias)
passwords = re.findall(r"://[^/@:]*:([^/@]+)@", alias)
for path in (pathlib.Path(prefix) / "conda-meta").iterdir():
    if not path.is_file():
        continue
    text = path.read_text(encoding="utf-8")
    cleaned = re.sub(r'://[^/@ "]*@', "://", text)
    for part in passwords + tokens:
        cleaned = cleaned.replace("/t/" + part + "/", "/").replace(part, "***")
    # Masked tokens, as rattler writes some addresses.
    cleaned = re.sub(r"/t/\\*+/", "/", cleaned)
    if cleaned != text:
        path.write_text(cleaned, encoding="utf-8")
`;
