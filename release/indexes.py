"""Upload a release to indexes on this machine, and install it from there as its users will.

Each clean environment has nothing but the index: pypiserver and verdaccio listen on the loopback,
Go has a folder for its proxy, and cargo a local registry.  Every program prints ``486 Busy Here``.

    python release/indexes.py DIST BINDINGS FOLDER PYTHON...
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bindings import CRATE, GO_MODULE, NPM_PACKAGE, VERSION

LINE = "486 Busy Here"
PYTHON_PROGRAM = """\
import sipstatus
line = sipstatus.parse_status_line(sipstatus.encode_status_line(486))
print(line.status_code, line.reason_phrase, sipstatus.IMPLEMENTATION)
"""
IMPORT = f"""\
import {{ reasonPhrase }} from "{NPM_PACKAGE}";
console.log(486, reasonPhrase(486));
"""
REQUIRE = f"""\
const {{ reasonPhrase }} = require("{NPM_PACKAGE}");
console.log(486, reasonPhrase(486));
"""
GO_PROGRAM = f"""\
package main

import (
	"fmt"

	"{GO_MODULE}"
)

func main() {{ fmt.Println(486, sipstatus.ReasonPhrase(486)) }}
"""
RUST_PROGRAM = """\
use sip_status::sip_status::StatusCode;

