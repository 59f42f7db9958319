"""What the indexes of other languages take, rendered from the spec under names of its home.

OUT/npm is the package for `npm publish`, OUT/crate the one for `cargo publish`, OUT/go the module
that the tag generated/go/vVERSION has to hold, and OUT/goproxy a folder for GOPROXY with it.

    python release/bindings.py OUT
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SPEC = tomllib.loads((ROOT / "spec" / "sip-status-codes.toml").read_text("utf-8"))["spec"]
VERSION = SPEC["version"]
HOME = PROJECT["urls"]["Repository"]
GO_MODULE = HOME.removeprefix("https://") + "/generated/go"
NPM_PACKAGE = f"@{HOME.split('/')[-2]}/sip-status"  # the name alone is somebody else's
CRATE = "sip-status"
DAY_ONE = (1980, 1, 1, 0, 0, 0)

CARGO_TOML = f"""\
[package]
name = "{CRATE}"
version = "{VERSION}"
edition = "2021"
rust-version = "1.63"
description = "SIP status codes, reason phrases, response classes, and what responses mean"
license = "{PROJECT["license"]}"
repository = "{HOME}"
readme = "README.md"
keywords = ["sip", "voip", "status-code", "rfc3261"]
categories = ["network-programming", "no-std"]
"""

LIB_RS = """\
//! The response status codes of SIP (RFC 3261), and what responses mean.
#![no_std]

pub mod sip_status;
pub mod sip_status_meaning;
"""


def generate(target: str, out: Path, *options: str) -> Path:
    """The output of a target, with the licences, and its part of generated/README.md."""
    command = ["-m", "sipstatus", "generate", "--target", target, "--out", str(out)]
    subprocess.run([sys.executable, *command, *options], check=True)
    (out / "manifest.json").unlink()  # it is about files that others keep in a folder
    for name in PROJECT["license-files"]:
        shutil.copy(ROOT / name, out)
    page = (ROOT / "generated" / "README.md").read_text("utf-8")
    part = re.search(rf"(?s)^## {target}\n.*?(?=^## |\Z)", page, re.MULTILINE)
    assert part, target
    (out / "README.md").write_text(f"#{part[0].removeprefix('##')}", "utf-8")
    return out


def npm(out: Path) -> None:
    """The package, with the address that its provenance is compared with."""
    folder = generate("typescript", out, "--option", f"typescript.package={NPM_PACKAGE}")
    path = folder / "package.json"
    package = json.loads(path.read_text("utf-8"))
    package.pop("prettier", None)  # for those who edit the files
    package["repository"] = {"type": "git", "url": f"git+{HOME}.git"}
    package["publishConfig"] = {"access": "public"}
    path.write_text(json.dumps(package, indent=2) + "\n", "utf-8")


def crate(out: Path) -> None:
    """Both modules as one crate without `std`."""
    source = generate("rust", out) / "src"
    source.mkdir()
    for path in out.glob("*.rs"):
        path.rename(source / path.name)
    (source / "lib.rs").write_text(LIB_RS, "utf-8")
    (out / "Cargo.toml").write_text(CARGO_TOML, "utf-8")


def go(out: Path, proxy: Path) -> None:
    """The module under the path by which others get it, and a proxy that has nothing else."""
    generate("go", out, "--option", f"go.module={GO_MODULE}")
    folder = proxy / GO_MODULE / "@v"
    folder.mkdir(parents=True)
    version = f"v{VERSION}"
    (folder / "list").write_text(f"{version}\n")
    (folder / f"{version}.info").write_text(json.dumps({"Version": version}))
    shutil.copy(out / "go.mod", folder / f"{version}.mod")
    with zipfile.ZipFile(folder / f"{version}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in out.rglob("*") if path.is_file()):
            name = f"{GO_MODULE}@{version}/{path.relative_to(out).as_posix()}"
            archive.writestr(zipfile.ZipInfo(name, DAY_ONE), path.read_bytes())


def main(out: Path) -> None:
    """Write all of them."""
    npm(out / "npm")
    crate(out / "crate")
    go(out / "go", out / "goproxy")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
