"""The facts of the registry as records and tables for the Python templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ...language.escaping import Safe
from ...model import facts
from ...model.registry import Registry, Status
from ..base import Context
from .layout import Call, docstring, layout
from .records import fields, record, type_of, words_in

K = TypeVar("K")


def definer(context: Context) -> Callable[..., Safe]:
    """A function for templates: name and type of a table -> the statement that defines it."""
    registry: Registry = context.registry
    tables = {
        **_by_code(context),
        **_by_class(registry),
        **_of_registry(registry),
        **_isup(registry),
        "TRANSLATIONS": _translations(context),
        "HISTORIC": {status.code: _historic(status) for status in left_out(context)},
    }

    def define(name: str, annotation: str = "") -> Safe:
        start = f"{name}: Final[{annotation}] = " if annotation else f"{name}: Final = "
        return Safe(start + layout(tables[name], before=len(start)))

    return define


def field_lines(model: str) -> Safe:
    """The fields of a model in :mod:`sipstatus_codegen.model.facts` as the body of its record."""
    lines = []
    for name, field in fields(getattr(facts, model)).items():
        default = "" if field.is_required() else f" = {layout(field.default)}"
        lines.append(f"    {name}: {type_of(field.annotation)}{default}")
        words = ", ".join(words_in(field.annotation))
        about = "" if field.annotation is str and name == "text" else field.description
        text = " ".join(filter(None, [about, words and f"One of: {words}."]))
        if text:
            lines.append(f"    {docstring(text)}")
    return Safe("\n".join(lines))


def left_out(context: Context) -> list[Status]:
    """The historic codes that are no members of the enum."""
    codes = {status.code for status in context.statuses}
    registry: Registry = context.registry
    return [status for status in registry.statuses if status.code not in codes]


def _historic(status: Status) -> Call:
    references = tuple((reference.rfc, reference.section) for reference in status.references)
    translations = {language: record(words) for language, words in status.translations.items()}
    texts = (status.name, status.phrase, status.summary)
    return Call("Historic", (*texts, references, dict(sorted(translations.items()))), {})


def _by_code(context: Context) -> dict[str, object]:
    facts = {status.code: status.fact for status in context.statuses}
    return {
        "GENERATED_BY": _filled((code, fact.generated_by) for code, fact in facts.items()),
        "METHOD_RULES": _filled((code, fact.methods) for code, fact in facts.items()),
        "HEADER_RULES": _filled((code, fact.headers) for code, fact in facts.items()),
        "REQUEST_RULES": _filled((code, fact.request_headers) for code, fact in facts.items()),
        "RETRIES": _filled((code, fact.retry) for code, fact in facts.items()),
        "PROXY_RULES": _filled((code, fact.proxy) for code, fact in facts.items()),
        "DIALOG_EFFECTS": _filled((code, fact.dialog) for code, fact in facts.items()),
        "ISUP_CAUSES": _filled((code, fact.isup) for code, fact in facts.items()),
        "NOTES": _filled((code, fact.notes) for code, fact in facts.items()),
        "UNVERIFIED": _filled((code, fact.unverified) for code, fact in facts.items()),
        "SOURCES": _filled((code, fact.references) for code, fact in facts.items()),
    }


def _by_class(registry: Registry) -> dict[str, object]:
    classes = registry.classes
    return {
        "CLASS_ABOUT": _filled((entry.digit, entry.about) for entry in classes),
        "CLASS_METHOD_RULES": _filled((entry.digit, entry.methods) for entry in classes),
        "CLASS_HEADER_RULES": _filled((entry.digit, entry.headers) for entry in classes),
        "CLASS_REQUEST_RULES": _filled((entry.digit, entry.request_headers) for entry in classes),
        "CLASS_RETRIES": _filled((entry.digit, entry.retry) for entry in classes),
        "CLASS_PROXY_RULES": _filled((entry.digit, entry.proxy) for entry in classes),
        "CLASS_DIALOG_EFFECTS": _filled((entry.digit, entry.dialog) for entry in classes),
    }


def _of_registry(registry: Registry) -> dict[str, object]:
    return {
        "HEADERS": {header.name.lower(): record(header) for header in registry.headers},
        "COMPACT_FORMS": {
            header.compact: header.name
            for header in sorted(registry.headers, key=lambda header: header.compact or "")
            if header.compact
        },
        "METHODS": tuple(method.name for method in registry.methods),
        "METHOD_SOURCES": {method.name: record(method.source) for method in registry.methods},
        "SELECTION": record(registry.selection),
        "METRICS": {metric.name: record(metric) for metric in registry.metrics},
        "CONFUSIONS": record(registry.confusions),
        "GENERAL_NOTES": record(registry.notes),
    }


def _isup(registry: Registry) -> dict[str, object]:
    """A spec without a cause table has neither defaults nor rows."""
    isup = registry.isup
    return {
        "ISUP_DEFAULT_CAUSE": isup and isup.default_cause,
        "ISUP_DEFAULT_CODE": isup and isup.default_code,
        "ISUP_HANGUP_CAUSE": isup and isup.hangup_cause,
        "ISUP_CODE_SOURCE": isup and record(isup.source),
        "ISUP_CAUSE_SOURCE": isup and record(isup.cause_source),
        "USER_LOCATION_CLASSES": isup.user_location_classes if isup else (),
        "UNTRANSLATABLE_CAUSES": isup.untranslatable if isup else (),
        "CAUSE_MAPPINGS": record(isup.causes) if isup else (),
        "ISUP_PROFILES": {profile.name: _profile(profile) for profile in registry.profiles},
    }


def _profile(profile: facts.Profile) -> Call:
    causes = {row.code: row.cause for row in profile.causes}
    codes = {row.cause: row.code for row in profile.codes}
    return Call(
        "IsupProfile",
        (profile.name, profile.default_cause, profile.default_code),
        {"causes": causes, "codes": codes},
    )


def _translations(context: Context) -> dict[str, dict[int, object]]:
    languages: dict[str, dict[int, object]] = {}
    for status in context.statuses:
        for language, translation in status.fact.translations.items():
            languages.setdefault(language, {})[status.code] = record(translation)
    return dict(sorted(languages.items()))


def _filled(facts: Iterable[tuple[K, Any]]) -> dict[K, object]:
    """A table of the facts that there are."""
    return {key: record(fact) for key, fact in facts if fact not in (None, ())}
