"""What the TypeScript compiler emits for a module: its ``.js`` and ``.d.ts``; and the CommonJS.

Each module is written once, as TypeScript.  Its shape is known, so what tsc does to it (target
es2022, module nodenext, declaration) comes down to a few rules for lines; the tests compare both
files with the compiler's own, octet by octet.  The CommonJS file is our own: the same JavaScript,
with its names in one object, which tells Node what an ES module may import from it.

A statement begins in the first column and ends on the same line, or with the next line that begins
there; only the parameters of a function may end in between.  Going by lines is safe with other
people's text: it stands in comments behind an asterisk, and in string literals of one line behind
``return``, a key, an indentation, or a constant and its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...language.escaping import Safe

_TYPE = re.compile(r"export (?:type|interface) ")
_TYPED = re.compile(r"(export )?const (\w+): ([^=]+) = (.+)")
_CONSTANT = re.compile(r"export const (\w+) = (.+);")
_OBJECT = re.compile(r"export const (\w+) = \{")
_MEMBER = re.compile(r'  (\w+): ([0-9]+|"[\w-]+"),')
_OBJECT_END = "} as const;"
_FUNCTION = re.compile(r"(export )?function (\w+)(?:<\w+>)?\((.*)\): (.+) \{")
_EXPORT = re.compile(r"export (?:const|function) (\w+)")
_PARAMETER_TYPE = re.compile(r"\??: [^,]+")


class Statement(NamedTuple):
    """A statement and its comments.  Those that belong to none come as statements of no lines."""

    comment: tuple[str, ...]
    lines: tuple[str, ...]


def javascript(module: str) -> Safe:
    """The module without its types."""
    return _text(
        line
        for comment, lines in _statements(module)
        if not (lines and _TYPE.match(lines[0]))
        for line in (*comment, *map(_without_type, lines))
    )


def commonjs(module: str) -> Safe:
    """The same for ``require``: nothing is exported but by the last statement."""
    lines = javascript(module).splitlines()
    names = [found[1] for line in lines if (found := _EXPORT.match(line))]
    inside = [line.removeprefix("export ") for line in lines]
    head = lines.index("/**", lines.index(" */"))  # behind the banner and what linters are told
    exports = ("module.exports = {", *(f"    {name}," for name in names), "};")
    text = (*inside[:head], '"use strict";', *inside[head:], *exports)
    return Safe("".join(f"{line}\n" for line in text))


def declarations(module: str) -> Safe:
    """The module without its values, the bodies of its functions, and what it keeps to itself.

    Of the comments that are no documentation, tsc would drop those at the head, too; but linters
    read declarations as well.
    """
    return _text(
        line
        for comment, lines in _statements(module)
        if not lines or lines[0].startswith("export ")
        for line in (
            *(line for line in comment if not (lines and line.startswith("//"))),
            *_declaration(lines),
        )
    )


def _statements(module: str) -> Iterator[Statement]:
    comment: list[str] = []  # the last one, until it is known whom it belongs to
    lines: list[str] = []
    for line in _lines(module):
        if lines:
            lines.append(line)
        elif line.startswith("/**"):
            if comment:
                yield Statement(tuple(comment), ())
            comment = [line]
        elif line.startswith((" *", "//", "/* ")):
            comment.append(line)
        else:
            lines = [line]
        if lines and not line.startswith(" ") and not (len(lines) == 1 and line[-1] in "{["):
            yield Statement(tuple(comment), tuple(lines))
            comment, lines = [], []


def _lines(module: str) -> Iterator[str]:
    """The lines of the module as tsc keeps them: none blank, parameters all on one."""
    lines = filter(None, module.split("\n"))
    for line in lines:
        if line.startswith(("export function ", "function ")) and line.endswith("("):
            parameters = ""
            while not (end := next(lines)).startswith(")"):
                parameters += f" {end.strip()}"
            line += parameters.strip(" ,") + end
        yield line


def _without_type(line: str) -> str:
    if constant := _TYPED.fullmatch(line):
        export, name, _, value = constant.groups("")
        return f"{export}const {name} = {value}"
    if function := _FUNCTION.fullmatch(line):
        export, name, parameters, _ = function.groups("")
        return f"{export}function {name}({_PARAMETER_TYPE.sub('', parameters)}) {{"
    return "};" if line == _OBJECT_END else line


def _declaration(lines: tuple[str, ...]) -> Iterator[str]:
    if not lines:
        return
    if function := _FUNCTION.fullmatch(lines[0]):
        yield f"export declare function {function[2]}({function[3]}): {function[4]};"
    elif constant := _TYPED.fullmatch(lines[0]):
        yield f"export declare const {constant[2]}: {constant[3]};"
    else:
        yield from map(_without_value, lines)


def _without_value(line: str) -> str:
    if constant := _CONSTANT.fullmatch(line):
        return f"export declare const {constant[1]} = {constant[2]};"
    if start := _OBJECT.fullmatch(line):
        return f"export declare const {start[1]}: {{"
    if member := _MEMBER.fullmatch(line):
        return f"  readonly {member[1]}: {member[2]};"
    return "};" if line == _OBJECT_END else line


def _text(lines: Iterable[str]) -> Safe:
    return Safe("".join(f"{_indented(line)}\n" for line in lines))


def _indented(line: str) -> str:
    """A level is two columns in the module and four in what tsc writes.

    An odd column is the one before a comment's asterisk.
    """
    text = line.lstrip(" ")
    levels, odd = divmod(len(line) - len(text), 2)
    return " " * (4 * levels + odd) + text
