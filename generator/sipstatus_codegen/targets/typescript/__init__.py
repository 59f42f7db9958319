"""TypeScript: a module of constants and one of semantics, and what tsc makes of them (npm)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...language.escaping import Safe, json_literal
from ...language.naming import Identifier, camel, identifier, upper_snake
from ..base import Class, Consumer, Context, Option, Output, Status, Target
from .emit import declarations, javascript
from .facts import array, place, places, record, source
from .literals import template_literal
from .package import MODULES, package
from .tsdoc import PLAIN, tsdoc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# All else that the module exports has a small letter in its name.
_RESERVED = ("SPEC_VERSION", "SPEC_DIGEST", "SIP_VERSION", "STATUS_CODE_MIN", "STATUS_CODE_MAX")

_STATES = {"deprecated": "deprecated", "historic": "historic", "vendor": "vendor code"}


class Constant(NamedTuple):
    """A name of a status code: its own, or a former one."""

    ident: Identifier
    name: str
    code: int
    doc: tuple[str, ...]


class Predicate(NamedTuple):
    """A class test, true from ``first`` to ``last``."""

    ident: Identifier
    doc: tuple[str, ...]
    first: int
    last: int


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake, reserved=_RESERVED)


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake)


def _constants(statuses: tuple[Status, ...]) -> Iterator[Constant]:
    for status in statuses:
        marks = [*status.references[:1], *filter(None, [_STATES.get(status.state)])]
        source = f" ({', '.join(marks)})" if marks else ""
        what = f"{status.code} {status.phrase}{source}. {status.summary}"
        yield Constant(status.ident, status.name, status.code, (what,))
        for alias in status.aliases:
            if alias.name is not None and alias.ident is not None:
                what = f"Former name of {status.ident} ({alias.source})."
                tag = Safe(f"@deprecated Use {status.ident}.")
                yield Constant(alias.ident, alias.name, status.code, (what, tag))


def _predicates(classes: tuple[Class, ...]) -> Iterator[Predicate]:
    for entry in classes:
        what = f"Whether a status code is {entry.digit}xx, {entry.title} ({entry.references[0]})."
        yield _predicate(entry.name, what, entry.digit, entry.digit)
    final = [entry.digit for entry in classes if entry.final]
    what = "Whether a response with a status code ends the transaction (RFC 3261 section 7.2)."
    yield _predicate("FINAL", what, final[0], final[-1])


def _predicate(name: str, what: str, first_digit: int, last_digit: int) -> Predicate:
    first, last = first_digit * 100, last_digit * 100 + 99
    tags = ("@param code - any number", f"@returns true for integers from {first} to {last}")
    return Predicate(identifier(f"IS_{name}", camel), (what, *map(Safe, tags)), first, last)


def _extra(context: Context) -> Mapping[str, Any]:
    isup = context.registry.isup
    languages = {tag for status in context.statuses for tag in status.fact.translations}
    return {
        "constants": tuple(_constants(context.statuses)),
        "predicates": tuple(_predicates(context.classes)),
        "class_docs": {
            entry.digit: [
                f"{entry.digit}xx, {entry.title} ({entry.references[0]}). {entry.summary}"
            ]
            for entry in context.classes
        },
        "cause_mappings": isup.causes if isup else (),
        "isup": isup,
        "languages": tuple(sorted(languages)),
        "user_location_classes": isup.user_location_classes if isup else (),
    }


TARGET = Target(
    name="typescript",
    title="TypeScript module with its JavaScript and declarations (npm package)",
    audience="TypeScript and JavaScript projects. Copy `sip-status.ts` alone (Node, Deno, Bun and "
    "bundlers take it as it is), or `sip-status-semantics.ts` (what each response means and "
    "demands), or take the folder as an npm package (`--option typescript.package=NAME` names it).",
    outputs=(
        *(
            Output(f"{module}.{kind}", f"{module}.{kind}.j2")
            for module in MODULES.values()
            for kind in ("ts", "js", "d.ts")
        ),
        Output("package.json", build=package),
    ),
    options=(
        Option(
            "package",
            "sip-status",
            "name of the npm package",
            r"(?=.{1,214}$)(?:@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*",
        ),
    ),
    literal=json_literal,
    comment=PLAIN,
    ident=_ident,
    class_ident=_class_ident,
    extra=_extra,
    filters={
        "array": array,
        "declarations": declarations,
        "javascript": javascript,
        "place": place,
        "places": places,
        "record": record,
        "source": source,
        "template_literal": template_literal,
        "tsdoc": tsdoc,
    },
    consumer=Consumer(
        {
            "dump.ts": "dump.ts.j2",
            "semantics.ts": "semantics_dump.ts.j2",
            "facts.ts": "facts_dump.ts.j2",
        },
        (("node", "{main}"),),
    ),
)
