"""TypeScript: one module of constants and lookups, and what tsc makes of it, as an npm package."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ...naming import Identifier, camel, identifier, upper_snake
from ...text import Safe, json_literal
from .._base import Class, Consumer, Context, Option, Output, Status, Target
from .emit import declarations, javascript
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


def template_literal(text: str) -> Safe:
    """A string between backticks, which Prettier leaves on its line however long it is."""
    escaped = re.sub(r"[\\`$]", r"\\\g<0>", text)
    return Safe(f"`{escaped}`")


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
    return {
        "constants": tuple(_constants(context.statuses)),
        "predicates": tuple(_predicates(context.classes)),
        "class_docs": {
            entry.digit: [
                f"{entry.digit}xx, {entry.title} ({entry.references[0]}). {entry.summary}"
            ]
            for entry in context.classes
        },
    }


def _package(context: Context) -> str:
    package = {
        "//": context.banner,
        "name": context.options["package"],
        "version": context.version,
        "description": "SIP status codes, reason phrases and response classes",
        "keywords": ["sip", "voip", "status-code", "rfc3261"],
        "license": "Apache-2.0 OR MIT",
        "type": "module",
        "sideEffects": False,
        "exports": {
            ".": {"types": "./sip-status.d.ts", "default": "./sip-status.js"},
            "./package.json": "./package.json",
        },
        "files": ["sip-status.js", "sip-status.d.ts"],
        # tsc indents by four columns, and has no option for it.
        "prettier": {"overrides": [{"files": ["*.js", "*.d.ts"], "options": {"tabWidth": 4}}]},
    }
    return json.dumps(package, indent=2) + "\n"


TARGET = Target(
    name="typescript",
    title="TypeScript module with its JavaScript and declarations (npm package)",
    audience="TypeScript and JavaScript projects. Copy `sip-status.ts` alone (Node, Deno, Bun and "
    "bundlers take it as it is), or take the folder as an npm package "
    "(`--option typescript.package=NAME` names it).",
    outputs=(
        Output("sip-status.ts", "sip-status.ts.j2"),
        Output("sip-status.js", "sip-status.js.j2"),
        Output("sip-status.d.ts", "sip-status.d.ts.j2"),
        Output("package.json", build=_package),
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
        "declarations": declarations,
        "javascript": javascript,
        "template_literal": template_literal,
        "tsdoc": tsdoc,
    },
    consumer=Consumer({"dump.ts": "dump.ts.j2"}),
)
