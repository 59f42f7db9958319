"""C++: a header of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ...language.blocks import inline, rows
from ...language.escaping import c_literal
from ...language.naming import Names, pascal
from ..base import Context, Home, Option, Output, Target
from ..c.syntax import COMMENT, doc, remark, row_type
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


def _constants(context: Context) -> Mapping[str, Any]:
    statuses, limits = context.statuses, context.registry.limits
    rows = {status.code: row for row, status in enumerate(statuses, start=1)}
    codes = range(limits.status_code_min, limits.status_code_max + 1)
    return {
        "row_type": row_type(len(statuses)),
        "rows_of_codes": [rows.get(code, 0) for code in codes],
    }


def _meaning(context: Context) -> Mapping[str, Any]:
    lists: dict[str, syntax.Lists] = {}
    variables = syntax.rows(context.tables, lists).variables()
    phrases = [
        [c_literal(texts.get(status.code, "")) for status in context.statuses]
        for texts in context.tables.languages.values()
    ]
    return {**variables, "lists": lists.values(), "phrases": phrases}


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
    ident=syntax.name,  # BusyHere: macros, which know no scope, are written in another case.
    class_ident=Names(pascal, reserved=("Unknown",)),
    filters={
        "doc": doc,
        "ended": syntax.ended,
        "enumerators": syntax.enumerators,
        "fields": syntax.fields,
        "filled": syntax.filled,
        "listed": partial(inline, "{}"),
        "lower": syntax.lower,
        "name": syntax.name,
        "remark": remark,
        "rows": partial(rows, "{}", indent=2, step=2),
    },
)
