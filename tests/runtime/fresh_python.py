"""Runs a piece of Python in a process of its own, where nothing has been imported yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def run(
    code: str, *arguments: str, pure_python: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `code` with `arguments` as its ``sys.argv[1:]``; warnings are errors.

    pure_python: the value of SIPSTATUS_PURE_PYTHON, None to leave it as it is.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    if pure_python is not None:
        environment["SIPSTATUS_PURE_PYTHON"] = pure_python
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment,
        timeout=600,  # for what would hang
    )


def output(code: str, *arguments: str, pure_python: str | None = None) -> str:
    """What `code` prints, stripped; the test fails if `code` does."""
    process = run(code, *arguments, pure_python=pure_python)
    assert process.returncode == 0, process.stderr
    return process.stdout.strip()


def result(function: str, *arguments: str | int) -> Any:
    """What a function of a module returns for some arguments, as far as JSON can say it."""
    module = function.rpartition(".")[0]
    return json.loads(output(f"import json, {module}; print(json.dumps({function}{arguments!r}))"))
