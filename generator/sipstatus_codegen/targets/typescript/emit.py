"""What the TypeScript compiler emits for the module: ``sip-status.js`` and ``sip-status.d.ts``.

The module is written once, as TypeScript, in ``templates/sip-status.ts.j2``.  Its shape is known,
so what tsc does to it (target es2022, module nodenext, declaration) comes down to a few rules for
lines; the tests compare both files with the compiler's own, octet by octet.

Going by lines is safe with other people's text, too: it stands in comments behind an asterisk and
in string literals behind ``return``, never at the beginning of a line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...text import Safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TYPE = re.compile(r"export type ")
_TEXT = re.compile(r"export const (\w+): string = (.+);")
_CONSTANT = re.compile(r"export const (\w+) = (.+);")
_OBJECT = re.compile(r"export const (\w+) = \{")
_MEMBER = re.compile(r"  (\w+): (\d+),")
_OBJECT_END = "} as const;"
_FUNCTION = re.compile(r"export function (\w+)\(code: number\): (.+) \{")


def javascript(module: str) -> Safe:
    """The module without its types."""
    return _text(_without_types(_lines(module)))


def declarations(module: str) -> Safe:
    """The module without its values and the bodies of its functions."""
    return _text(_without_values(_lines(module)))


def _without_types(lines: Iterable[str]) -> Iterator[str]:
    comment: list[str] = []  # the last one, until it is known whom it belongs to
    for line in lines:
        if line.startswith("/**"):
            yield from comment
            comment = [line]
        elif line.startswith(" *"):
            comment.append(line)
        else:
            if not _TYPE.match(line):
                yield from comment
                yield _without_type(line)
            comment = []


def _without_type(line: str) -> str:
    if text := _TEXT.fullmatch(line):
        return f"export const {text[1]} = {text[2]};"
    if function := _FUNCTION.fullmatch(line):
        return f"export function {function[1]}(code) {{"
    return "};" if line == _OBJECT_END else line


def _without_values(lines: Iterable[str]) -> Iterator[str]:
    in_body = False
    for line in lines:
        if in_body:
            in_body = line != "}"
        elif function := _FUNCTION.fullmatch(line):
            in_body = True
            yield f"export declare function {function[1]}(code: number): {function[2]};"
        else:
            yield _without_value(line)


def _without_value(line: str) -> str:
    if text := _TEXT.fullmatch(line):
        return f"export declare const {text[1]}: string;"
    if constant := _CONSTANT.fullmatch(line):
        return f"export declare const {constant[1]} = {constant[2]};"
    if start := _OBJECT.fullmatch(line):
        return f"export declare const {start[1]}: {{"
    if member := _MEMBER.fullmatch(line):
        return f"  readonly {member[1]}: {member[2]};"
    return "};" if line == _OBJECT_END else line


def _lines(module: str) -> list[str]:
    """The lines of the module; tsc drops blank ones."""
    return [line for line in module.split("\n") if line]


def _text(lines: Iterable[str]) -> Safe:
    return Safe("".join(f"{_indented(line)}\n" for line in lines))


def _indented(line: str) -> str:
    """A level is two columns in the module and four in what tsc writes.

    An odd column is the one before a comment's asterisk.
    """
    text = line.lstrip(" ")
    levels, odd = divmod(len(line) - len(text), 2)
    return " " * (4 * levels + odd) + text
