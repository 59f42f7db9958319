"""What the generated tables say about status codes, as records to print and to serialize."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sipstatus.cli.loading import usable_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _sipstatus.source import Source

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

MEANING_KEYS = (
    "about",
    "generated_by",
    "methods",
    "headers",
    "request_headers",
    "retry",
    "proxy",
    "dialog",
    "isup",
    "isup_causes",
    "metrics",
    "notes",
    "confusions",
    "translations",
)

_LONGEST_TEXT = 100  # characters that are compared with what is known: it takes its time


class Tables:
    """The generated modules, and questions to them.

    package: the import root that holds them; with overlays it is a temporary one (see
    :mod:`.overlays`).

    Raises CommandError when they cannot be loaded.
    """

    def __init__(self, package: str = "_sipstatus") -> None:
        with usable_tables():
            self.codes = import_module(f"{package}.codes")
            self.facts = import_module(f"{package}.facts")
            self.meanings = import_module(f"{package}.meaning")
            self.registry = import_module(f"{package}.registry")
            self.languages = import_module(f"{package}.languages").TRANSLATIONS
            import_module(f"{package}.headings")  # while a temporary package is there
            self.historic = import_module(f"{package}.historic").HISTORIC
            self.StatusCode = import_module(f"{package}.status_code").StatusCode
            self.ResponseClass = import_module(f"{package}.response_class").ResponseClass

    def registered(self) -> list[int]:
        """Every code that is a member of the enum, ascending."""
        return sorted(self.codes.REASON_PHRASES)

    def find(self, text: str) -> list[int]:
        """The codes that a number, name, phrase or alias names; historic codes if no other fits."""
        from sipstatus._search import simplified

        wanted = simplified(text)
        return self._registered_wordings.get(wanted) or self._historic_wordings.get(wanted, [])

    def class_digit(self, text: str) -> int | None:
        """The class that ``4xx``, ``4`` or a name such as ``REQUEST_FAILURE`` means."""
        from sipstatus._search import simplified

        wanted = simplified(text)
        for entry in self.ResponseClass:
            if wanted in (f"{entry:d}xx", f"{entry:d}", simplified(entry.name)):
                return int(entry)
        return None

    def suggestions(self, text: str) -> list[str]:
        """At most three codes that a text may mean, best first: ``486 Busy Here``.

        Those of whose wordings it is a part, if each of its words is corrected; or else those that
        have a similar wording.
        """
        import difflib

        from sipstatus._search import simplified

        known = {**self._historic_wordings, **self._registered_wordings}
        known = {wording: codes for wording, codes in known.items() if not wording.isdecimal()}
        vocabulary = {word for wording in known for word in wording.split()}
        asked = simplified(text)[:_LONGEST_TEXT]
        words = {
            word
            for typed in asked.split()
            for word in difflib.get_close_matches(typed, vocabulary, n=1) or [typed]
        }
        parts = [wording for wording in known if words <= {*wording.split()}]
        close = difflib.get_close_matches(asked, parts, n=3, cutoff=0)
        close = close or difflib.get_close_matches(asked, known, n=3)
        codes = dict.fromkeys(code for wording in close for code in known[wording])
        return [f"{code} {self.record(code)['phrase']}" for code in codes][:3]

    @property
    def longest_wording(self) -> int:
        """How many words the longest name or phrase has."""
        return max(len(wording.split()) for wording in self._registered_wordings)

    @cached_property
    def _registered_wordings(self) -> dict[str, list[int]]:
        from sipstatus._search import indexed

        index = indexed(self.StatusCode, self.facts.ALIASES)
        return {wording: [int(code) for code in codes] for wording, codes in index.items()}

    @cached_property
    def _historic_wordings(self) -> dict[str, list[int]]:
        from sipstatus._search import simplified

        return {
            simplified(wording): [code]
            for code, entry in self.historic.items()
            for wording in (str(code), entry.name, entry.phrase)
        }

    @cached_property
    def common_headers(self) -> list[dict[str, Any]]:
        """What is said about header fields of every response, whatever its class."""
        first, *others = (meaning.headers for meaning in self.meanings.CLASS_MEANINGS.values())
        return [plain(rule) for rule in first if all(rule in headers for headers in others)]

    def record(self, code: int) -> dict[str, Any]:
        """Name, phrase, class and the like of a code from 100 to 699, registered or not."""
        known = code in self.codes.REASON_PHRASES
        old = self.historic.get(code)
        references = old.references if old else self.facts.REFERENCES.get(code, ())
        return {
            "code": code,
            "name": self.StatusCode(code).name if known else old and old.name,
            "phrase": old.phrase if old else self.codes.reason_phrase(code),
            "class": self.ResponseClass(code // 100).name,
            "final": self.codes.is_final(code),
            "state": "historic" if old else self.facts.STATES.get(code, "unregistered"),
            "fallback": self.codes.fallback_code(code),
            "status_line": self.codes.STATUS_LINES[code].decode().rstrip("\r\n") if known else None,
            "summary": old.summary if old else self.facts.SUMMARIES.get(code),
            "references": [_reference(reference) for reference in references],
            "aliases": [
                {"phrase": alias.phrase, "name": alias.name, "source": _reference(alias.source)}
                for alias in self.facts.ALIASES.get(code, ())
            ],
        }

    def meaning(self, code: int) -> dict[str, Any]:
        """What a response from 100 to 699 means and demands, including what holds for its class.

        A code that is not registered has the retry advice of the code that it is treated as.  Every
        fact has its ``source``: the RFC and section, whether it is stated there or inferred, and
        whether that was verified.
        """
        meaning = self.meanings.meaning_of(code)
        treated_as = self.meanings.meaning_of(self.codes.fallback_code(code))
        facts = {
            "about": meaning.about,
            "generated_by": meaning.generated_by,
            "methods": meaning.methods,
            "headers": meaning.headers,
            "request_headers": meaning.request_headers,
            "retry": treated_as.retry,
            "proxy": meaning.proxy,
            "dialog": meaning.dialog,
            "isup": meaning.isup,
            "isup_causes": [
                row for row in self.registry.CAUSE_MAPPINGS if code in (row.code, row.user_code)
            ],
            "metrics": [
                {"name": metric.name, "title": metric.title, "source": metric.source}
                for metric in self.registry.METRICS.values()
                if metric.name in meaning.metrics
            ],
            "notes": meaning.notes,
            "confusions": [
                {
                    **entry._asdict(),
                    "neighbours": {
                        other: phrase
                        for other in entry.codes
                        if other != code and (phrase := self.codes.reason_phrase(other))
                    },
                }
                for entry in self.registry.CONFUSIONS
                if code in entry.codes
            ],
            "translations": self._translations(code),
        }
        return {key: plain(value) for key, value in facts.items()}

    def tags(self) -> list[str]:
        """Tags of the languages of phrases and summaries, English first."""
        return ["en", *self.languages]

    def _translations(self, code: int) -> dict[str, Any]:
        if code in self.historic:
            return dict(self.historic[code].translations)
        return {tag: texts[code] for tag, texts in self.languages.items() if code in texts}


def citation(source: Mapping[str, Any], heading: str | None = None) -> str:
    """How a section of an RFC, or a document that is no RFC, is cited."""
    work = source.get("document") or f"RFC {source['rfc']}"
    section = f" section {source['section']}" if source.get("section") else ""
    return f"{work}{section}{f', {heading}' if heading else ''}"


def cells(record: Mapping[str, Any]) -> dict[str, str]:
    """A record with each value as one text."""
    return {key: _text(value) for key, value in record.items()}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(map(_text, value))
        case {"rfc": _, "section": _, "heading": heading}:
            return citation(value, heading)
        case {"phrase": phrase, "name": name, "source": source}:
            return f"{phrase}{f' = {name}' if name else ''} ({_text(source)})"
        case _:
            return str(value)


def _reference(source: Source) -> dict[str, Any]:
    return {
        "rfc": source.rfc,
        "section": source.section,
        "heading": source.heading,
        "document": source.document,
    }


def plain(value: Any) -> Any:
    """A value of the tables, or of a part of them, made of the types of JSON."""
    if hasattr(value, "section"):
        return {**_reference(value), **value._asdict()}
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
