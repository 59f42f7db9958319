"""The C parser against the twin, on as many random and spoiled lines as are asked for.

    python tests/runtime/differential.py [--inputs N] [--seed S] [--sanitize]

Needs a C compiler (``CC``, or cc).  What a seed gives is the same everywhere.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lines import LINE_MAX, SEEDS, TELLING_OCTETS
from statusline_driver import Driver, Encode, Parse, build, differences

BATCH = 50_000
SANITIZE = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

LINES = [*SEEDS, b"SIP/2.0 481 Call/Transaction Does Not Exist\r\nVia: x\r\n"]
FRONTS = (b"SIP/2.0 ", b"SIP/2.0 200", b"SIP/2.0 200 ", b"SIP/12.345 ", b"\r\nSIP/2.0 699 ")
WORDS = (
    *(b"SIP/", b"sIp/", b"2.0", b"1.", b"2", b".", b"/", b" ", b"\t", b"  ", b"\r\n", b"\r", b"\n"),
    *(b"200", b"699", b"099", b"700", b"1234", b"20", b"OK", b"Busy Here", b"%41", b"%4", b"%"),
    *("é".encode(), "€".encode(), "😀".encode(), b"\xc3", b"\xe2\x82", b"\xff", b"[", b"\0", b"a"),
)


def inputs(source: random.Random) -> Iterator[Parse | Encode]:
    """Calls without end: one in five encodes, one in 500 is about as long as a line may be."""
    while True:
        kind = source.random()
        if kind < 0.002:
            octets = at_the_limit(source)
        elif kind < 0.65:
            octets = spoiled(source)
        elif kind < 0.8:
            octets = b"".join(source.choices(WORDS, k=source.randrange(12)))
        elif kind < 0.95:
            octets = source.choice(FRONTS) + telling(source, source.randrange(24))
        else:
            octets = source.randbytes(source.randrange(40))
        if source.random() < 0.2:
            yield encoding(source, octets)
        else:
            yield octets, source.randrange(64)


def telling(source: random.Random, count: int) -> bytes:
    """So many octets at the borders of the grammar's rules."""
    return bytes(source.choices(TELLING_OCTETS, k=count))


def spoiled(source: random.Random) -> bytes:
    """A line in which up to four octets were replaced, inserted or deleted, or that is cut."""
    line = bytearray(source.choice(LINES))
    for _ in range(source.randrange(5)):
        place = source.randrange(len(line) + 1)
        width = source.randrange(2)
        line[place : place + width] = telling(source, source.randrange(2))
    if source.random() < 0.1:
        del line[source.randrange(len(line) + 1) :]
    return bytes(line)


def at_the_limit(source: random.Random) -> bytes:
    """A line whose end, if it has one, is within a few octets of the longest allowed."""
    front = source.choice(FRONTS)
    filler = source.choice((b"a", b" ", b" \t", b"%41", "é".encode(), "😀".encode()))
    rest = b"".join(source.choices(WORDS, k=source.randrange(5)))
    missing = LINE_MAX - len(front) - len(rest) + source.randrange(-6, 7)
    return front + (filler * missing)[:missing] + rest


def encoding(source: random.Random, octets: bytes) -> Encode:
    """A call of the encoder with a phrase cut out of the octets, and a buffer about as long."""
    code = source.randrange(90, 710)
    flags = source.choice((0, 1, 30, 31, 63))
    phrase = octets[source.choice((0, 12, 12, 12)) :].rstrip(source.choice((b"", b"\r\n")))
    size = 14 + len(phrase) + source.choice((-1, 0, 0, 0, 1, 9))
    kind = source.random()
    if kind < 0.1:
        return Encode(code, None, flags, source.randrange(60))
    if kind < 0.5:
        return Encode(code, phrase, flags, size, source.randrange(size - len(phrase) + 1))
    return Encode(code, phrase, flags, size)


def run(driver: Driver, count: int, seed: int) -> list[str]:
    """Compare so many calls; what differs, of the first batch in which anything does."""
    source = inputs(random.Random(seed))
    for first in range(0, count, BATCH):
        if found := [*differences(driver, [*islice(source, min(BATCH, count - first))])]:
            return found
        print(f"{min(first + BATCH, count):,} calls, no difference", file=sys.stderr)
    return []


def main() -> None:
    """Build the driver, compare, and fail with what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=3261)
    parser.add_argument("--sanitize", action="store_true", help="with ASan and UBSan")
    arguments = parser.parse_args()
    compiler = [*shlex.split(os.environ.get("CC", "cc")), "-std=c99", "-O2"]
    with tempfile.TemporaryDirectory() as folder:
        program = build([*compiler, *(SANITIZE if arguments.sanitize else ())], Path(folder))
        found = run(Driver(program), arguments.inputs, arguments.seed)
    if found:
        sys.exit("\n".join([*found[:20], f"{len(found)} differences; seed {arguments.seed}"]))
    print(f"{arguments.inputs:,} calls: the C parser and the twin agree")


if __name__ == "__main__":
    main()
