"""preload() leaves nothing to be imported, so that a fork at any moment does no harm."""

from __future__ import annotations

import os
from pathlib import Path

import _sipstatus
import fresh_python
import pytest

import sipstatus

USE_EVERYTHING = """
import copy, pickle
from contextlib import suppress
from sipstatus import *

for code in StatusCode:
    for name in dir(code):
        if not name.startswith("_"):
            getattr(code, name)
assert meaning_of(486) is not None
line = parse_status_line(b"SIP/2.0 486 [busy]\\r\\n")
assert line.status.response_class is ResponseClass.REQUEST_FAILURE
line.reason_phrase, repr(line), str(line), hash(line), line.encode(), is_response(b"ACK ")
assert pickle.loads(pickle.dumps(copy.deepcopy(line))) == line
for data, leniency in ((b"SIP/2.0 4_86 x\\r\\n", Leniency.ALL), (b"SIP/2.0 486", 0), (b"[", 3)):
    with suppress(StatusLineError):
        parse_status_line(data, leniency=leniency).status
    with suppress(StatusLineError):
        parse_status_line(bytearray(data), leniency=leniency)
with suppress(StatusLineError):
    encode_status_line(999, "x")
with suppress(StatusLineError):
    encode_status_line(486, "\\ud800")
with suppress(TypeError):
    encode_status_line(486, 3)
encode_status_line_into(bytearray(99), 5, 486, "x")
table = scan_status_lines(line.encode() * 3, threads=2)
table[0], table.counts(), table.status_code.tolist(), table[::2].length.tolist()
if "nanoarrow" in sys.modules:
    table.__arrow_c_schema__(), table.__arrow_c_array__(), table.__arrow_c_stream__()
    arrow = sys.modules["nanoarrow"]
    column = arrow.c_array([b"SIP/2.0 200 OK"], arrow.binary())
    parse_status_lines(column).__arrow_c_stream__()
counter = StatusCodeCounter()
counter.update(b"SIP/2.0 200 OK\\r\\nSIP/2.0 486 x\\r\\n")
metrics = session_metrics(copy.copy(counter).counts)
metrics.ser.fraction, metrics.ser.percent, metric_label(486), metric_label(499)
assert pickle.loads(pickle.dumps(table))[0] == line
for split in plan_splits([__import__("os").__file__], 1 << 14):
    counter.merge(count_split(*split))
find_status_codes("busy here"), reason_phrase(486), response_class(499), fallback_code(499)
check_response(405, {}, method="INVITE"), retry_advice(503, {"Retry-After": "5"})
best_response([(486, {}), (401, {"WWW-Authenticate": "Digest realm=a"})])
isup_cause(486), status_for_cause(17), localized(486, "zh")
format_reason_header(*parse_reason_header("Q.850;cause=17"))
with suppress(ReasonHeaderError):
    parse_reason_header(";")
"""

REFUSE_IMPORTS = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        raise AssertionError(f"import of {name}")

before = {*sys.modules}
sys.meta_path.insert(0, Refusing())
"""


def test_nothing_is_imported_afterwards(pure_python: bool) -> None:
    code = f"""
import copy, pickle  # which the user of the package loads
import sipstatus
sipstatus.preload()
{REFUSE_IMPORTS}
{USE_EVERYTHING}
assert {{*sys.modules}} == before, {{*sys.modules}} - before
print("done")
"""
    assert fresh_python.output(code, pure_python="1" if pure_python else "") == "done"


def test_that_an_import_would_be_seen() -> None:
    code = f"import sipstatus\nsipstatus.IMPLEMENTATION\n{REFUSE_IMPORTS}\nsipstatus.StatusCode"
    process = fresh_python.run(code)
    assert "AssertionError: import of _sipstatus" in process.stderr


def test_every_module_is_loaded() -> None:
    code = "import sys, sipstatus; sipstatus.preload(); sipstatus.preload(); print(*sys.modules)"
    loaded = {*fresh_python.output(code).split()}
    for package in (sipstatus, _sipstatus):
        folder = Path(str(package.__file__)).parent
        modules = {f"{package.__name__}.{path.stem}" for path in folder.glob("*.py")}
        twins = {f"sipstatus.{name}_py" for name in ("_statusline", "_scan", "_rows")}
        assert modules - twins - loaded <= {
            *("sipstatus.__init__", "_sipstatus.__init__"),
            "sipstatus.__main__",  # the command
            "sipstatus._arrow" if "nanoarrow" not in loaded else "",
        }
    assert not any(name.startswith("sipstatus.cli") for name in loaded)


FORK = """
import os, sys, threading, time
from importlib.machinery import PathFinder
import sipstatus

{before}

# A thread that is in the middle of an import, for as long as the test takes.
entered, leave = threading.Event(), threading.Event()

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            spec = PathFinder.find_spec(name, path)
            spec.loader.exec_module = self.wait  # not here: the fork waits for finders
            return spec

    def wait(self, module):
        entered.set()
        leave.wait()

sys.meta_path.insert(0, Slow())
thread = threading.Thread(target={use}, daemon=True)
thread.start()
while thread.is_alive() and not entered.is_set():
    time.sleep(0.01)

child = os.fork()
if not child:
    sys.meta_path.pop(0)
    ({use})()
    os._exit(7)
deadline = time.monotonic() + {patience}
ended = 0, 0
while not ended[0] and time.monotonic() < deadline:
    ended = os.waitpid(child, os.WNOHANG)
    time.sleep(0.01)
if not ended[0]:
    os.kill(child, 9)
    os.waitpid(child, 0)
print("hangs" if not ended[0] else os.waitstatus_to_exitcode(ended[1]), flush=True)
os._exit(0)
"""

FIRST_USES = {
    "_sipstatus.status_code": "lambda: sipstatus.parse_status_line(b'SIP/2.0 200 OK\\r\\n').status",
    "sipstatus._errors": "lambda: getattr(sipstatus, 'StatusLineError')",
    "sipstatus._check_response": "lambda: sipstatus.check_response(200, {})",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("module", FIRST_USES)
@pytest.mark.parametrize(
    ("before", "ending"), [("sipstatus.IMPLEMENTATION", "hangs"), ("sipstatus.preload()", "7")]
)
def test_a_fork_while_a_thread_is_in_the_first_import(
    module: str, before: str, ending: str, pure_python: bool
) -> None:
    """The child of a process that has preloaded goes on; that any other hangs is shown, too."""
    if pure_python and module == "sipstatus._errors" and ending == "hangs":
        ending = "7"  # the twin has loaded it
    patience = 2 if ending == "hangs" else 60
    code = FORK.format(before=before, module=module, use=FIRST_USES[module], patience=patience)
    process = fresh_python.run(f"import warnings; warnings.simplefilter('ignore')\n{code}")
    assert process.stdout.strip() == ending, process.stderr
