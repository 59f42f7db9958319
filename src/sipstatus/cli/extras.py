"""What the commands need beyond the standard library and click: found, or said what to install."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, ParamSpec

from sipstatus.cli import FINDING, CommandError
from sipstatus.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

P = ParamSpec("P")


def uses_generator(command: Callable[P, int]) -> Callable[P, int]:
    """A command that may import ``sipstatus_codegen``, and whose faults go to stderr."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        load("sipstatus_codegen", "codegen")
        from sipstatus_codegen import CodegenError, InvalidSpecError

        try:
            return command(*args, **kwargs)
        except InvalidSpecError as error:
            for fault in error.faults:
                say(fault, err=True)
            return FINDING
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
        raise CommandError(f"this needs {name}: pip install 'sipstatus[{extra}]'") from None
