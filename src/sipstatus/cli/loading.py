"""Loads what a command needs beyond the standard library and click, or says how to get it."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
from typing import TYPE_CHECKING, ParamSpec

from sipstatus.cli.outcome import FOUND, CommandError
from sipstatus.cli.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

P = ParamSpec("P")


def uses_generator(command: Callable[P, int]) -> Callable[P, int]:
    """Let a command import ``sipstatus_codegen``; faults that it raises go to stderr."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        # Almost everything made here is needed until the process ends, which is soon.
        gc.disable()
        # Looking for plugins of pydantic takes longer than reading the spec.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        load("sipstatus_codegen", "codegen")
        from sipstatus_codegen import CodegenError, InvalidSpecError

        try:
            return command(*args, **kwargs)
        except InvalidSpecError as error:
            for fault in error.faults:
                echo(fault, err=True)
            return FOUND
        except CodegenError as error:
            raise CommandError(str(error)) from error

    return run


def load(module: str, extra: str) -> ModuleType:
    """Import a module of an extra; CommandError tells how to install what is missing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        name = (missing.name or module).partition(".")[0]
        if name == "sipstatus_codegen":
            raise CommandError(f"{missing}: the installation is damaged, reinstall it") from None
        from sipstatus._installing import how_to_install

        raise CommandError(f"this needs {name}: {how_to_install(extra)}") from None


def check_tables() -> None:
    """Load the generated module ``codes``, a fast one; CommandError if that fails."""
    with usable_tables():
        importlib.import_module("_sipstatus.codes")


@contextlib.contextmanager
def usable_tables() -> Iterator[None]:
    """Turns any error while generated modules are loaded into a CommandError."""
    try:
        yield
    except Exception as error:  # generated/ of a source tree may hold anything
        what = f"{type(error).__name__}: {error}"
        raise CommandError(
            f"the generated tables cannot be loaded ({what}); in a source tree run "
            "`sipstatus generate`, elsewhere reinstall sipstatus"
        ) from None
