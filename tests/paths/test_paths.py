"""Every path of the scan, on processors that this machine does not have: the `scan_paths` session.

The header alone is compiled for them, and run under qemu.  Its judge looks up what the parser of
this machine has said of each octet, so all that differs is the search.
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from lines import SEEDS, TELLING_OCTETS
from scanned import defined
from vectors import VECTORS

from sipstatus import ErrorKind, StatusLineError, parse_status_line

ROOT = Path(__file__).parents[2]

MACHINES = {
    # zig's name: qemu's name, byte order, paths that it must have
    "aarch64-linux-musl": ("aarch64", "<", {"neon", "portable"}),
    "s390x-linux-musl": ("s390x", ">", {"portable"}),
}
UNUSUAL = {ErrorKind.INCOMPLETE: -1, ErrorKind.TOO_LONG: -2}


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


def judged(octets: bytes, place: int, leniency: int) -> tuple[int, int]:
    """What the judge says of the line at this place."""
    if octets[place] not in b"Ss":
        return 0, 0
    try:
        line = parse_status_line(octets, place, leniency=leniency)
    except StatusLineError as error:
        return UNUSUAL.get(error.kind, 0), error.offset - place
    return line.status_code, line.end - place


@pytest.mark.parametrize("target", MACHINES)
def test_every_path(target: str, tmp_path: Path) -> None:
    machine, order, expected_paths = MACHINES[target]
    qemu = shutil.which(f"qemu-{machine}-static") or shutil.which(f"qemu-{machine}")
    assert qemu, f"qemu-{machine} is missing: nox -s scan_paths brings it"
    driver = tmp_path / "driver"
    flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-static"]
    sources = [f"-I{ROOT / 'src' / 'sipstatus'}", str(Path(__file__).with_name("driver.c"))]
    compiler = [sys.executable, "-m", "ziglang", "cc", "-target", target]
    subprocess.run([*compiler, *flags, *sources, "-o", str(driver)], check=True)

    given, expected = bytearray(), list[str]()
    for octets, anywhere, leniency in cases():
        verdicts = [judged(octets, place, leniency) for place in range(len(octets))]
        given += struct.pack(f"{order}3I", len(octets), anywhere, leniency & 1)
        given += octets
        given += struct.pack(f"{order}{len(octets)}i", *(verdict for verdict, _ in verdicts))
        given += struct.pack(f"{order}{len(octets)}I", *(end for _, end in verdicts))
        rows = defined(octets, anywhere=anywhere, leniency=leniency)
        expected.append("".join(f" {code},{offset},{length}" for code, offset, length in rows))
    run = subprocess.run([qemu, str(driver)], input=given, check=True, capture_output=True)
    found = run.stdout.decode().splitlines()
    paths = dict.fromkeys(line.partition(" ")[0] for line in found)
    assert expected_paths <= {*paths}
    assert found == [path + rows for rows in expected for path in paths]
