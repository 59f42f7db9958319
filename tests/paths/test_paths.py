"""Every path of the scan, on processors that this machine does not have: the `scan_paths` session.

The headers alone, that of the scan and that of the parser, are compiled for them and run under
qemu.
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

ROOT = Path(__file__).parents[2]

MACHINES = {
    # zig's name: qemu's name, byte order, paths that it must have
    "aarch64-linux-musl": ("aarch64", "<", {"neon", "portable"}),
    "s390x-linux-musl": ("s390x", ">", {"portable"}),
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


@pytest.mark.parametrize("target", MACHINES)
def test_every_path(target: str, tmp_path: Path) -> None:
    machine, order, expected_paths = MACHINES[target]
    qemu = shutil.which(f"qemu-{machine}-static") or shutil.which(f"qemu-{machine}")
    assert qemu, f"qemu-{machine} is missing: nox -s scan_paths brings it"
    driver = tmp_path / "driver"
    flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-static"]
    folders = [f"-I{ROOT / 'src' / 'sipstatus'}", f"-I{ROOT / 'generated' / 'c'}"]
    sources = [*folders, str(Path(__file__).with_name("driver.c"))]
    compiler = [sys.executable, "-m", "ziglang", "cc", "-target", target]
    subprocess.run([*compiler, *flags, *sources, "-o", str(driver)], check=True)

    given, expected = bytearray(), list[str]()
    for octets, anywhere, leniency in cases():
        given += struct.pack(f"{order}3I", len(octets), anywhere, leniency)
        given += octets
        rows = defined(octets, anywhere=anywhere, leniency=leniency)
        expected.append("".join(f" {code},{offset},{length}" for code, offset, length in rows))
    run = subprocess.run([qemu, str(driver)], input=given, check=True, capture_output=True)
    found = run.stdout.decode().splitlines()
    paths = dict.fromkeys(line.partition(" ")[0] for line in found)
    assert expected_paths <= {*paths}
    assert found == [path + rows for rows in expected for path in paths]
