"""What the generated tables say about status codes, as records to print and to serialize."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sipstatus.cli.loading import usable_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _sipstatus.registry import Metric

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
            self.semantics = import_module(f"{package}.semantics")
            self.registry = import_module(f"{package}.registry")
            self.languages = import_module(f"{package}.languages").TRANSLATIONS
            self.historic = import_module(f"{package}.historic").HISTORIC
            self.StatusCode = import_module(f"{package}.status_code").StatusCode
            self.ResponseClass = import_module(f"{package}.response_class").ResponseClass

    def registered(self) -> list[int]:
        """Every code that is a member of the enum, ascending."""
        return sorted(self.codes.REASON_PHRASES)

    def find(self, text: str) -> list[int]:
        """The codes that a number, name, phrase or alias names; historic codes if no other fits."""
        from sipstatus._search import indexed, simplified

        wanted = simplified(text)
        found = indexed(self.StatusCode, self.facts.ALIASES).get(wanted, ())
        return [int(code) for code in found] or [
            code
            for code, entry in self.historic.items()
            if wanted in map(simplified, (str(code), entry.name, entry.phrase))
        ]

    def suggestions(self, text: str) -> list[str]:
        """Codes whose name, phrase or alias resembles a text, best first: ``486 Busy Here``."""
        phrases = {code: entry.phrase for code, entry in self.historic.items()}
        phrases |= self.codes.REASON_PHRASES
        known = {entry.name.casefold(): code for code, entry in self.historic.items()}
        known |= {name.casefold(): int(c) for name, c in self.StatusCode.__members__.items()}
        for code, phrase in phrases.items():
            for wording in (phrase, *(alias.phrase for alias in self.facts.ALIASES.get(code, ()))):
                known.setdefault(wording.casefold(), code)
        import difflib

        close = difflib.get_close_matches(text.casefold(), known, n=3)
        return [f"{code} {phrases[code]}" for code in dict.fromkeys(known[word] for word in close)]

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
            "references": [_reference(*reference) for reference in references],
            "aliases": [
                {"phrase": alias.phrase, "name": alias.name, "source": _reference(*alias.source)}
                for alias in self.facts.ALIASES.get(code, ())
            ],
        }

    def meaning(self, code: int) -> dict[str, Any]:
        """What a response from 100 to 699 means and demands, including what holds for its class.

        A code that is not registered has the retry advice of the code that it is treated as.  Every
        fact has its ``source``: the RFC and section, whether it is stated there or inferred, and
        whether that was verified.
        """

        def fact(name: str, code: int = code) -> Any:
            # The properties of StatusCode use nothing but the number, so they work for any number.
            return getattr(self.StatusCode, name).fget(code)

        isup, cause = self.semantics.ISUP_CAUSES.get(code), fact("isup_cause")
        if isup is None and cause is not None:
            isup = self.semantics.IsupCause(
                source=self.registry.ISUP_CAUSE_SOURCE,
                cause=cause,
                text="The default: the code has none of its own.",
            )
        facts = {
            "about": self.semantics.CLASS_ABOUT.get(code // 100),
            "generated_by": fact("generated_by"),
            "methods": fact("methods"),
            "headers": fact("headers"),
            "request_headers": fact("request_headers"),
            "retry": fact("retry", self.codes.fallback_code(code)),
            "proxy": fact("proxy"),
            "dialog": fact("dialog"),
            "isup": isup,
            "isup_causes": [
                row for row in self.registry.CAUSE_MAPPINGS if code in (row.code, row.user_code)
            ],
            "metrics": [
                {"name": metric.name, "title": metric.title, "source": metric.source}
                for metric in self.registry.METRICS.values()
                if _counts(metric, code)
            ],
            "notes": fact("notes"),
            "confusions": [
                {
                    **entry._asdict(),
                    "neighbours": {
                        other: phrase
                        for other in entry.codes
                        if other != code and (phrase := self.codes.reason_phrase(other))
                    },
                }
                for entry in fact("confusions")
            ],
            "translations": self._translations(code),
        }
        return {key: _plain(value) for key, value in facts.items()}

    def tags(self) -> list[str]:
        """Tags of the languages of phrases and summaries, English first."""
        return ["en", *self.languages]

    def _translations(self, code: int) -> dict[str, Any]:
        if code in self.historic:
            return dict(self.historic[code].translations)
        return {tag: texts[code] for tag, texts in self.languages.items() if code in texts}


def citation(rfc: int, section: str) -> str:
    """How a section of an RFC is cited."""
    return f"RFC {rfc} section {section}"


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
        case {"rfc": rfc, "section": section}:
            return citation(rfc, section)
        case {"phrase": phrase, "name": name, "source": source}:
            return f"{phrase}{f' = {name}' if name else ''} ({_text(source)})"
        case _:
            return str(value)


def _reference(rfc: int, section: str) -> dict[str, Any]:
    return {"rfc": rfc, "section": section}


def _counts(metric: Metric, code: int) -> bool:
    """Whether a metric has the code in its numerator."""
    of_class = code // 100 in metric.numerator_classes and code not in metric.numerator_except
    return code in metric.numerator or of_class


def _plain(value: Any) -> Any:
    """A value of the tables, made of the types of JSON."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
