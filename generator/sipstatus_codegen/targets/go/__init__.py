"""Go: a module with one package of open typed constants and lookups that never fail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...language.escaping import CommentStyle, Safe
from ...language.naming import Identifier, identifier, pascal
from ..base import Consumer, Context, Option, Output, Status, Target
from .facts import composite, constant, place, source
from .literals import go_literal
from .tables import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMENT = CommentStyle(
    "// ",
    defuse=(
        # gofmt would turn these into quotation marks.
        ("``", "\u201c"),
        ("''", "\u201d"),
        # At the beginning of a line, go vet takes these for build constraints out of place.
        ("+build", "+ build"),
        ("go:build", "go: build"),
        # There, go doc lists this among the package's bugs.
        ("BUG(", "BUG ("),
    ),
)

# Words that Go code writes in capitals (a selection from staticcheck's list, and OK).
_INITIALISMS = ("HTTP", "ID", "IP", "OK", "SDP", "SIP", "TCP", "TLS", "UDP", "URI", "URL", "XML")

_STYLE = partial(pascal, initialisms=_INITIALISMS)

_KEYWORDS = (
    "break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import"
    "|interface|map|package|range|return|select|struct|switch|type|var"
)

# Packages of these names cannot be imported, or are passed over by the go command.
_MEANINGFUL = "main|init|documentation"

_STATES = {"deprecated": "deprecated", "historic": "historic", "vendor": "vendor code"}


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    # Of the package's other names only these begin with the prefix.
    return identifier(name, _STYLE, prefix="Status", reserved=["StatusCode", "StatusForCause"])


def _class_ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, _STYLE, prefix="Class")


def _sentence(status: Status) -> str:
    """The beginning of a doc comment: what Go calls the code, and where it comes from."""
    marks = [*status.references[:1], *filter(None, [_STATES.get(status.state)])]
    return f"{status.ident} is {status.code} {status.phrase} ({', '.join(marks)})."


def _extra(context: Context) -> Mapping[str, Any]:
    # A comment begins with the name it is about; nothing of the spec can begin a paragraph, where
    # it could become a heading or a deprecation.
    return {
        "status_docs": {
            status.code: f"{_sentence(status)} {status.summary}" for status in context.statuses
        },
        "alias_docs": {
            alias.name: f"{alias.ident} is the former name of [{status.ident}] ({alias.source})."
            for status in context.statuses
            for alias in status.named_aliases
        },
        "class_docs": {
            entry.digit: f"{entry.ident} is {entry.digit}xx, {entry.title} "
            f"({entry.references[0]}). {entry.summary}"
            for entry in context.classes
        },
        **tables(context),
    }


TARGET = Target(
    name="go",
    title="Go package of typed constants and lookups (module)",
    audience="Go projects. Take the folder as a module (`--option go.module=PATH` names it after "
    "the place you keep it in), or copy `status.go` into a folder of your own module, alone or "
    "with `semantics.go` (what each response means and demands).",
    outputs=(
        Output("status.go", "status.go.j2"),
        Output("semantics.go", "semantics.go.j2"),
        Output("go.mod", "go.mod.j2"),
    ),
    options=(
        Option(
            "package",
            "sipstatus",
            "name of the package",
            rf"(?!(?:{_KEYWORDS}|{_MEANINGFUL})$|.*_test$)[a-z][a-z0-9_]*",
        ),
        Option(
            "module",
            "sipstatus",
            "path of the module, by which others import the package",
            r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)*",
        ),
    ),
    literal=go_literal,
    comment=_COMMENT,
    ident=_ident,
    class_ident=_class_ident,
    extra=_extra,
    filters={"composite": composite, "constant": constant, "place": place, "source": source},
    consumer=Consumer(
        {
            "dump/main.go": "main.go.j2",
            "semantics/main.go": "semantics_main.go.j2",
            "facts/main.go": "facts_main.go.j2",
        },
        (("go", "run", "./{folder}"),),
        # Nothing may be fetched: generated code stands on the standard library alone.
        {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"},
    ),
)
