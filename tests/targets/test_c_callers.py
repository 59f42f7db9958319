"""The examples that call the parser in C from another language, on the recorded trace."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import toolchains
from reader import read_responses
from test_trace import RESPONSES, TRACE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toolchains import Command

EXAMPLES = toolchains.ROOT / "examples"


def copied(name: str, tmp_path: Path) -> Path:
    """An example beside the header, in a tree of its own: nothing is built in the repository."""
    folder = tmp_path / "examples" / name
    shutil.copytree(EXAMPLES / name, folder)
    place = tmp_path / "generated" / "c"
    place.mkdir(parents=True)
    shutil.copy(toolchains.ROOT / "generated" / "c" / "sip_statusline.h", place)
    return folder


def expected() -> Counter[tuple[int, str]]:
    """(status code, reason phrase) of every response, cut out without the help of sipstatus."""
    lines = [message[: message.index(b"\r\n")] for message in read_responses(TRACE)]
    return Counter((int(line[8:11]), line[12:].decode("utf-8", "replace")) for line in lines)


def check(program: Path) -> None:
    """The program counts what was counted by hand, and what the demo counts."""
    messages = [*read_responses(TRACE)]
    fed = b"".join(len(message).to_bytes(4, "big") + message for message in messages)
    done = subprocess.run([program], input=fed, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    *rows, last = done.stdout.decode().splitlines()
    counts: Counter[tuple[int, str]] = Counter()
    for row in rows:
        status, number, phrase = row.split("\t", 2)
        counts[int(status), phrase] += int(number)
    assert counts == expected()
    by_code: Counter[int] = Counter()
    for (code, _), count in counts.items():
        by_code[code] += count
    assert by_code == RESPONSES
    assert last == f"{len(messages)} status-lines parsed and encoded again: octets equal"


def c_environment() -> Mapping[str, str]:
    """A C compiler for those who look for it in CC."""
    compiler = toolchains.usable(toolchains.c_compilers()[0])
    return {"CC": " ".join(compiler.command), "CGO_ENABLED": "1"}


def test_go(go: Command, tmp_path: Path) -> None:
    folder = copied("c_parser_from_go", tmp_path)
    toolchains.run([*go, "vet", "."], cwd=folder, env=c_environment())
    toolchains.run([*go, "build", "-o", "program", "."], cwd=folder, env=c_environment())
    check(folder / "program")


@pytest.mark.formatting
def test_the_go_example_is_what_gofmt_would_write(gofmt: Command) -> None:
    assert toolchains.run([*gofmt, "-l", EXAMPLES / "c_parser_from_go"]) == ""


@pytest.mark.languages
def test_rust(tmp_path: Path) -> None:
    folder = copied("c_parser_from_rust", tmp_path)
    environment = {**c_environment(), "RUSTFLAGS": "-Dwarnings"}
    build = [*toolchains.tool("cargo"), "build", "--release", "--quiet"]
    toolchains.run(build, cwd=folder, env=environment)
    check(folder / "target" / "release" / "c_parser_from_rust")
