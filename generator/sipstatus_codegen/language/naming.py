"""Identifiers from names of the spec: case styles, and names that are legal by construction.

A name of the spec is ``[A-Z][A-Z0-9]*(_[A-Z0-9]+)*`` (see :data:`..model.base.Name`).  So its words
are ASCII letters and digits, and every style gives ASCII letters, digits and underscores only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial

from .escaping import Safe

Style = Callable[[str], str]


class Identifier(Safe):
    """A name that is legal in the language of the target."""

    __slots__ = ()


def upper_snake(name: str) -> str:
    """``BUSY_HERE``: the style of the spec."""
    return name


def lower_snake(name: str) -> str:
    """``busy_here``."""
    return name.lower()


def kebab(name: str) -> str:
    """``busy-here``."""
    return name.lower().replace("_", "-")


def pascal(name: str, initialisms: Collection[str] = ()) -> str:
    """``BusyHere``; words in ``initialisms`` stay upper-case (Go's ``RequestURITooLong``)."""
    words = name.split("_")
    return "".join(word if word in initialisms else word.capitalize() for word in words)


def camel(name: str, initialisms: Collection[str] = ()) -> str:
    """``busyHere``."""
    first, _, rest = name.partition("_")
    return first.lower() + pascal(rest, initialisms) if rest else first.lower()


def identifier(
    name: str, style: Style, *, prefix: str = "", reserved: Collection[str] = (), taken: str = ""
) -> Identifier:
    """Prefix and name in a style.

    Underscores behind it keep it from being a reserved word, or what the output itself defines
    behind the prefix: ``taken`` is a pattern of such names, as the spec would have them.
    """
    text = prefix + style(name)
    if taken and re.fullmatch(taken, name):
        text += "_"
    while text in reserved:
        text += "_"
    return Identifier(text)


class Names:
    """Makes identifiers of one kind: of status codes, of types, of members.

    A name is one of the spec, that of a field or a record (``header_rule``), or a header field's
    (``Call-ID``).  The options of a target, which its naming may depend on, are no matter here.
    """

    def __init__(
        self, style: Style, *, prefix: str = "", reserved: Collection[str] = (), taken: str = ""
    ) -> None:
        self._make = partial(identifier, style=style, prefix=prefix, reserved=reserved, taken=taken)
        self._known: dict[str, Identifier] = {}

    def __call__(self, name: str, options: Mapping[str, Safe] | None = None, /) -> Identifier:
        """The identifier."""
        if name not in self._known:
            self._known[name] = self._make(name.replace("-", "_").upper())
        return self._known[name]


def collision_key(name: str) -> str:
    """A key that is equal for names which some style turns into the same identifier."""
    return name.replace("_", "").casefold()
