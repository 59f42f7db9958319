"""TypeScript: a module of constants, one of what responses mean, and the JavaScript of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...language.escaping import Safe
from ...language.naming import Names, upper_snake
from ..base import Constant, Context, Home, Option, Output, Predicate, Target, filters
from . import syntax
from .emit import commonjs, declarations, javascript

# All else that the module exports has a small letter in its name.
_RESERVED = ("SPEC_VERSION", "SPEC_DIGEST", "SIP_VERSION", "STATUS_CODE_MIN", "STATUS_CODE_MAX")


def _constants(context: Context) -> Mapping[str, Any]:
    return {
        "about": {constant.ident: _doc(constant) for constant in context.constants},
        "tests": [
            (syntax.field(predicate.name), _test_doc(predicate), predicate)
            for predicate in context.predicates
        ],
    }


def _doc(constant: Constant) -> Sequence[str]:
    tags = [Safe(f"@deprecated Use {constant.current}.")] if constant.former else []
    return [constant.doc, *tags]


def _test_doc(predicate: Predicate) -> Sequence[str]:
    what = f"@returns true for integers from {predicate.first} to {predicate.last}"
    return [predicate.doc, Safe("@param code - any number"), Safe(what)]


def _meaning(context: Context) -> Mapping[str, Any]:
    tables = context.tables
    spelled = syntax.TypeScriptRows(tables)
    return {
        "tables": tables,
        "meanings": {code: spelled.row("meaning", row) for code, row in tables.of_codes.items()},
        "class_meanings": {
            digit: spelled.row("meaning", row) for digit, row in tables.of_classes.items()
        },
        "shared": list(spelled.constants()),
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


_SUFFIXES = (".js", ".cjs", ".d.ts", ".d.cts")


def _module(name: str, extra: Callable[[Context], Mapping[str, Any]]) -> tuple[Output, ...]:
    """A module, and what it becomes for ``import`` and for ``require``."""
    module = f"{name}.ts"
    return (
        Output(module, f"{module}.j2", extra=extra),
        Output(f"{name}.js", source=module, emit=javascript),
        Output(f"{name}.cjs", source=module, emit=commonjs),
        Output(f"{name}.d.ts", source=module, emit=declarations),
        Output(f"{name}.d.cts", source=module, emit=declarations),
    )


TARGET = Target(
    name="typescript",
    title="TypeScript modules of constants and of what responses mean (npm package)",
    audience="TypeScript and JavaScript projects. Copy `sip-status.ts` alone (Node, Deno, Bun and "
    "bundlers take it as it is), or `sip-status-meaning.ts` (what responses mean). JavaScript "
    "takes the `.js` of either for `import`, the `.cjs` for `require`. Or take the folder as an "
    "npm package (`--option typescript.package=NAME` names it).",
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
    usage="StatusCode.{}",
    homes=(
        Home(("package.json", "tsconfig.json"), ("src", "."), only=("sip-status.ts",)),
        # Its own package.json says which file is for import, and which for require.
        Home(
            ("package.json",),
            ("src/sip-status", "lib/sip-status", "sip-status"),
            only=(*(f"sip-status{suffix}" for suffix in _SUFFIXES), "package.json"),
        ),
    ),
    example="example.ts",
    literal=syntax.literal,
    comment=syntax.COMMENT,
    ident=Names(upper_snake, reserved=_RESERVED),
    filters=filters(syntax),
)
