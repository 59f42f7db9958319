"""Puts the facts about a status code into words: a label and a text for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sipstatus.cli.records import citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_ABOUT = {
    "target": "this address alone; another may still do",
    "user": "the user, whatever the address",
}
_METHODS = {"only": "only", "meant": "mostly", "never": "never"}
_LEVELS = {
    "must": "must have",
    "must_not": "must not have",
    "should": "should have",
    "should_not": "should not have",
    "may": "may have",
}
_ENDS = {
    "none": "nothing",
    "early_dialog": "the early dialog",
    "transaction": "its transaction alone",
    "usage": "the usage of the dialog",
    "dialog": "the dialog with all its usages",
    "redirect": "its transaction; the dialog goes on at the new address",
}
_FIRST = {
    None: "",
    "remedy": ", if the gateway cannot mend the request",
    "authenticate": ", if the gateway cannot authenticate itself",
}
_DIAGNOSTIC = {
    None: "",
    "without_diagnostic": " without a diagnostic",
    "with_diagnostic": " with a diagnostic",
}


class Statement(NamedTuple):
    """One fact in words."""

    key: str
    """The key of the fact in a record of :meth:`.Tables.meaning`."""

    label: str
    text: str


def statements(meaning: Mapping[str, Any]) -> Iterator[Statement]:
    """The facts of a record of :meth:`.Tables.meaning`, or of a part, in the order of its keys."""
    seen: set[Statement] = set()
    for key, words in _WORDS.items():
        value = meaning.get(key)
        if key == "headers":
            value = sorted(value or [], key=lambda rule: list(_LEVELS).index(rule["level"]))
        for item in value if isinstance(value, list) else [value]:
            for label, text in words(item) if item is not None else ():
                statement = Statement(key, label, text)
                if statement not in seen:
                    yield statement
                seen.add(statement)


def _about(about: str) -> Iterator[tuple[str, str]]:
    if about in _ABOUT:
        yield "speaks of", _ABOUT[about]


def _generated_by(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    upper = ("uas", "psap")
    elements = (
        name.upper() if name in upper else name.replace("_", " ") for name in rule["elements"]
    )
    yield "sent by", f"{', '.join(elements)} {cited(rule)}"


def _methods(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = f"{_METHODS[rule['rule']]} {', '.join(rule['names'])}"
    yield "answers", f"{names}{_when(rule)} {cited(rule)}"


def _headers(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    to = f" to {', '.join(rule['methods'])}" if rule["methods"] else ""
    if rule["except_methods"]:
        to = f" to all but {', '.join(rule['except_methods'])}"
    yield _LEVELS[rule["level"]], f"{_header(rule)}{to}{_when(rule)} {cited(rule)}"


def _request_headers(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "request", f"{rule['level']} have had {_header(rule)}{_when(rule)} {cited(rule)}"


def _header(rule: Mapping[str, Any]) -> str:
    names = " or ".join(rule["names"])
    each = "each " if rule["each"] else ""
    return f"{rule['value']} in {each}{names}" if rule["value"] else names


def _retry(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "client", f"{', '.join(rule['options'])}: {rule['text']} {cited(rule)}"
    if rule["change"]:
        yield "must change", ", ".join(rule["change"])
    if rule["delay"]:
        yield "waits", "{:g} to {:g} seconds".format(*rule["delay"])
    if rule["owner_delay"]:
        yield "waits", "{:g} to {:g} seconds if it made the Call-ID".format(*rule["owner_delay"])


def _proxy(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "proxy", f"{rule['text']} {cited(rule)}"


def _dialog(effect: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    what = _ENDS[effect["effect"]]
    if effect["ends_subscription"]:
        what += ", and a subscription"
    yield "ends", f"{what}{_text(effect)} {cited(effect)}"


def _isup(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    cause = row["cause"] or "none"
    yield "ISUP cause", f"{cause}{_FIRST[row['first']]}{_text(row)} {cited(row)}"


def _isup_causes(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    cause = f"{row['cause']} {row['text']}{_DIAGNOSTIC[row['condition']]}"
    if row["user_code"]:
        cause += f", {row['code']}, or {row['user_code']} if it comes from the user"
    yield "from cause", f"{cause} {cited(row)}"


def _metrics(metric: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "counts in", f"{metric['name']}, {metric['title']} {cited(metric)}"


def _notes(note: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "note", f"{note['text']} {cited(note)}"


def _confusions(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    neighbours = ", ".join(f"{code} {phrase}" for code, phrase in entry["neighbours"].items())
    yield "confused", f"{neighbours}. {entry['text']} {cited(entry)}"


_WORDS: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {
    "about": _about,
    "generated_by": _generated_by,
    "methods": _methods,
    "headers": _headers,
    "request_headers": _request_headers,
    "retry": _retry,
    "proxy": _proxy,
    "dialog": _dialog,
    "isup": _isup,
    "isup_causes": _isup_causes,
    "metrics": _metrics,
    "notes": _notes,
    "confusions": _confusions,
}


def _when(rule: Mapping[str, Any]) -> str:
    from sipstatus._sentences import clause

    return f" when {clause(rule['when'])}" if rule["when"] else ""


def _text(fact: Mapping[str, Any]) -> str:
    return f". {fact['text']}" if fact["text"] else ""


def cited(fact: Mapping[str, Any]) -> str:
    """The source of a fact, in parentheses, with what is to be known about it."""
    source = fact["source"]
    marks = [
        *([source["note"]] if source["note"] else []),
        *(["inferred"] if source["basis"] == "inferred" else []),
        *([] if source["verified"] else ["not verified"]),
    ]
    return f"({'; '.join([citation(source, source['heading']), *marks])})"