fn main() {
    println!("486 {}", StatusCode(486).reason_phrase().unwrap());
}
"""
VERDACCIO = """\
storage: ./storage
uplinks: {}
packages: {"**": {access: $all, publish: $all}}
log: {type: stdout, level: warn}
"""


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    """What the command prints, which is shown as well."""
    print("$", *command, flush=True)
    settings = {**os.environ, **env}
    done = subprocess.run(
        command, check=True, cwd=cwd, env=settings, stdout=subprocess.PIPE, text=True
    )
    print(done.stdout, end="", flush=True)
    return done.stdout


def said(*command: str | Path, cwd: Path, **env: str) -> str:
    """Run a program that has to print the line; what it prints behind it."""
    text = run(*command, cwd=cwd, **env).strip()
    if not text.startswith(LINE):
        sys.exit(f"{LINE!r} expected")
    return text.removeprefix(LINE).strip()


@contextlib.contextmanager
def served(*command: str | Path, port: int, cwd: Path) -> Iterator[str]:
    """An index that listens on the loopback; its address.

    It ends with all that it has started: the `node` of a wheel starts the real one.
    """
    print("$", *command, "&", flush=True)
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=cwd, stdout=nowhere, start_new_session=True) as server:
        try:
            for _ in range(600):
                with socket.socket() as connection:
                    if connection.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pypi(dist: Path, folder: Path, pythons: list[str]) -> None:
    """Uploaded by twine; every Python gets its own wheel, and the pure one on request."""
    port = free_port()
    (folder / "packages").mkdir(parents=True)
    server = [sys.executable, "-m", "pypiserver", "run", "-i", "127.0.0.1", "-p", str(port)]
    server += ["--disable-fallback", "-a", ".", "-P", ".", "packages"]
    with served(*server, port=port, cwd=folder) as address:
        upload = [sys.executable, "-m", "twine", "upload", "--repository-url", address]
        nobody = ["--username", "nobody", "--password", "nothing", "--disable-progress-bar"]
        run(*upload, *nobody, *sorted(dist.iterdir()), cwd=folder)
        for python in pythons:
            name = folder / python
            run(python, "-m", "venv", name, cwd=folder)
            install = ["-m", "pip", "install", "--quiet", "--no-cache-dir", "sipstatus"]
            index = ["--index-url", f"{address}/simple", "--only-binary", ":all:"]
            made = name / "bin" / "python"
            run(made, *install, *index, cwd=folder)
            assert said(made, "-c", PYTHON_PROGRAM, cwd=folder) == "cython"
        other = ["--target", "pure", "--platform", "any", "--implementation", "py", *index]
        run(made, *install, *other, cwd=folder)
        assert said(made, "-c", PYTHON_PROGRAM, cwd=folder, PYTHONPATH="pure") == "python"


def npm(package: Path, folder: Path) -> None:
    """Published to verdaccio, imported and required."""
    port = free_port()
    user = folder / "user"
    user.mkdir(parents=True)
    (folder / "config.yaml").write_text(VERDACCIO)
    verdaccio = json.dumps({"dependencies": {"verdaccio": "6"}, "overrides": {"node-fetch": "2"}})
    (folder / "package.json").write_text(verdaccio)
    quiet = ["--no-audit", "--no-fund", "--loglevel", "error"]
    run("npm", "install", *quiet, cwd=folder)
    server = folder / "node_modules" / "verdaccio" / "bin" / "verdaccio"
    listen = ["--config", "config.yaml", "--listen", f"127.0.0.1:{port}"]
    with served("node", server, *listen, port=port, cwd=folder) as address:
        # npm wants a token, though this index takes anybody.
        settings = f"registry={address}\n//127.0.0.1:{port}/:_authToken=nobody\n"
        (folder / "npmrc").write_text(settings)
        own = {"npm_config_userconfig": str(folder / "npmrc")}
        run("npm", "publish", *quiet, cwd=package, **own)
        (user / "package.json").write_text('{"private": true}')
        run("npm", "install", *quiet, NPM_PACKAGE, cwd=user, **own)
    for name, program in {"program.mjs": IMPORT, "program.cjs": REQUIRE}.items():
        (user / name).write_text(program)
        said("node", name, cwd=user)


def go(proxy: Path, folder: Path) -> None:
    """Fetched through GOPROXY, which here is a folder."""
    folder.mkdir(parents=True)
    (folder / "main.go").write_text(GO_PROGRAM)
    own = {"GOPROXY": proxy.as_uri(), "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
    own |= {"GOFLAGS": "-modcacherw", "GOMODCACHE": str(folder / "modules")}
    run("go", "mod", "init", "example.com/user", cwd=folder, **own)
    run("go", "get", f"{GO_MODULE}@v{VERSION}", cwd=folder, **own)
    said("go", "run", ".", cwd=folder, **own)


def cargo(crate: Path, folder: Path) -> None:
    """Packaged and compiled as `cargo publish` does it, and used from a local registry."""
    registry, user = folder / "registry", folder / "user"
    target = {"CARGO_TARGET_DIR": str(folder / "target")}
    run("cargo", "publish", "--dry-run", "--allow-dirty", cwd=crate, **target)
    run("cargo", "package", "--no-verify", "--allow-dirty", cwd=crate, **target)
    name = f"{CRATE}-{VERSION}.crate"
    octets = (folder / "target" / "package" / name).read_bytes()
    place = registry / "index" / CRATE[:2] / CRATE[2:4] / CRATE
    place.parent.mkdir(parents=True)
    entry = {"name": CRATE, "vers": VERSION, "deps": [], "features": {}, "yanked": False}
    place.write_text(json.dumps({**entry, "cksum": hashlib.sha256(octets).hexdigest()}))
    (registry / name).write_bytes(octets)
    (user / "src").mkdir(parents=True)
    (user / "src" / "main.rs").write_text(RUST_PROGRAM)
    package = '[package]\nname = "user"\nversion = "0.1.0"\nedition = "2021"\n'
    (user / "Cargo.toml").write_text(f'{package}[dependencies]\n{CRATE} = "{VERSION}"\n')
    (user / ".cargo").mkdir()
    source = (
        f'[source.crates-io]\nreplace-with = "here"\n[source.here]\nlocal-registry = "{registry}"'
    )
    (user / ".cargo" / "config.toml").write_text(source)
    said("cargo", "run", "--quiet", "--offline", cwd=user, **target)


def main(dist: Path, bindings: Path, folder: Path, pythons: list[str]) -> None:
    """Upload and install for each language."""
    cargo(bindings / "crate", folder / "cargo")
    go(bindings / "goproxy", folder / "go")
    npm(bindings / "npm", folder / "npm")
    pypi(dist, folder / "pypi", pythons)


if __name__ == "__main__":
    places = [Path(word).absolute() for word in sys.argv[1:4]]
    main(places[0], places[1], places[2], sys.argv[4:])
