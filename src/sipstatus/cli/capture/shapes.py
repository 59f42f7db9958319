"""The shape of a message: its header fields without what no rule of the spec reads of them.

Traffic repeats itself.  In a log of a million responses only tags, addresses, numbers and the like
differ from call to call, and no rule looks at them.  So it is enough to judge each shape once:
responses with the same code and shape break the same rules, if their requests have the same shape,
too.  What the rules read is taken from the rules and conditions themselves.

A shape is made of octets.  The first eight have a bit for each header field that is merely there or
not.  Of the others each value follows, one a line behind the number of its field, but reduced: of
the words only those are left that a rule looks for; of a number, whether it is 0.  What separates
them stays, so that a reduced value has the same elements and parameters.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sipstatus import IMPLEMENTATION
from sipstatus._check_response import read_of_requests, read_of_responses
from sipstatus._headers import compact_forms, full_name, text
from sipstatus.cli.capture._shape_py import PARTS, Field

if TYPE_CHECKING or IMPLEMENTATION == "python":
    import sipstatus.cli.capture._shape_py as engine
else:
    import sipstatus.cli.capture._shape as engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sipstatus._check_response import Reading
    from sipstatus._headers import Fields
    from sipstatus.cli.capture._shape_py import Reader


_FIRST_NUMBER = 32  # below there is LF, which ends a value


class Shapes:
    """The shapes of responses, or of requests."""

    def __init__(self, read: Mapping[str, Reading], reader: type[Reader] = engine.Reader) -> None:
        self._present = sorted(name for name in read if read[name] == "presence")
        valued = sorted(name for name in read if read[name] != "presence")
        assert len(self._present) <= 64, "there is a bit for each"
        self._valued = dict(enumerate(valued, _FIRST_NUMBER))
        numbers = {name: bit for bit, name in enumerate(self._present)}
        numbers |= {name: number for number, name in self._valued.items()}
        fields = {
            name: _field(numbers.get(name, 0), name, read.get(name)) for name in (*read, *PARTS)
        }
        fields |= {
            compact: fields[name.lower()]
            for compact, name in compact_forms().items()
            if name.lower() in fields
        }
        known = {name.encode(): field for name, field in fields.items()}
        self.reader = reader(known, _full_name)
        """Finds the shape and the transaction of a message."""

    def fields_of(self, shape: bytes) -> Fields:
        """Header fields that have a shape."""
        bits = int.from_bytes(shape[:8], "little")
        found = {name: [""] for bit, name in enumerate(self._present) if bits >> bit & 1}
        for line in shape[8:].split(b"\n")[:-1]:
            value = line[1:].decode("utf-8", "replace").strip()  # as Message.headers() gives it
            found.setdefault(self._valued[line[0]], []).append(value)
        return found


@cache
def shapes_of_responses() -> Shapes:
    """The shapes of responses, by what the rules read of them."""
    return Shapes(read_of_responses())


@cache
def shapes_of_requests() -> Shapes:
    """The shapes of requests, by what the rules read of them."""
    return Shapes(read_of_requests())


def _field(number: int, name: str, reading: Reading | None) -> Field:
    part = name if name in PARTS else ""
    if isinstance(reading, frozenset):
        words = tuple(sorted(word.encode() for word in reading))
        return Field(number, "words", words, part)
    return Field(number, reading or "", (), part)


def _full_name(name: bytes) -> bytes:
    return full_name(text(name)).encode("utf-8", "surrogateescape")
