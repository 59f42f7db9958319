"""C: one header of constants, an X-macro and lookups, for C99 and C++11."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...naming import Identifier, identifier, upper_snake
from ...text import CommentStyle, Safe, c_literal
from .._base import Consumer, Context, Option, Output, Status, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH = 100
_PER_LINE = 20

# "*/" ends a comment, "/*" inside one is an error under -Wcomment, and "??/" is a backslash, which
# splices lines.  Doxygen takes backslash and @ for commands, and < for HTML.
_PLAIN = (("*/", "* /"), ("/*", "/ *"), ("??/", "? ?/"))
_DOXYGEN = (("\\", "\\\\"), ("@", "\\@"), ("<", "\\<"), *_PLAIN)
_COMMENT = CommentStyle(" * ", "/*", " */", _PLAIN, _WIDTH)
_DOC = CommentStyle(" * ", "/**", " */", _DOXYGEN, _WIDTH)

# What the header itself defines behind the prefix, and the argument of its X-macros.
_TAKEN = frozenset(
    ["ALIAS_MAP", "CODE_MAX", "CODE_MIN", "H", "MAP", "SPEC_DIGEST", "SPEC_VERSION", "XX"]
)
_CLASS = "CLASS_"


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_BUSY_HERE``; what the header needs for itself is dodged."""
    return identifier(_name(name), upper_snake, prefix=options["prefix"])


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_CLASS_SUCCESS``."""
    return identifier(name, upper_snake, prefix=f"{options['prefix']}{_CLASS}")


def _name(name: str) -> Identifier:
    """The name as X-macros pass it: what stands behind the prefix."""
    taken = name in _TAKEN or name.startswith(_CLASS)
    return Identifier(f"{name}_" if taken else name)


def _continued(text: str) -> Safe:
    """Lines as one macro definition; all but the last end in a backslash at the margin.

    Two that fit on one line become one, as clang-format has it.
    """
    *lines, last = text.splitlines()
    joined = f"{lines[0]} {last.lstrip()}" if len(lines) == 1 else ""
    if joined and len(joined) <= _WIDTH:
        return Safe(f"{joined}\n")
    return Safe("".join(f"{line:<{_WIDTH - 2}} \\\n" for line in lines) + f"{last}\n")


def _extra(context: Context) -> Mapping[str, Any]:
    statuses = context.statuses
    return {
        "lower": Safe(context.options["prefix"].lower()),
        "names": {
            name: _name(name)
            for status in statuses
            for name in (status.name, *(alias.name for alias in status.named_aliases))
            if name is not None
        },
        "docs": {status.code: _doc(status) for status in statuses},
        "row_type": Safe("unsigned char" if len(statuses) <= 255 else "unsigned short"),
        "row_lines": tuple(_row_lines(context)),
        # With the NUL behind them.
        "phrase_size": max(len(status.phrase.encode()) for status in statuses) + 1,
        "line_size": max(len(status.line) for status in statuses) + 1,
    }


def _doc(status: Status) -> str:
    where = f" Defined in {status.references[0]}." if status.references else ""
    return f"{status.code} {status.phrase}. {status.summary}{where}"


def _row_lines(context: Context) -> Iterator[Safe]:
    """The table row of every code, 0 for unknown ones, as the lines of an initializer."""
    rows = {status.code: i for i, status in enumerate(context.statuses, start=1)}
    width = len(str(len(rows)))
    for first in range(context.code_min, context.code_max + 1, _PER_LINE):
        codes = range(first, min(first + _PER_LINE, context.code_max + 1))
        yield Safe(" ".join(f"{rows.get(code, 0):>{width}}," for code in codes))


TARGET = Target(
    name="c",
    title="C header (C99 and C++11)",
    audience="C and C++ programs: copy `sip_status.h` into the source tree. It needs nothing but "
    "`<stddef.h>`; `--option c.prefix=ACME_SIP_ --option c.header=acme_sip.h` renames all of it.",
    outputs=(Output("{header}", "sip_status.h.j2"),),
    options=(
        Option(
            "prefix",
            "SIP_STATUS_",
            "what every name begins with, functions and types in lower-case",
            r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_",
        ),
        Option("header", "sip_status.h", "name of the header", r"[A-Za-z0-9_-]+\.(h|hh|hpp)"),
    ),
    literal=c_literal,
    comment=_COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    extra=_extra,
    filters={"doc": _DOC, "continued": _continued},
    consumer=Consumer({"consumer.c": "consumer.c.j2"}),
)
