"""TypeScript: a module of constants, one of what responses mean, and what tsc makes of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...language.escaping import Safe
from ...language.naming import Identifier, camel, identifier, upper_snake
from ...model.registry import ResponseClass
from ...model.vocabulary import State
from ..base import Context, Option, Output, Target
from . import syntax
from .emit import declarations, javascript

# All else that the module exports has a small letter in its name.
_RESERVED = ("SPEC_VERSION", "SPEC_DIGEST", "SIP_VERSION", "STATUS_CODE_MIN", "STATUS_CODE_MAX")

_MARKS = {
    State.DEPRECATED: "deprecated",
    State.HISTORIC: "historic",
    State.VENDOR: "vendor code",
}


class Constant(NamedTuple):
    """A name of a status code: its own, or a former one."""

    ident: Identifier
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


def _constants(context: Context) -> Mapping[str, Any]:
    classes = context.registry.classes
    return {
        "constants": list(_names(context)),
        "predicates": list(_predicates(classes)),
        "class_docs": {
            entry.digit: [
                f"{entry.digit}xx, {entry.title} ({entry.references[0]}). {entry.summary}"
            ]
            for entry in classes
        },
    }


def _names(context: Context) -> Iterator[Constant]:
    for status in context.statuses:
        ident = context.idents[status.name]
        marks = [str(reference) for reference in status.references[:1]]
        marks += [] if status.state is State.REGISTERED else [_MARKS[status.state]]
        source = f" ({', '.join(marks)})" if marks else ""
        yield Constant(
            ident, status.code, (f"{status.code} {status.phrase}{source}. {status.summary}",)
        )
        for name, alias in status.named_aliases:
            what = f"Former name of {ident} ({alias.source})."
            tag = Safe(f"@deprecated Use {ident}.")
            yield Constant(context.idents[name], status.code, (what, tag))


def _predicates(classes: tuple[ResponseClass, ...]) -> Iterator[Predicate]:
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


def _meaning(context: Context) -> Mapping[str, Any]:
    tables, isup = context.tables, context.registry.isup
    spelled = syntax.Rows(tables)
    codes = [status.code for status in context.statuses]
    digits = [entry.digit for entry in context.registry.classes]
    rows = [spelled.row("meaning", row) for row in tables.meanings]
    return {
        "tables": tables,
        "hangup_cause": isup.hangup_cause if isup else None,
        "constants": list(spelled.constants()),
        "meanings": dict(zip(codes, rows[: len(codes)], strict=True)),
        "class_meanings": dict(zip(digits, rows[len(codes) :], strict=True)),
        "headers": [spelled.row("header_field", row) for row in tables.headers],
        "metrics": [spelled.row("metric_formula", row) for row in tables.metrics],
        "answers": [f"[{', '.join(map(str, answer))}]" for answer in tables.cause_codes],
        "profiles": [profile.name for profile in tables.profiles],
        "profile_rows": [syntax.numbers(profile.codes, indent=2) for profile in tables.profiles],
        "profile_causes": [syntax.numbers(profile.causes, indent=2) for profile in tables.profiles],
        "phrases": [
            syntax.table({code: syntax.literal(text) for code, text in texts.items()}, indent=2)
            for texts in tables.languages.values()
        ],
    }


def _module(name: str, extra: Callable[[Context], Mapping[str, Any]]) -> tuple[Output, ...]:
    """A module, and what tsc makes of it."""
    module = f"{name}.ts"
    return (
        Output(module, f"{module}.j2", extra=extra),
        Output(f"{name}.js", source=module, emit=javascript),
        Output(f"{name}.d.ts", source=module, emit=declarations),
    )


TARGET = Target(
    name="typescript",
    title="TypeScript modules of constants and of what responses mean (npm package)",
    audience="TypeScript and JavaScript projects. Copy `sip-status.ts` alone (Node, Deno, Bun and "
    "bundlers take it as it is), or `sip-status-meaning.ts` (what responses mean), or take the "
    "folder as an npm package (`--option typescript.package=NAME` names it).",
    outputs=(
        *_module("sip-status", _constants),
        *_module("sip-status-meaning", _meaning),
        Output("package.json", "package.json.j2", extra=lambda context: {"words": context.banner}),
    ),
    options=(
        Option(
            "package",
            "sip-status",
            "name of the npm package",
            r"(?=.{1,214}$)(?:@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*",
        ),
    ),
    example="example.ts",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    filters={
        "array": syntax.array,
        "table": syntax.table,
        "doc": syntax.doc,
        "enum": syntax.enum,
        "interface": syntax.interface,
        "literals": syntax.literals,
        "numbers": syntax.numbers,
    },
)
