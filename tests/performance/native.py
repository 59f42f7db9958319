"""Peers in C, Go and Rust: small drivers, built where a toolchain and the library are there.

A driver is a process of its own that is asked for one round after the other, so that it can take
turns with everything else. What cannot be built is absent, and the table says so.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import ROUND, Timer

SOURCES = Path(__file__).parent / "drivers"
HEADERS = Path(__file__).parents[2] / "generated" / "c"
# The same for all, and the best for each: picohttpparser takes longer strides with SSE 4.2.
C_COMPILER = ("cc", "-O3", "-march=native")
MINUTES = 60

GO_MODULE = "github.com/emiago/sipgo"
CARGO = """
[package]
name = "driver"
version = "0.0.0"
edition = "2021"
[[bin]]
name = "driver"
path = "driver.rs"
[dependencies]
rsip = "*"
"""


class NotPresentError(Exception):
    """No toolchain, no library, or no way to them."""


@dataclass(frozen=True, slots=True)
class Native:
    """A peer that is not Python."""

    name: str
    given: str
    build: Callable[[Path], tuple[Path, str]]
    """From an empty folder to the program and the version of the library."""


def run(command: Sequence[str | Path], folder: Path) -> str:
    """The output of a tool, or NotPresentError if it is missing or fails."""
    if not shutil.which(command[0]):
        raise NotPresentError(f"no {command[0]}")
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=5 * MINUTES,
        )
    except subprocess.TimeoutExpired:
        raise NotPresentError(f"{command[0]} took too long") from None
    if done.returncode:
        raise NotPresentError(f"{command[0]} {command[1]} failed")
    return done.stdout.strip()


def c_library(package: str, macro: str) -> Callable[[Path], tuple[Path, str]]:
    """A library that pkg-config knows."""

    def build(folder: Path) -> tuple[Path, str]:
        version = run(["pkg-config", "--modversion", package], folder)
        flags = run(["pkg-config", "--cflags", "--libs", package], folder).split()
        return c_program(folder, macro, *flags), version

    return build


def c_program(folder: Path, macro: str, *more: str | Path) -> Path:
    """The driver in C, built for the library that the macro chooses."""
    program = folder / macro.lower()
    run([*C_COMPILER, f"-D{macro}", SOURCES / "driver.c", "-o", program, *more], folder)
    return program


def sipstatus_header(folder: Path) -> tuple[Path, str]:
    """The parser of this repository."""
    text = (HEADERS / "sip_statusline.h").read_text(encoding="utf-8")
    version = re.search(r'SPEC_VERSION "(.*)"', text)
    return c_program(folder, "WITH_SIPSTATUS", f"-I{HEADERS}"), version[1] if version else "?"


def hand_written(folder: Path) -> tuple[Path, str]:
    """A few lines of C for the usual line alone."""
    return c_program(folder, "WITH_HAND"), ""


def picohttpparser(folder: Path) -> tuple[Path, str]:
    """The parser of h2o, from Debian's source of it."""
    version = debian_source("h2o", folder)
    (source,) = folder.glob("h2o-*/deps/picohttpparser/picohttpparser.c")
    return c_program(folder, "WITH_PICO", f"-I{source.parent}", source), version


def debian_source(package: str, folder: Path) -> str:
    """Unpack the source of a Debian package into the folder; its version.

    Few machines ask for sources, so apt gets lists of its own here: Debian's entries of this
    machine, with `deb-src` in place of `deb`.
    """
    for place in ("parts/partial", "lists/partial"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for path in map(Path, ("/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources")):
        if path.exists():
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"^(Types:\s*)?deb(?=\s)", r"\1deb-src", text, flags=re.MULTILINE)
            (folder / "parts" / path.name).write_text(text, encoding="utf-8")
    settings = {"Etc::SourceList": "/dev/null", "Etc::SourceParts": folder / "parts"}
    settings["State::Lists"] = folder / "lists"
    options = [word for name, value in settings.items() for word in ("-o", f"Dir::{name}={value}")]
    run(["apt-get", "-q", *options, "update"], folder)
    run(["apt-get", "-q", *options, "source", package], folder)
    (description,) = folder.glob(f"{package}_*.dsc")
    return description.stem.partition("_")[2]


def go(folder: Path) -> tuple[Path, str]:
    """A Go module, in its current release."""
    shutil.copy(SOURCES / "driver.go", folder / "main.go")
    (folder / "go.mod").write_text("module driver\n\ngo 1.22\n")
    run(["go", "get", f"{GO_MODULE}@latest"], folder)
    run(["go", "build", "-o", "driver", "."], folder)
    version = run(["go", "list", "-m", "-f", "{{.Version}}", GO_MODULE], folder)
    return folder / "driver", version.removeprefix("v")


def rust(folder: Path) -> tuple[Path, str]:
    """A Rust crate, in its current release."""
    shutil.copy(SOURCES / "driver.rs", folder)
    (folder / "Cargo.toml").write_text(CARGO)
    run(["cargo", "build", "--release"], folder)
    lock = (folder / "Cargo.lock").read_text(encoding="utf-8")
    version = re.search(r'name = "rsip"\nversion = "(.*)"', lock)
    return folder / "target" / "release" / "driver", version[1] if version else "?"


OURS, HAND = "sipstatus (C)", "hand-written (C)"

NATIVES = [
    Native(OURS, "line", sipstatus_header),
    Native(HAND, "line", hand_written),
    Native("picohttpparser (C)", "http", picohttpparser),
    Native("libosip2 (C)", "response", c_library("libosip2", "WITH_OSIP")),
    Native("sofia-sip (C)", "response", c_library("sofia-sip-ua", "WITH_SOFIA")),
    Native("sofia-sip line (C)", "line", c_library("sofia-sip-ua", "WITH_SOFIA_LINE")),
    Native("sipgo (Go)", "response", go),
    Native("rsip (Rust)", "response", rust),
]


class Driver:
    """A built driver at work on its inputs."""

    def __init__(self, program: Path, inputs: Sequence[bytes], folder: Path) -> None:
        self.count = len(inputs)
        self.command: list[str | Path] = [program, folder / f"{program.name}.inputs"]
        Path(self.command[1]).write_bytes(
            b"".join(struct.pack("=I", len(octets)) + octets for octets in inputs)
        )

    def codes(self) -> list[int | None]:
        """The status code of each input, None where the library takes none."""
        lines = run([*self.command, "codes"], Path()).splitlines()
        return [int(line) or None for line in lines]

    def start(self) -> Timer:
        """A function that lets the driver do one round and returns the nanoseconds of one input.

        The process ends with this one, as its standard input does.
        """
        process = subprocess.Popen(
            [*self.command, "rounds"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            bufsize=1,
        )
        requests, answers = process.stdin, process.stdout
        assert requests
        assert answers

        def ask(passes: int) -> int:
            requests.write(f"{passes}\n")
            requests.flush()
            return int(answers.readline())

        ask(1)
        passes = max(1, ROUND // max(ask(1), 1))
        return lambda: ask(passes) / passes / self.count
