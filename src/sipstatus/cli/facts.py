"""What the generated tables know about status codes, as records that print and serialize."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from sipstatus.cli import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

KEYS = (
    "code",
    "name",
    "phrase",
    "class",
    "final",
    "state",
    "fallback",
    "status_line",
    "summary",
    "references",
    "aliases",
)


def tables() -> tuple[ModuleType, ModuleType]:
    """The generated modules ``codes`` and ``facts``; CommandError when they cannot be used."""
    try:
        from _sipstatus import codes, facts
    except Exception as error:  # generated/ of a source tree may hold anything
        what = f"{type(error).__name__}: {error}"
        raise CommandError(
            f"the generated tables cannot be loaded ({what}); in a source tree run "
            "`sipstatus generate`, elsewhere reinstall sipstatus"
        ) from None
    return codes, facts


def registered_codes() -> list[int]:
    """Every code of the tables, ascending."""
    return sorted(tables()[0].REASON_PHRASES)


def find(text: str) -> list[int]:
    """The codes that a number, name, phrase or alias names."""
    tables()
    from sipstatus import find_status_codes

    return [int(code) for code in find_status_codes(text)]


def suggestions(text: str) -> list[str]:
    """Codes whose name, phrase or alias resembles a text, best first: ``486 Busy Here``."""
    codes, facts = tables()
    from _sipstatus.status_code import StatusCode

    known = {name.casefold(): int(code) for name, code in StatusCode.__members__.items()}
    for code, phrase in codes.REASON_PHRASES.items():
        for wording in (phrase, *(alias.phrase for alias in facts.ALIASES.get(code, ()))):
            known.setdefault(wording.casefold(), code)
    close = difflib.get_close_matches(text.casefold(), known, n=3)
    return [f"{code} {codes.REASON_PHRASES[code]}" for code in dict.fromkeys(map(known.get, close))]


def record(code: int) -> dict[str, Any]:
    """All that is known about a code from 100 to 699, registered or not."""
    codes, facts = tables()
    from _sipstatus.response_class import ResponseClass
    from _sipstatus.status_code import StatusCode

    known = code in codes.REASON_PHRASES
    return {
        "code": code,
        "name": StatusCode(code).name if known else None,
        "phrase": codes.reason_phrase(code),
        "class": ResponseClass(code // 100).name,
        "final": codes.is_final(code),
        "state": facts.STATES.get(code, "unregistered"),
        "fallback": codes.fallback_code(code),
        "status_line": codes.STATUS_LINES[code].decode().rstrip("\r\n") if known else None,
        "summary": facts.SUMMARIES.get(code),
        "references": [_reference(*place) for place in facts.REFERENCES.get(code, ())],
        "aliases": [
            {"phrase": alias.phrase, "name": alias.name, "source": _reference(*alias.source)}
            for alias in facts.ALIASES.get(code, ())
        ],
    }


def cells(record: Mapping[str, Any]) -> dict[str, str]:
    """The same, each value as one text."""
    return {key: _text(value) for key, value in record.items()}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(map(_text, value))
        case {"rfc": rfc, "section": section}:
            return f"RFC {rfc} section {section}"
        case {"phrase": phrase, "name": name, "source": source}:
            return f"{phrase}{f' = {name}' if name else ''} ({_text(source)})"
        case _:
            return str(value)


def _reference(rfc: int, section: str) -> dict[str, Any]:
    return {"rfc": rfc, "section": section}
