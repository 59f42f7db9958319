"""Overlays of hostile and odd text: what Hypothesis makes them from.

Names are words that some language keeps for itself, and texts are full of what ends literals and
comments, begins directives, or hides.  A phrase keeps to RFC 3261 section 25.1, since every other
one is refused; all other texts may hold anything that TOML can.
"""

from __future__ import annotations

import json
import keyword
from typing import Any

from hypothesis import strategies as st

# What compilers, headers, and the outputs themselves use, in no order.  A name of the spec is in
# capitals, and its style in a language turns it into these words.
_WORDS = """
    abstract alignas and any as assert async auto base begin bool boolean break byte case catch char
    class co_await concept const constexpr continue crate debugger decltype declare default defer
    delegate delete div do dyn else elseif elsif end enum eof errno eval event exec explicit export
    extends extern fallthrough false fn for friend fun func function global go goto if impl
    implements implicit import in include inline int interface internal is let local lock long loop
    macro main match maybe mod module move mut mutable namespace native never new nil none not null
    number object of operator or out override package params pass private proc protected public pure
    quote raise range ready receive record ref register rem repeat requires rescue restrict return
    sealed select self short signed sizeof static stdin stdout string struct super switch symbol
    template then this throw trait true try type typedef typeof typename typeset undefined union
    unless unquote unsafe unsigned until use using var virtual void volatile wchar_t when where
    while with xor yield

    constructor prototype hasownproperty tostring valueof length name caller arguments object
    equals hashcode getclass notify wait values finalize memberwiseclone clone init module_info

    all code codes class_max class_success code_max code_min fallback is_success line map meaning
    method_invite phrase reason_phrase response_class sip_version spec_digest spec_version status
    status_code status_code_max status_line version xx i j h s t x
    con nul prn aux com1 linux unix i386 bit_and not_eq far near huge small interrupt
"""
NAMES = sorted(
    {word.upper() for word in (*_WORDS.split(), *keyword.kwlist, *keyword.softkwlist)} - {"_"}
)

_FRAGMENTS = (
    *("*/", "/*", "//", "??/", "??'", "%41", "$(id)", "$$", "$ru", "'''", "--", "--(", ");"),
    *("@deprecated", "@SUM(A1)", "=1+1", "+1", "-1", "//go:build ignore", "!", "~", "&amp;", "(*"),
    *("\t", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\u0085", "\xa0", "\xad", "\u061c"),
    *(
        "é",
        "e\u0301",
        "忙",
        "👩‍👩‍👧",
        "\U000e0001",
        "\U0010ffff",
        "\uffff",
        "\ue000",
        "İ",
        "ß",
        "0",
    ),
)
"""What a phrase may hold (RFC 3261 section 25.1)."""
_ANYTHING = (
    *(
        '"',
        '"""',
        "\\",
        "\\\n",
        "\n",
        "\r",
        "\r\n",
        "`",
        "${x}",
        "#{x}",
        "{{ x }}",
        "{% x %}",
        "<%",
    ),
    *(
        "-->",
        "]]>",
        "]]",
        "<!--",
        "</script>",
        "|",
        "#",
        "# ",
        "#!define X",
        "^",
        "\x01",
        "\x1b[2J",
    ),
    *("\\u000a", "\\x", "%d", "%{", "~S", 'R"(', 'r#"', "\x7f", "//line x:1", "\\N{BEL}", "EOF"),
)
_PLAIN = "abcXYZ019 .,:;_-"

_fragments = st.sampled_from(_FRAGMENTS)
_any_fragments = st.one_of(_fragments, st.sampled_from(_ANYTHING))
_characters = st.characters(codec="utf-8", exclude_characters="\0")


def _texts(*parts: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*parts), min_size=1, max_size=most).map("".join)


_non_ascii = st.characters(min_codepoint=0x80, codec="utf-8")
phrases = (
    # 20 fragments are never longer than a phrase may be.
    _texts(_fragments, st.sampled_from(_PLAIN), _non_ascii, most=20)
    .map(lambda text: text.strip(" \t"))
    .filter(bool)
)
texts = _texts(_any_fragments, st.sampled_from(_PLAIN), _characters, most=40)
"""Any text without NUL."""

SOURCE = {"rfc": 3261, "section": "16.9"}


@st.composite
def overlays(draw: st.DrawFn, taken: frozenset[int], names_taken: frozenset[str]) -> dict[str, Any]:
    """An overlay that keeps to all rules: as TOML, read."""
    codes = [code for code in range(400, 700) if code not in taken]
    chosen = sorted(draw(st.lists(st.sampled_from(codes), min_size=6, max_size=12, unique=True)))
    free = [name for name in NAMES if _key(name) not in names_taken]
    names = draw(
        st.lists(st.sampled_from(free), min_size=len(chosen), max_size=len(chosen), unique_by=_key)
    )
    wordings = draw(
        st.lists(
            phrases,
            min_size=len(chosen),
            max_size=len(chosen),
            unique_by=lambda text: text.casefold(),
        )
    )
    entries = [
        {
            "code": code,
            "name": name,
            "phrase": phrase,
            "summary": draw(texts),
            "state": "vendor",
            "headers": [
                {"names": ["Warning"], "level": "should", "value": draw(texts), "source": SOURCE}
            ],
            "retry": {
                "options": ["change"],
                "change": draw(st.lists(texts, min_size=1, max_size=3)),
                "text": draw(texts),
                "source": SOURCE,
            },
        }
        for code, name, phrase in zip(chosen, names, wordings, strict=True)
    ]
    return {
        "status": entries,
        "translation": [
            {"code": chosen[0], "language": "tlh", "phrase": draw(phrases), "summary": draw(texts)}
        ],
        "profile": [
            {"name": draw(st.sampled_from(["acme", "class", "constructor", "end", "nil"]))}
        ],
    }


def _key(name: str) -> str:
    return name.replace("_", "").lower()


def toml(value: dict[str, Any]) -> str:
    """An overlay as TOML text: tables in arrays, and inline below."""
    lines = []
    for table, rows in value.items():
        for row in rows:
            lines += [f"[[{table}]]", *(f"{key} = {_inline(item)}" for key, item in row.items())]
    return "".join(f"{line}\n" for line in lines)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    """A text as TOML writes it: a JSON string without pairs of surrogates, DEL escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
