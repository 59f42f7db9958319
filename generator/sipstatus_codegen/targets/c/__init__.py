"""C: a header of constants that stands alone, and what responses mean, for C99 and C++11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import HASH, Safe, c_literal
from ...language.naming import Identifier, identifier, upper_snake
from ..base import Context, Home, Nothing, Option, Output, Target, filters
from . import statusline, syntax
from .syntax import COMMENT, WIDTH, Syntax, row_type, size

# What the headers themselves define behind the prefix, and the argument of their X-macros.
_TAKEN = (
    r"ALIAS_MAP|CODE_MAX|CODE_MIN|H|HANGUP_CAUSE|MAP|MEANING_H|SPEC_DIGEST|SPEC_VERSION|XX"
    r"|(CLASS|CONDITION|DENOMINATOR|EFFECT|ELEMENT|HANDLING|HEADER|LANGUAGE|LEVEL|LOCATION)_.*"
    r"|(FIRST_ATTEMPT|MEANING|METHOD_LIMIT|METRIC|PROFILE|RETRY_OPTION|SIPS_REFUSAL|SUBJECT)_.*"
    r"|METHOD_[A-Z]+"
)


class _HeaderName(Safe):
    """The name of the header, and those of the files of meaning beside it."""

    __slots__ = ()

    @property
    def stem(self) -> Safe:
        """``sip_status`` for ``sip_status.h``: the name of the library and its package."""
        return Safe(self.rpartition(".")[0])

    @property
    def meaning(self) -> Safe:
        """``sip_status_meaning.h`` for ``sip_status.h``."""
        return Safe(f"{self.stem}_meaning.{self.rpartition('.')[2]}")

    @property
    def meaning_c(self) -> Safe:
        """``sip_status_meaning.c`` for ``sip_status.h``."""
        return Safe(f"{self.stem}_meaning.c")


class _HeaderOption(Option):
    """The option that names the header."""

    __slots__ = ()

    def check(self, value: str) -> Safe:
        """The value as :meth:`Option.check` gives it, with the other names made of it."""
        return _HeaderName(super().check(value))


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_BUSY_HERE``; what the header needs for itself is dodged."""
    return identifier(name, upper_snake, prefix=options["prefix"], taken=_TAKEN)


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``SIP_STATUS_CLASS_SUCCESS``."""
    return identifier(name, upper_snake, prefix=f"{options['prefix']}CLASS_")


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
    statuses, prefix = context.statuses, context.options["prefix"]
    return {
        "lower": Safe(prefix.lower()),
        "bare": {ident: Safe(ident.removeprefix(prefix)) for ident in context.idents.values()},
        "row_type": row_type(len(statuses)),
        "rows_of_codes": context.rows_of_codes,
        "phrase_size": size(status.phrase for status in statuses),
        "line_size": size(context.registry.status_line(status).decode() for status in statuses),
    }


def _package(context: Context) -> Mapping[str, Any]:
    return {"files": context.options["header"]}


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, registry = context.tables, context.registry
    spelled = Syntax(context.options["prefix"], tables)
    shared = {
        name: [spelled.row(name, row) for row in rows] for name, rows in tables.shared.items()
    }
    rows = {
        **shared,
        "meaning": [spelled.row("meaning", row) for row in tables.meanings],
        "header_field": [spelled.row("header_field", row) for row in tables.headers],
        "metric_formula": [spelled.row("metric_formula", row) for row in tables.metrics],
    }
    phrases = [
        [
            spelled.text(texts[status.code]) if status.code in texts else 0
            for status in context.statuses
        ]
        for texts in tables.languages.values()
    ]
    vocabularies = [*tables.vocabularies.values(), *spelled.named()]
    return {
        "lower": Safe(context.options["prefix"].lower()),
        "files": context.options["header"],
        "spec_id": Safe(f"0x{registry.digest[:15]}"),
        "tables": tables,
        "vocabularies": vocabularies,
        # An array of C is never empty.
        "rows": {name: cells or [spelled.nothing(name)] for name, cells in rows.items()},
        "row_type": row_type(len(tables.meanings) - 1),
        "lists": list(spelled.list_cells),
        "profiles": (tables.rfc3398, *tables.profiles),
        "answer_type": row_type(len(tables.cause_codes) - 1),
        "phrases": phrases,
        "texts": list(spelled.texts),
        "text_size": size(spelled.texts),
        "sizes": {v.name: size(word.word for word in v.words) for v in vocabularies},
        "enum": spelled.enum,
        "struct": spelled.struct,
        "word": spelled.word,
    }


TARGET = Target(
    name="c",
    title="C (C99 and C++11): constants, what responses mean, a parser of status-lines",
    audience="C and C++ programs: copy `sip_status.h` into the source tree; it stands alone. For "
    "what responses mean, copy `sip_status_meaning.h` and `sip_status_meaning.c` as well. The "
    "parser, `sip_statusline.h`, stands alone, too. They need nothing but the headers of C; "
    "`--option c.prefix=ACME_SIP_ --option c.header=acme_sip.h` renames all but the parser.",
    outputs=(
        Output("{header}", "sip_status.h.j2", extra=_extra),
        Output("sip_statusline.h", statusline.TEMPLATE, extra=statusline.variables),
        Output("{header.meaning}", "sip_status_meaning.h.j2", extra=_meaning, option="meaning"),
        Output("{header.meaning_c}", "sip_status_meaning.c.j2", extra=_meaning, option="meaning"),
        Output("CMakeLists.txt", "CMakeLists.txt.j2", extra=_package, comment=HASH, option="cmake"),
    ),
    options=(
        Option(
            "prefix",
            "SIP_STATUS_",
            "what every name begins with, functions and types in lower-case",
            r"(?!SIP_STATUSLINE_$)[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_",  # that one is the parser's
        ),
        _HeaderOption("header", "sip_status.h", "name of the header", r"[\w-]+\.(h|hh|hpp)"),
        Option("meaning", "yes", "whether to write what responses mean", "yes|no"),
        Option("cmake", "no", "whether to write a CMakeLists.txt that builds a package", "yes|no"),
    ),
    usage="{}",
    homes=tuple(
        Home((marker,), ("include",), only=("{header}",))
        for marker in ("CMakeLists.txt", "meson.build")
    ),
    example="example.c",
    nothing=Nothing('""', "0", "0", "NULL", "0"),
    literal=c_literal,
    comment=COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={**filters(syntax), "continued": _continued},
)
