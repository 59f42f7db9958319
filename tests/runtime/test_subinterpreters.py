"""Subinterpreters take the twin, so that the main interpreter always gets the extension."""

from __future__ import annotations

import fresh_python
import pytest

import sipstatus

INTERPRETERS = """
import sys
try:
    import _interpreters as interpreters  # Python 3.13
    create, execute = interpreters.create, interpreters.exec
except ModuleNotFoundError:
    import _xxsubinterpreters as interpreters
    create = lambda kind: interpreters.create(isolated=kind == "isolated")
    execute = interpreters.run_string

def in_subinterpreter(kind, code):
    failure = execute(create(kind), code)  # or an exception, before 3.13
    if failure is not None:
        raise RuntimeError(failure.formatted)
"""

USE = """
import sipstatus
line = sipstatus.parse_status_line(b"SIP/2.0 486 [busy]\\r\\n")
assert line.status is sipstatus.StatusCode.BUSY_HERE
assert line.encode() == b"SIP/2.0 486 [busy]\\r\\n"
assert sipstatus.encode_status_line(486) == b"SIP/2.0 486 Busy Here\\r\\n"
try:
    sipstatus.parse_status_line(b"INVITE")
except sipstatus.StatusLineError as error:
    assert error.kind == "not_a_response"
else:
    raise AssertionError
assert sipstatus.count_status_codes(line.encode() * 9, threads=THREADS) == {486: 9}
loaded = [name for name in EXTENSIONS if name in sys.modules]
print(sipstatus.IMPLEMENTATION, *loaded, flush=True)
"""
EXTENSIONS = ("sipstatus._scan", "sipstatus._statusline")


def used(threads: int = 1) -> str:
    """Code that uses the package, and prints which implementation and extensions it got."""
    return f"import sys\nTHREADS = {threads}\nEXTENSIONS = {EXTENSIONS}{USE}"


def by_main() -> str:
    return "python" if sipstatus.IMPLEMENTATION == "python" else " ".join(("cython", *EXTENSIONS))


# Legacy ones share the GIL with the main interpreter and may load any extension.
KINDS = ["legacy", "isolated"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_subinterpreter_comes_first(kind: str) -> None:
    """Where it may have no threads of the kind that a scan starts, it searches without."""
    code = f"""{INTERPRETERS}
for _ in range(2):
    in_subinterpreter({kind!r}, {used(threads=3)!r})
exec({used()!r})
in_subinterpreter({kind!r}, {used()!r})
"""
    assert fresh_python.output(code).splitlines() == ["python", "python", by_main(), "python"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_main_interpreter_comes_first(kind: str) -> None:
    code = f"""{INTERPRETERS}
exec({used()!r})
in_subinterpreter({kind!r}, {used()!r})
exec({used()!r})
"""
    assert fresh_python.output(code).splitlines() == [by_main(), "python", by_main()]


def test_where_python_has_no_subinterpreters() -> None:
    """Builds may leave the module out that tells them apart; then there is only one."""
    code = f"""
import sys, threading, _thread
vars(_thread).pop("_is_main_interpreter", None)
sys.modules["_xxsubinterpreters"] = sys.modules["_interpreters"] = None
exec({used()!r})
"""
    assert fresh_python.output(code) == by_main()
