"""Compares what ``sipstatus audit`` finds in packages with what was marked by hand.

    python compare.py FOLDER [OPTION OF APT-GET ...]

The packages are downloaded into the folder, by the ordinary client of each registry.  Those of
``marked.toml`` are the ones on which the command was tuned; ``held-out.toml`` has others, and says
what was found in them at first sight.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from sipstatus.cli import main

PRECISION, RECALL = 0.95, 0.90
SETS = {"marked.toml": 20, "held-out.toml": 12}
"""How many tables of each set there must be at least: a package may be gone."""
KINDS = ("phrase", "http", "number", "unregistered", "former")

Fault = tuple[str, str, tuple[int, ...]]
"""File, rule and code, or the codes that are missing."""


def fetch(package: dict[str, Any], folder: Path, apt: list[str]) -> None:
    """Bring the files of a package into a folder."""
    name, version = package["name"], package["version"]
    match package["registry"]:
        case "pypi":
            run("pip", "download", "-q", "--no-deps", "-d", ".", f"{name}=={version}", cwd=folder)
        case "npm":
            run("npm", "pack", "--silent", f"{name}@{version}", cwd=folder)
        case "crates":
            run("cargo", "init", "--quiet", "--name", "audited", cwd=folder)
            run("cargo", "add", "--quiet", f"{name}@={version}", cwd=folder)
            run("cargo", "vendor", "--quiet", "--versioned-dirs", "all", cwd=folder)
            (folder / "all" / f"{name}-{version}").rename(folder / "package")
            run("rm", "-r", "all", cwd=folder)
        case "go":
            gopath = {"GOPATH": str(folder), "GOFLAGS": "-modcacherw"}
            run("go", "mod", "download", f"{name}@{version}", cwd=folder, env=gopath)
            run("rm", "-r", "pkg/mod/cache", cwd=folder)
        case "maven":
            artifact = f"-Dartifact={name}:{version}:jar:sources"
            run("mvn", "-q", "-B", "dependency:copy", artifact, "-DoutputDirectory=.", cwd=folder)
        case "debian":
            source = ["source", "-qq", "--download-only", f"{name}={version}"]
            run("apt-get", *apt, *source, cwd=folder)
        case "debian-binary":  # of a script it is the source
            run("apt-get", *apt, "download", "-qq", f"{name}={version}", cwd=folder)
    for file in [*folder.iterdir()]:
        if re.search(r"\.whl$|\.jar$", file.name):
            with zipfile.ZipFile(file) as archive:
                archive.extractall(folder / "files")
        elif re.search(r"\.tgz$|\.orig\.tar\.\w+$|(?<!debian)\.tar\.gz$", file.name):
            with tarfile.open(file) as archive:
                archive.extractall(folder / "files", filter="data")
        elif file.suffix == ".deb":
            run("dpkg-deb", "-x", file.name, "files", cwd=folder)


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run a client; its words are shown only if it fails."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise RuntimeError(f"{command[0]}: {said[-1] if said else done.returncode}")


def found(folder: Path) -> Counter[Fault]:
    """What the command finds in a folder."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        main(["audit", str(folder), "--format", "json"])
    faults: Counter[Fault] = Counter()
    for one in json.loads(out.getvalue()):
        rule = one["rule_id"].removeprefix("SIP-table-")
        codes = re.findall(r"[:,] (\d{3}) ", one["rule"]) if rule == "missing" else [one["code"]]
        faults[one["file"], rule, tuple(map(int, codes))] += 1
    return faults


def marked(package: dict[str, Any], files: set[str]) -> Counter[Fault]:
    """What was marked in a package, with the files by their paths in the folder."""
    faults: Counter[Fault] = Counter()
    for table in package["table"]:
        ends = [file for file in files if file.endswith(f"/{table['file']}")]
        file = min(ends, key=len, default=table["file"])
        faults.update((file, kind, (code,)) for kind in KINDS for code in table.get(kind, ()))
        if table["missing"]:
            faults[file, "missing", tuple(table["missing"])] += 1
    return faults


def brought(package: dict[str, Any], folder: Path, apt: list[str]) -> Path:
    """The folder of a package, which is downloaded if it is not there yet."""
    place = folder / re.sub(r"\W", "-", package["name"])
    if not place.exists():
        part = place.with_name(f"{place.name}.part")  # of a run that was interrupted
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        fetch(package, part, apt)
        part.rename(place)
    return place


def compare(marks: str, folder: Path, apt: list[str]) -> bool:
    """Print what is false and what was not found; whether precision and recall are reached."""
    packages = tomllib.loads(Path(__file__).with_name(marks).read_text("utf-8"))["package"]
    right = false = overlooked = tables = 0
    for package in packages:
        try:
            place = brought(package, folder, apt)
        except (RuntimeError, OSError) as error:
            print(f"{package['name']} {package['version']}: not to be had: {error}")
            continue
        there = found(place)
        wanted = marked(package, {fault[0] for fault in there})
        tables += len(package["table"])
        right += (there & wanted).total()
        false += (there - wanted).total()
        overlooked += (wanted - there).total()
        print(f"{package['name']} {package['version']}: {wanted.total()} marked")
        for word, faults in (("false", there - wanted), ("overlooked", wanted - there)):
            for file, rule, codes in sorted(faults.elements()):
                print(f"  {word}: {file.removeprefix(str(place))} {rule} {codes}")
    precision, recall = right / max(1, right + false), right / max(1, right + overlooked)
    print(
        f"{marks}: {tables} tables, {right + overlooked} faults marked, {right} found, "
        f"{false} false: precision {precision:.1%}, recall {recall:.1%}"
    )
    return precision >= PRECISION and recall >= RECALL and tables >= SETS[marks]


if __name__ == "__main__":
    reached = [compare(marks, Path(sys.argv[1]), sys.argv[2:]) for marks in SETS]
    sys.exit(0 if all(reached) else 1)
