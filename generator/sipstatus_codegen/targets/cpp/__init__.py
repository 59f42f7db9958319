"""C++: a header of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe, c_literal
from ...language.naming import Identifier, identifier, pascal
from ..base import Context, Home, Option, Output, Target
from ..c.syntax import COMMENT, doc, filled, remark, row_type
from . import syntax

_KEYWORDS = (
    "alignas|alignof|and|and_eq|asm|auto|bitand|bitor|bool|break|case|catch|char|char8_t|char16_t"
    "|char32_t|class|co_await|co_return|co_yield|compl|concept|const|const_cast|consteval"
    "|constexpr|constinit|continue|decltype|default|delete|do|double|dynamic_cast|else|enum"
    "|explicit|export|extern|false|float|for|friend|goto|if|inline|int|long|mutable|namespace|new"
    "|noexcept|not|not_eq|nullptr|operator|or|or_eq|private|protected|public|register"
    "|reinterpret_cast|requires|return|short|signed|sizeof|static|static_assert|static_cast|std"
    "|struct|switch|template|this|thread_local|throw|true|try|typedef|typeid|typename|union"
    "|unsigned|using|virtual|void|volatile|wchar_t|while|xor|xor_eq"
)


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    """``BusyHere``: macros, which know no scope, are written in another case."""
    return identifier(name, pascal)


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, pascal, reserved=("Unknown",))


def _constants(context: Context) -> Mapping[str, Any]:
    statuses, limits = context.statuses, context.registry.limits
    rows = {status.code: row for row, status in enumerate(statuses, start=1)}
    codes = range(limits.status_code_min, limits.status_code_max + 1)
    return {
        "lines": {s.code: context.registry.status_line(s).decode() for s in statuses},
        "row_type": row_type(len(statuses)),
        "rows_of_codes": [rows.get(code, 0) for code in codes],
    }


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, isup = context.tables, context.registry.isup
    spelled = syntax.Rows(tables)
    rows = {
        record: [spelled.row(record, cells) for cells in found]
        for record, found in (
            *tables.shared.items(),
            ("meaning", tables.meanings),
            ("header_field", tables.headers),
            ("metric_formula", tables.metrics),
        )
    }
    phrases = [
        [c_literal(texts.get(status.code, "")) for status in context.statuses]
        for texts in tables.languages.values()
    ]
    return {
        "tables": tables,
        "hangup_cause": isup.hangup_cause if isup else 0,
        "vocabularies": list(tables.vocabularies.values()),
        "rows": rows,
        "lists": list(spelled.lists(of_rows=False)),
        "row_lists": list(spelled.lists(of_rows=True)),
        "profiles": [c_literal(profile.name) for profile in tables.profiles],
        "languages": [c_literal(language) for language in tables.languages],
        "cause_rows": [tables.cause_rows, *(profile.codes for profile in tables.profiles)],
        "phrases": phrases,
    }


TARGET = Target(
    name="cpp",
    title="C++ headers of constants and of what responses mean",
    audience="C++ projects, from C++11 on. Copy `sip_status.hpp`; copy `sip_status_meaning.hpp` "
    "for what responses mean. Each header stands alone, and there is nothing to link. `--option "
    "cpp.namespace=NAME` puts everything into a namespace of yours.",
    outputs=(
        Output("sip_status.hpp", "sip_status.hpp.j2", extra=_constants),
        Output("sip_status_meaning.hpp", "sip_status_meaning.hpp.j2", extra=_meaning),
    ),
    options=(
        Option(
            "namespace",
            "sip",
            "namespace of everything",
            rf"(?!(?:{_KEYWORDS})$)[a-z][a-z0-9]*(?:_[a-z0-9]+)*",
        ),
    ),
    homes=tuple(
        Home((marker, sources), ("include",), only=("sip_status.hpp",))
        for marker in ("CMakeLists.txt", "meson.build")
        for sources in ("*.c*pp", "src/*.c*pp", "*.cc", "src/*.cc")
    ),
    usage="{namespace}::status::{}",
    example="example.cpp",
    literal=c_literal,
    comment=COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={
        "doc": doc,
        "enum": syntax.enum,
        "filled": filled,
        "lower": syntax.lower,
        "name": syntax.name,
        "remark": remark,
        "struct": syntax.struct,
        "words": syntax.words,
    },
)
