"""Starts a new language: `nox -s new_target -- NAME EXTENSION [COMMENT]`.

Writes a target folder that renders at once (constants, phrases, a consumer), to be made idiomatic.
"""

from __future__ import annotations

import sys
from pathlib import Path
from string import Template

from .faults import CodegenError

_INIT = Template('''\
"""$title: say here what the output is and which of the language's customs shaped it."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.naming import Identifier, identifier, upper_snake
from ...language.escaping import CommentStyle, Safe, json_literal
from ..base import Consumer, Output, Target

# The language's reserved words, and names that the output itself defines.
_RESERVED: frozenset[str] = frozenset()


def _ident(name: str, options: Mapping[str, Safe]) -> Identifier:
    return identifier(name, upper_snake, reserved=_RESERVED)


TARGET = Target(
    name="$name",
    title="$title constants",
    audience="$title projects: copy the file.",
    outputs=(Output("sip_status.$extension", "sip_status.$extension.j2"),),
    literal=json_literal,  # must hold for every string: see generator/sipstatus_codegen/text.py
    comment=CommentStyle("$comment "),
    ident=_ident,
    class_ident=_ident,
    consumer=Consumer(
        {"dump.$extension": "dump.$extension.j2"},
        (("$name", "{main}"),),  # how to run it: see Consumer
    ),
)
''')

_OUTPUT = """\
{{ banner }}

SPEC_VERSION = {{ version | literal }}
SPEC_DIGEST = {{ digest | literal }}

{% for status in statuses %}
{{ status.summary | comment }}
{{ status.ident }} = {{ status.code }}
{% for alias in status.named_aliases %}
{{ alias.ident }} = {{ status.code }}
{% endfor %}
{% endfor %}

REASON_PHRASES = {
{% for status in statuses %}
  {{ status.code }}: {{ status.phrase | literal }},
{% endfor %}
}
"""

_CONSUMER = """\
{{ banner }}
{% for status in statuses %}
print({{ status.ident }}, {{ status.name | literal }}, REASON_PHRASES[{{ status.code }}])
{% endfor %}
"""


def scaffold(targets: Path, name: str, extension: str, comment: str = "//") -> list[Path]:
    """Write the folder ``targets/name``; returns its files.

    ``name`` is the target's name and folder, ``extension`` that of its files, ``comment`` what
    begins a comment.  Raises CodegenError for a name that is no module name or is taken.
    """
    folder = targets / name
    if not (name.isidentifier() and name.isascii() and name.islower()):
        raise CodegenError(f"{name!r} is no target name: lower-case letters, digits, underscores")
    if not (extension.isalnum() and extension.isascii()):
        raise CodegenError(f"{extension!r} is no file name extension")
    if folder.exists():
        raise CodegenError(f"{folder} is there already")
    words = {"name": name, "title": name.title(), "extension": extension, "comment": comment}
    files = {
        folder / "__init__.py": _INIT.substitute(words),
        folder / "templates" / f"sip_status.{extension}.j2": _OUTPUT,
        folder / "templates" / f"dump.{extension}.j2": _CONSUMER,
    }
    (folder / "templates").mkdir(parents=True)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


def main(arguments: list[str]) -> int:
    """The command line; returns the exit code."""
    if len(arguments) not in (2, 3):
        print("usage: nox -s new_target -- NAME EXTENSION [COMMENT]", file=sys.stderr)
        return 2
    try:
        written = scaffold(Path(__file__).with_name("targets"), *arguments)
    except CodegenError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(map(str, written)))
    print("Make it the language's own (CONTRIBUTING.md), then run nox -s generate.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
