"""What git is about to commit: the files of its index, in a folder of their own."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from sipstatus_codegen import Plan

# Files as they are in the index: no setting of the machine turns their line ends.
_GIT = ("git", "-c", "core.autocrlf=false", "-c", "core.eol=lf")


@contextlib.contextmanager
def index() -> Iterator[Callable[[Plan], Plan]]:
    """Make the working folder the same folder as git's index has it, until the end.

    Yields what reduces a plan to the outputs that a commit can have.  Raises CommandError if the
    working folder is in no repository.
    """
    here = Path.cwd()
    top = Path(_git("rev-parse", "--show-toplevel").removesuffix("\n"))
    within = _git("rev-parse", "--show-prefix").removesuffix("\n")
    with tempfile.TemporaryDirectory(prefix="sipstatus-") as name:
        tree = Path(name).resolve()
        _git("checkout-index", "--all", f"--prefix={tree}/", folder=top)
        (tree / within).mkdir(parents=True, exist_ok=True)

        def committed(planned: Plan) -> Plan:
            folder = planned.folder.resolve()
            if not folder.is_relative_to(tree):
                raise CommandError(f"{planned.folder}: --staged: no part of the git repository")
            paths = {str(top / (folder / path).relative_to(tree)): path for path in planned.files}
            ignored = {paths[line] for line in _ignored(list(paths), here) if line}
            files = {path: planned.files[path] for path in planned.files if path not in ignored}
            return planned._replace(files=files)

        with contextlib.chdir(tree / within):
            yield committed


def _ignored(paths: list[str], folder: Path) -> list[str]:
    words = ("check-ignore", "--stdin", "-z")
    return _git(*words, folder=folder, given="\0".join(paths), none=1).split("\0")


def _git(*words: str, folder: Path | None = None, given: str = "", none: int = 0) -> str:
    """What git says; ``none`` is the exit code with which it says that it found nothing."""
    try:
        run = subprocess.run(
            [*_GIT, *words], cwd=folder, input=given, capture_output=True, encoding="utf-8"
        )
    except OSError as error:
        raise CommandError(f"--staged needs git: {error.strerror}") from None
    if run.returncode not in (0, none):
        raise CommandError(f"--staged: git: {run.stderr.strip() or run.returncode}")
    return run.stdout
