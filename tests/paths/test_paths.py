"""The C of the scan and of the parser, on processors that this machine does not have.

The headers alone are compiled for them and run under qemu: the `scan_paths` session.
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import differential
import pytest
from lines import SEEDS, TELLING_OCTETS
from scanned import defined
from statusline_driver import HEADERS, Driver, Encode, Parse, build, differences
from vectors import VECTORS

ROOT = Path(__file__).parents[2]

MACHINES = {
    # zig's name: qemu's name, byte order, paths that it must have
    "aarch64-linux-musl": ("aarch64", "<", {"neon", "portable"}),
    "s390x-linux-musl": ("s390x", ">", {"portable"}),
    "x86_64-linux-musl": ("x86_64", "<", {"sse2", "portable"}),
}


def cases() -> list[tuple[bytes, bool, int]]:
    """Octets, whether lines may begin anywhere, and leniency."""
    source = random.Random(3261)
    lines = [vector.octets for vector in VECTORS if len(vector.octets) < 400] + SEEDS
    pieces = [
        b"SIP/2.0 200 OK\r\n",
        b"SIP/2.0 200 ",
        b"SIP/2.0/UDP",
        b"x" * 63,
        b"\n",
        b"P/",
        b"\r",
    ]
    made = [b"", b"S", b"SIP/2.0 200 " * 12_000 + b"a\r\n", b"SIP/2.0 404 x\r\n" * 50]
    for _ in range(600):
        octets = bytearray()
        for _ in range(source.randrange(1, 12)):
            octets += source.choice(source.choice([lines, pieces]))
        for _ in range(source.randrange(4)):
            octets[source.randrange(len(octets) + 1) :][:1] = [source.choice(TELLING_OCTETS)]
            octets.insert(source.randrange(len(octets) + 1), source.choice(TELLING_OCTETS))
        made.append(bytes(octets))
    return [(octets, source.random() < 0.5, source.choice([0, 3, 3, 31])) for octets in made]


def emulator(machine: str) -> str:
    """The qemu that runs programs of another machine."""
    found = shutil.which(f"qemu-{machine}-static") or shutil.which(f"qemu-{machine}")
    assert found, f"qemu-{machine} is missing: nox -s scan_paths brings it"
    return found


def compiler(target: str) -> list[str]:
    """The command that compiles for it."""
    flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-static"]
    return [sys.executable, "-m", "ziglang", "cc", "-target", target, *flags]


@pytest.mark.parametrize("target", MACHINES)
def test_every_path(target: str, tmp_path: Path) -> None:
    machine, order, expected_paths = MACHINES[target]
    driver = tmp_path / "driver"
    folders = [f"-I{ROOT / 'src' / 'sipstatus'}", f"-I{HEADERS}"]
    sources = [*folders, str(Path(__file__).with_name("driver.c"))]
    subprocess.run([*compiler(target), *sources, "-o", str(driver)], check=True)

    given, expected = bytearray(), list[str]()
    for octets, anywhere, leniency in cases():
        given += struct.pack(f"{order}3I", len(octets), anywhere, leniency)
        given += octets
        rows = defined(octets, anywhere=anywhere, leniency=leniency)
        expected.append("".join(f" {code},{offset},{length}" for code, offset, length in rows))
    command = [emulator(machine), str(driver)]
    run = subprocess.run(command, input=given, check=True, capture_output=True)
    found = run.stdout.decode().splitlines()
    paths = dict.fromkeys(line.partition(" ")[0] for line in found)
    assert expected_paths <= {*paths}
    assert found == [path + rows for rows in expected for path in paths]


@pytest.mark.parametrize("target", MACHINES)
def test_the_parser(target: str, tmp_path: Path) -> None:
    machine, order, _ = MACHINES[target]
    driver = Driver(emulator(machine), build(compiler(target), tmp_path), order=order)
    every: list[Parse | Encode] = []
    for vector in VECTORS:
        octets, leniency = vector.octets[vector.start :], int(vector.leniency)
        lengths = range(len(octets)) if len(octets) < 400 else (*range(32), len(octets) - 1)
        every += [(octets[:length], leniency) for length in (*lengths, len(octets))]
    assert len(every) > 5_000
    assert [*differences(driver, every)] == []
    assert differential.run(driver, 50_000, seed=4475) == []
