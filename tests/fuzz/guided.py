"""Fuzz one target, guided by coverage; ``fuzz.py`` starts this for each of them.

    python tests/fuzz/guided.py TARGET SECONDS [options of libFuzzer] FOLDER...

The seconds count from now: a run that starts slowly tries less.  Both sides are watched: Python by
its bytecode, the extensions by the counters with which the session compiles them.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

PACKAGES = ["sipstatus", "sipstatus_codegen"]
ORACLES = ["sipstatus._statusline_py", "sipstatus._scan_py", "sipstatus._rows_py"]
ORACLES += ["sipstatus.cli.capture._shape_py"]
"""What the others are compared with: their speed counts, not their ways."""


def main() -> None:
    begin = time.monotonic()
    name, seconds, *options = sys.argv[1:]
    atheris: Any = import_module("atheris")  # which is there in its session alone
    with atheris.instrument_imports(include=PACKAGES, exclude=ORACLES):
        from targets import TARGETS

        target = TARGETS[name]
        target(b"")  # what is loaded on first use is loaded now
        left = max(1, round(float(seconds) - (time.monotonic() - begin)))
        # libFuzzer starts itself again to minimise, by the first word and a shell.
        again = f"{sys.executable} {__file__} {name} {left}"
        atheris.Setup([again, *options, f"-max_total_time={left}"], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
