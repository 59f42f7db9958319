"""Starts a project: looks which languages it is of, and writes its first ``sipstatus.toml``.

What a language is known by, and where its files go, each target says itself (:class:`Home`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .faults import CodegenError
from .folder.line_ends import attribute, attribute_of
from .rendering import output_paths
from .targets import Home, Target, builtin, find

ATTRIBUTES = ".gitattributes"
_HEAD = """\
# What sipstatus generates for this project. Paths are from the folder of this file.
#
#     sipstatus generate    writes what has changed
#     sipstatus check       says what differs, and exits with 1 if anything does
#
# Both work in every folder of the project.

version = 1
# overlays = ["sip-codes.toml"] # codes of your own, and names that you have for others
"""


class Proposal(NamedTuple):
    """An output that a project may want."""

    target: Target
    why: str
    """What the project has that speaks for it."""
    folder: Path
    only: tuple[str, ...]
    options: dict[str, str]

    def __str__(self) -> str:
        paths, folder = self.paths, self.folder.as_posix()
        what = f"{len(paths)} files" if len(paths) > 3 else ", ".join(paths)
        return f"{self.target.name}: {what} in {folder}/ ({self.why})"

    @property
    def paths(self) -> Sequence[str]:
        """Its files, in the folder."""
        return self.only or output_paths(self.target, _named(self.target, self.options))

    def table(self) -> str:
        """The ``[[output]]`` table, with what else could be said in it."""
        lines = [
            f"# {self.target.title} ({self.why})",
            "[[output]]",
            f"target = {_toml(self.target.name)}",
            f"path = {_toml(self.folder.as_posix())}",
        ]
        others = sorted({*output_paths(self.target, _named(self.target, self.options))})
        others = [path for path in others if path not in self.paths]
        if self.only:
            line = f"only = [{', '.join(map(_toml, self.only))}]"
            if len(line) > 80:
                items = "".join(f"    {_toml(path)},\n" for path in self.only)
                line = f"only = [\n{items}]"
            lines.append(line + (f" # there are also {', '.join(others)}" if others else ""))
        lines += [f"options.{key} = {_toml(value)}" for key, value in self.options.items()]
        further = [o for o in self.target.options if o.name not in self.options]
        lines += [f"# options.{o.name} = {_toml(o.default)} # {o.help}" for o in further]
        return "\n".join(lines) + "\n"


def propose(project: Path, targets: Iterable[str] = ()) -> list[Proposal]:
    """The outputs for the project in a folder: of the targets that it shows, or of these.

    Raises CodegenError if it shows none, or if there is no such target.
    """
    chosen = [*map(find, targets)]
    found = [
        proposal
        for target in chosen or builtin()
        if (proposal := _proposal(target, project, asked=bool(chosen)))
    ]
    if not found:
        markers = {" + ".join(home.markers): None for t in builtin() for home in t.homes}
        raise CodegenError(
            f"nothing here tells the language of the project ({', '.join(markers)}): "
            "name it with --target"
        )
    return found


def project_file(proposals: Sequence[Proposal]) -> str:
    """The text of ``sipstatus.toml``."""
    return "\n".join([_HEAD, *(proposal.table() for proposal in proposals)])


def attributes(proposals: Sequence[Proposal]) -> list[str]:
    """The lines of ``.gitattributes``: line ends stay, and reviews fold the files."""
    lines = []
    for proposal in proposals:
        if not proposal.only:
            lines.append(attribute(proposal.folder, "linguist-generated"))
        for file in (proposal.folder / path for path in proposal.only):
            shared = file.parent == proposal.folder  # with files of the project
            made = attribute_of(file) if shared else attribute(file.parent)
            lines.append(f"{made} linguist-generated")
    return list(dict.fromkeys(lines))


def with_lines(text: bytes, lines: Sequence[str]) -> bytes:
    """A ``.gitattributes`` with further lines behind its own; those that it has are left out."""
    end = b"\r\n" if b"\r\n" in text else b"\n"
    missing = [line.encode() for line in lines if line.encode() not in text.splitlines()]
    between = end if text and not text.endswith(b"\n") and missing else b""
    return text + between + b"".join(line + end for line in missing)


def _proposal(target: Target, project: Path, *, asked: bool) -> Proposal | None:
    for home in target.homes:
        there = [next(project.glob(marker), None) for marker in home.markers]
        names = [file.relative_to(project).as_posix() for file in there if file]
        if len(names) == len(there):
            return _placed(target, home, project, f"there is {' and '.join(names)}")
    if not asked:
        return None
    home = target.homes[0] if target.homes else Home((), (f"sipstatus/{target.name}",))
    return _placed(target, home, project, "asked for")


def _placed(target: Target, home: Home, project: Path, why: str) -> Proposal:
    tops = (project.joinpath(*Path(folder).parts[:1]) for folder in home.folders)
    there = (folder for folder, top in zip(home.folders, tops, strict=True) if top.is_dir())
    folder = next(there, home.folders[-1])
    options = {option.name: option.check(option.default) for option in target.options}
    for option in target.options:
        if option.name in home.options:
            options[option.name] = option.check(home.options[option.name])
    only = tuple(path.format_map(options) for path in home.only)
    return Proposal(target, why, Path(folder), only, dict(home.options))


def _named(target: Target, options: dict[str, str]) -> dict[str, str]:
    return {f"{target.name}.{key}": value for key, value in options.items()}


def _toml(text: str) -> str:
    return json.dumps(text)  # a basic string of TOML has the same escapes
