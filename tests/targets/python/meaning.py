"""Prints what every code means, as lines of JSON: see ../expected.py."""

from __future__ import annotations

import json

from _sipstatus import registry
from _sipstatus.languages import TRANSLATIONS
from _sipstatus.meaning import HeaderRule, meaning_of


def meaning(code: int) -> dict[str, object]:
    of = meaning_of(code)
    assert of is not None
    retry, dialog, isup = of.retry, of.dialog, of.isup
    return {
        "code": code,
        "about": of.about or "",
        "generated_by": of.generated_by.elements if of.generated_by else [],
        "methods": [
            {
                "rule": rule.rule,
                "names": rule.names,
                "level": rule.level,
                "condition": rule.condition or "",
            }
            for rule in of.methods
        ],
        "headers": [header_rule(rule) for rule in of.headers],
        "request_headers": [header_rule(rule) for rule in of.request_headers],
        "retry": {
            "options": retry.options if retry else [],
            "change": retry.change if retry else [],
            "retry_after": bool(retry and retry.retry_after),
            "without_retry_after": (retry and retry.without_retry_after) or 0,
            "kept_option": (retry and retry.kept_option) or "",
            "keeps_sips": (retry and retry.keeps_sips) or "",
            "delay": milliseconds(retry and retry.delay),
            "owner_delay": milliseconds(retry and retry.owner_delay),
        },
        "handling": of.handling,
        "replaced_by": of.replaced_by or 0,
        "dialog": {
            "effect": dialog.effect if dialog else "",
            "ends_subscription": bool(dialog and dialog.ends_subscription),
        },
        "isup": {
            "cause": (isup and isup.cause) or 0,
            "location": (isup and isup.location) or "",
            "is_default": bool(isup and isup.is_default),
            "first": (isup and isup.first) or "",
        },
        "metrics": of.metrics,
        "phrases": {
            tag: texts[code].phrase for tag, texts in TRANSLATIONS.items() if code in texts
        },
    }


def header_rule(rule: HeaderRule) -> dict[str, object]:
    return {
        "names": rule.names,
        "level": rule.level,
        "methods": rule.methods,
        "except_methods": rule.except_methods,
        "value": rule.value or "",
        "each": rule.each,
        "condition": rule.condition or "",
    }


def milliseconds(seconds: tuple[float, float] | None) -> list[int]:
    return [round(1000 * bound) for bound in seconds or (0, 0)]


def cause_of(code: int, profile: registry.IsupProfile) -> int:
    if code in profile.causes:
        return profile.causes[code] or 0
    of = meaning_of(code)
    if of is None or of.isup is None:
        return 0
    return (of.isup.is_default and profile.default_cause) or of.isup.cause or 0


def codes_of(cause: int, profile: registry.IsupProfile) -> list[int]:
    """The usual code, that with the location user, that with a diagnostic, that with both."""
    if cause in profile.codes:
        return [profile.codes[cause] or 0] * 4
    if cause in registry.UNTRANSLATABLE_CAUSES:
        return [0] * 4
    codes = []
    for unfitting in ("with_diagnostic", "without_diagnostic"):
        rows = [row for row in registry.CAUSE_MAPPINGS if row.cause == cause]
        code = user_code = profile.default_code or registry.ISUP_DEFAULT_CODE or 0
        for row in [row for row in rows if row.condition != unfitting][:1]:
            code, user_code = row.code or 0, row.user_code or row.code or 0
        codes += [code, user_code]
    return codes


def show(**line: object) -> None:
    print(json.dumps(line))


for code in range(100, 700):
    show(**meaning(code))
for header in registry.HEADERS.values():
    show(header=header.name, compact=header.compact or "")
for metric in registry.METRICS.values():
    show(
        metric=metric.name,
        numerator=metric.numerator,
        numerator_classes=metric.numerator_classes,
        numerator_except=metric.numerator_except,
        denominator=metric.denominator,
        excluded_classes=metric.excluded_classes,
        method=metric.method,
    )
nothing_else = registry.IsupProfile("", None, None, {}, {})
for profile in (nothing_else, *registry.ISUP_PROFILES.values()):
    show(
        profile=profile.name,
        causes=[cause_of(code, profile) for code in range(100, 700)],
        codes=[codes_of(cause, profile) for cause in range(1, 128)],
    )
