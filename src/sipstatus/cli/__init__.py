"""The ``sipstatus`` command.

The only package that knows both the runtime and the generator.  It loads them, and third-party
packages, only when a command needs them.  So the generator's commands work while the generated
tables are missing, ``explain`` and ``list`` work without the generator, and ``scan`` starts fast.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import TYPE_CHECKING

from sipstatus.cli.outcome import (
    BROKEN_PIPE,
    ERROR,
    INTERRUPTED,
    CommandError,
    keeping_interrupts,
)
from sipstatus.cli.terminal import colour

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["main", "run"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (``sys.argv`` by default) and return its exit code.

    Never raises: if anything goes wrong, one line on stderr says so.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller (`>&-`)
            setattr(sys, name, io.TextIOWrapper(io.BytesIO()))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # for what the locale cannot show
    colour.choose("auto")
    try:
        with keeping_interrupts():
            code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_has_gone()
    except KeyboardInterrupt:
        return INTERRUPTED
    except CommandError as error:
        return _fail(str(error))
    except OSError as error:
        if sys.platform == "win32" and error.errno == errno.EINVAL and not error.filename:
            return _reader_has_gone()  # what Windows says of a pipe that is closed
        file = f"{error.filename}: " if error.filename else ""
        return _fail(f"{file}{error.strerror or error}")
    except Exception as error:
        return _fail(_unexpected(error))
    return code


def run() -> NoReturn:
    """The program ``sipstatus``: :func:`main`, and then the end of the process, at once.

    All files are closed by then.  Python would take down every object by itself, which takes a
    tenth of the time of ``check``; the system frees all memory together.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # nobody is left to be told
            stream.flush()
    os._exit(code)


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["scan"] and "_SIPSTATUS_COMPLETE" not in os.environ:
        from sipstatus.cli.commands.scan_without_click import read, scan

        if options := read(arguments[1:]):
            return scan(options)
    try:
        import click  # noqa: F401
    except ModuleNotFoundError:
        from sipstatus._installing import how_to_install
        from sipstatus.cli.usage import answer_without_click

        if (code := answer_without_click(arguments)) is not None:
            return code
        raise CommandError(f"the command line needs click: {how_to_install('cli')}") from None
    from sipstatus.cli.group import run

    return run(arguments)


def _reader_has_gone() -> int:
    """As in ``sipstatus list | head``; Python would complain again on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _unexpected(error: Exception) -> str:
    import traceback
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}, line {last.lineno}"
    return f"internal error, please report it: {type(error).__name__}: {error} ({where})"


def _fail(text: str) -> int:
    from sipstatus.cli.terminal import echo

    try:
        echo(f"sipstatus: {' '.join(text.split())}", err=True)
    except OSError:  # the disk is full, or the reader has gone: the exit code must do
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return ERROR
