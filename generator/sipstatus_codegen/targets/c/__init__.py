"""C: a header of constants, an X-macro and lookups, and one of semantics, for C99 and C++11."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...language.escaping import CommentStyle, Safe, c_literal
from ...language.naming import Identifier, identifier, upper_snake
from ..base import Consumer, Context, Option, Output, Status, Target
from . import semantics, statusline
from .initializers import WIDTH, numbers, remarks
from .rows import constant

if TYPE_CHECKING:
    from collections.abc import Mapping

# "*/" ends a comment, "/*" inside one is an error under -Wcomment, and "??/" is a backslash, which
# splices lines.  Doxygen takes backslash and @ for commands, and < for HTML.
_PLAIN = (("*/", "* /"), ("/*", "/ *"), ("??/", "? ?/"))
_DOXYGEN = (("\\", "\\\\"), ("@", "\\@"), ("<", "\\<"), *_PLAIN)
_COMMENT = CommentStyle(" * ", "/*", " */", _PLAIN, WIDTH)
_DOC = CommentStyle(" * ", "/**", " */", _DOXYGEN, WIDTH)

# What the headers themselves define behind the prefix, and the argument of their X-macros.
_TAKEN = re.compile(
    r"ALIAS_MAP|CODE_MAX|CODE_MIN|H|MAP|NO_TRANSLATIONS|SEMANTICS_H|SPEC_DIGEST|SPEC_VERSION|XX"
    r"|(ABOUT|BY|CLASS|CONDITION|DENOMINATOR|DETAIL|EFFECT|FACT|HEADER|ISUP|LANGUAGE|LEVEL|METRIC)_.*"
    r"|(PROFILE|PROXY_RULE|RETRY|RULE|STEP)_.*|METHOD_[A-Z]+"
)
_CLASS = "CLASS_"


class _HeaderName(Safe):
    """The name of the header, and that of the header of semantics beside it."""

    __slots__ = ()

    @property
    def semantics(self) -> Safe:
        """``sip_status_semantics.h`` for ``sip_status.h``."""
        stem, _, suffix = self.rpartition(".")
        return Safe(f"{stem}_semantics.{suffix}")


class _HeaderOption(Option):
    """The option that names the header."""

    __slots__ = ()

    def check(self, value: str) -> Safe:
        """The value as :meth:`Option.check` gives it, with the other name made of it."""
        return _HeaderName(super().check(value))


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_BUSY_HERE``; what the header needs for itself is dodged."""
    return identifier(_name(name), upper_snake, prefix=options["prefix"])


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_CLASS_SUCCESS``."""
    return identifier(name, upper_snake, prefix=f"{options['prefix']}{_CLASS}")


def _name(name: str) -> Identifier:
    """The name as X-macros pass it: what stands behind the prefix."""
    return Identifier(f"{name}_" if _TAKEN.fullmatch(name) else name)


def _continued(text: str) -> Safe:
    """Lines as one macro definition; all but the last end in a backslash at the margin.

    Two that fit on one line become one, as clang-format has it.
    """
    *lines, last = text.splitlines()
    joined = f"{lines[0]} {last.lstrip()}" if len(lines) == 1 else ""
    if joined and len(joined) <= WIDTH:
        return Safe(f"{joined}\n")
    return Safe("".join(f"{line:<{WIDTH - 2}} \\\n" for line in lines) + f"{last}\n")


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
        "row_lines": list(numbers(_rows(context))),
        # With the NUL behind them.
        "phrase_size": max(len(status.phrase.encode()) for status in statuses) + 1,
        "line_size": max(len(status.line) for status in statuses) + 1,
        **semantics.variables(context),
    } | statusline.variables(context)


def _doc(status: Status) -> str:
    where = f" Defined in {status.references[0]}." if status.references else ""
    return f"{status.code} {status.phrase}. {status.summary}{where}"


def _rows(context: Context) -> list[int]:
    """The table row of every code, 0 for unknown ones."""
    rows = {status.code: i for i, status in enumerate(context.statuses, start=1)}
    return [rows.get(code, 0) for code in range(context.code_min, context.code_max + 1)]


TARGET = Target(
    name="c",
    title="C header (C99 and C++11)",
    audience="C and C++ programs: copy `sip_status.h` into the source tree, and beside it, for "
    "what responses mean and demand, `sip_status_semantics.h`; the parser, `sip_statusline.h`, "
    "stands alone. `--option c.prefix=ACME_SIP_ --option c.header=acme_sip.h` renames the others.",
    outputs=(
        Output("{header}", "sip_status.h.j2"),
        Output("{header.semantics}", "sip_status_semantics.h.j2", option="semantics"),
        Output("sip_statusline.h", statusline.TEMPLATE),
    ),
    options=(
        Option(
            "prefix",
            "SIP_STATUS_",
            "what every name begins with, functions and types in lower-case",
            r"(?!SIP_STATUSLINE_$)[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_",  # that one is the parser's
        ),
        _HeaderOption("header", "sip_status.h", "name of the header", r"[\w-]+\.(h|hh|hpp)"),
        Option("semantics", "yes", "whether to write the second header, too", "yes|no"),
    ),
    literal=c_literal,
    comment=_COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    extra=_extra,
    filters={
        "constant": constant,
        "continued": _continued,
        "doc": _DOC,
        "remark": remarks(_COMMENT),
    },
    consumer=Consumer(
        {f"{name}.c": f"{name}.c.j2" for name in ("consumer", "semantics", "facts")},
        (("cc", "-std=c99", "-I.", "{main}", "-o", "program"), ("./program",)),
    ),
)
