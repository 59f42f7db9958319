"""C++: a header of constants that stands alone, and one of what responses mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language.escaping import Safe, c_literal
from ...language.naming import Names, pascal
from ..base import Context, Home, Nothing, Option, Output, Target, filters
from ..c.syntax import COMMENT, doc
from ..records import Array
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
_NAMESPACE = rf"(?!(?:{_KEYWORDS})$)[a-z][a-z0-9]*(?:_[a-z0-9]+)*"


def _constants(context: Context) -> Mapping[str, Any]:
    names = [Safe(f'{{"{each.ident}", {each.code}}}') for each in context.constants]
    phrases = ["", *(status.phrase for status in context.statuses)]
    lines = ["", *(context.registry.status_line(s).decode() for s in context.statuses)]
    fallbacks = [0, *(each.fallback for each in context.registry.classes)]
    return {
        "arrays": (
            Array("names", "status_name", names, lines=True),
            Array("code_rows", "number", context.rows_of_codes),
            Array("reason_phrases", "text", [*map(c_literal, phrases)], lines=True),
            Array("status_lines", "text", [*map(c_literal, lines)], lines=True),
            Array("fallbacks", "number", fallbacks),
        )
    }


TARGET = Target(
    name="cpp",
    title="C++ headers of constants and of what responses mean",
    audience="C++ projects, from C++11 on. Copy `sip_status.hpp`; copy `sip_status_meaning.hpp` "
    "for what responses mean. Each header stands alone, and there is nothing to link. `--option "
    "cpp.namespace=NAME` puts everything into a namespace of yours.",
    outputs=(
        Output("sip_status.hpp", "sip_status.hpp.j2", extra=_constants),
        Output("sip_status_meaning.hpp", "sip_status_meaning.hpp.j2", extra=syntax.variables),
    ),
    options=(Option("namespace", "sip", "namespace of everything", _NAMESPACE),),
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
    nothing=Nothing('""', "0", "Unknown", "nullptr", "Header()"),
    filters={**filters(syntax), "doc": doc},
)
