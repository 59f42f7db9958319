"""What shells offer when Tab is pressed: values of arguments and options.

Each function is a ``shell_complete`` of click.  What cannot be loaded is not offered.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    import click

    from sipstatus.cli.records import Tables

    Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _offering(values: Callable[[], Iterable[tuple[str, str]]], *, last: str = "") -> Complete:
    """Offer the values that begin with what was typed, in any case; each comes with its help.

    last: what separates several values in one word, of which the last one is typed.
    """

    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        before, comma, begun = typed.rpartition(last) if last else ("", "", typed)
        wanted = begun.casefold()
        found = []
        with contextlib.suppress(Exception):  # a shell has no place for errors
            for value, text in values():
                if value.casefold().startswith(wanted):
                    value = value.lower() if begun.islower() else value  # zsh wants the same case
                    found.append(CompletionItem(f"{before}{comma}{value}", help=text or None))
        return found

    return complete


def files(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Let the shell offer its files."""
    return [CompletionItem(typed, type="file")]


def _code_values() -> Iterator[tuple[str, str]]:
    from sipstatus.cli.records import Tables

    tables = Tables()
    phrases: Mapping[int, str] = tables.codes.REASON_PHRASES
    for code, phrase in phrases.items():
        yield str(code), phrase
    yield from _classes(tables)
    for name, code in tables.StatusCode.__members__.items():
        yield name, f"{int(code)} {phrases[int(code)]}"
    for code, entry in tables.historic.items():
        yield str(code), f"{entry.phrase} (historic)"
        yield entry.name, f"{code} {entry.phrase} (historic)"


def _class_values() -> Iterator[tuple[str, str]]:
    from sipstatus.cli.records import Tables

    tables = Tables()
    yield from _classes(tables)
    for entry in tables.ResponseClass:
        yield entry.name, f"{entry:d}xx"


def _classes(tables: Tables) -> Iterator[tuple[str, str]]:
    return ((f"{entry:d}xx", entry.name) for entry in tables.ResponseClass)


def _language_values() -> Iterator[tuple[str, str]]:
    from sipstatus.cli.records import Tables

    return ((tag, "") for tag in Tables().tags())


def _rule_values() -> Iterator[tuple[str, str]]:
    from sipstatus.cli.rules import record_of, rule_ids

    for name in rule_ids():
        record = record_of(name)
        assert record is not None
        yield name, record["demand"]


def _target_values() -> Iterator[tuple[str, str]]:
    from sipstatus_codegen import builtin
    from sipstatus_codegen.targets import registered

    for target in builtin():
        yield target.name, target.title
    yield from registered()


def _option_values() -> Iterator[tuple[str, str]]:
    from sipstatus_codegen import builtin

    for target in builtin():
        for option in target.options:
            yield f"{target.name}.{option.name}={option.default}", option.help


def explained(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Codes, classes and names; rules are many, so only after their first letters."""
    rules_too = typed[:3].casefold() == "sip"
    return codes(context, parameter, typed) + (
        rules(context, parameter, typed) if rules_too else []
    )


codes = _offering(_code_values)
classes = _offering(_class_values)
languages = _offering(_language_values)
rules = _offering(_rule_values, last=",")
targets = _offering(_target_values)
target_options = _offering(_option_values)
