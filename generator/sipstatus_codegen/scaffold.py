"""Starts a new language: `nox -s new_target -- NAME EXTENSION [COMMENT]`.

Writes the folder of a target that renders constants and phrases at once.  Making its output
idiomatic is left to the author.
"""

from __future__ import annotations

import sys
from pathlib import Path
from string import Template

from .faults import CodegenError

_INIT = Template('''\
"""$title: say here what the output is and which of the language's customs shaped it."""

from __future__ import annotations

from ...language.escaping import CommentStyle, json_literal
from ...language.naming import Names, upper_snake
from ..base import Output, Target

# Reserved words of the language, and other names in the output.
_RESERVED: frozenset[str] = frozenset()

TARGET = Target(
    name="$name",
    title="$title constants",
    audience="$title projects: copy the file.",
    outputs=(Output("sip_status.$extension", "sip_status.$extension.j2"),),
    literal=json_literal,  # must hold for every string: see language/escaping.py
    comment=CommentStyle("$comment "),
    ident=Names(upper_snake, reserved=_RESERVED),
    class_ident=Names(upper_snake, reserved=_RESERVED),
)
''')

_OUTPUT = """\
{{ banner }}

SPEC_VERSION = {{ version | literal }}
SPEC_DIGEST = {{ digest | literal }}

{% for status in statuses %}
{{ status.summary | comment }}
{{ idents[status.name] }} = {{ status.code }}
{% for name, _ in status.named_aliases %}
{{ idents[name] }} = {{ status.code }}
{% endfor %}
{% endfor %}

REASON_PHRASES = {
{% for status in statuses %}
  {{ status.code }}: {{ status.phrase | literal }},
{% endfor %}
}
"""


def scaffold(targets: Path, name: str, extension: str, comment: str = "//") -> list[Path]:
    """Write the folder ``targets/name``; returns its files.

    ``name`` names the target and its folder, ``extension`` is that of its output, ``comment``
    begins a comment.  Raises CodegenError for a name that is taken or cannot name a module.
    """
    folder = targets / name
    if not (name.isidentifier() and name.isascii() and name.islower()):
        raise CodegenError(
            f"{name!r} is not a target name: lower-case letters, digits, underscores"
        )
    if not (extension.isalnum() and extension.isascii()):
        raise CodegenError(f"{extension!r} is not a file name extension")
    if folder.exists():
        raise CodegenError(f"{folder} is there already")
    words = {"name": name, "title": name.title(), "extension": extension, "comment": comment}
    files = {
        folder / "__init__.py": _INIT.substitute(words),
        folder / "templates" / f"sip_status.{extension}.j2": _OUTPUT,
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
    print("Make it the language's own (docs/targets.md), then run nox -s generate.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
