"""The end of the interpreter: what is alive then, and what still runs."""

from __future__ import annotations

import fresh_python
import pytest

# Pieces of programs: what they make is alive, and in use, when the interpreter ends.
AT_THE_END = {
    "objects": """
        line = sipstatus.parse_status_line(b"SIP/2.0 299 Fine\\r\\n")
        table = sipstatus.scan_status_lines(LOG)
        counter = sipstatus.StatusCodeCounter()
        counter.update(LOG)
        try:
            sipstatus.parse_status_line(b"SIP/2.0 4_86 x\\r\\n")
        except sipstatus.StatusLineError as error:
            kept = error
        sipstatus.__dict__["circle"] = [line, table, counter, kept, sipstatus]
    """,
    "atexit": """
        import atexit

        def last():
            line = sipstatus.parse_status_line(b"SIP/2.0 486 Occupied\\r\\n")
            print(line.encode(), line.status, sipstatus.count_status_codes(LOG)[200])

        atexit.register(last)
    """,
    "__del__": """
        class Late:
            def __init__(self):
                self.parse = sipstatus.parse_status_line
                self.encode = sipstatus.encode_status_line

            def __del__(self):
                print(self.parse(self.encode(486, "Occupied")).encode())

        late = Late()
    """,
    "a daemon thread": """
        import threading

        begun = threading.Event()

        def search():
            while True:
                sipstatus.count_status_codes(LOG, threads=2)
                begun.set()
                sipstatus.parse_status_line(b"SIP/2.0 486 Occupied\\r\\n")

        threading.Thread(target=search, daemon=True).start()
        begun.wait()
    """,
}
PRINTED = {
    "atexit": "b'SIP/2.0 486 Occupied\\r\\n' 486 1000",
    "__del__": "b'SIP/2.0 486 Occupied\\r\\n'",
}


@pytest.mark.parametrize("switch", ["", "1"])
@pytest.mark.parametrize("piece", AT_THE_END)
def test_the_interpreter_ends_well(piece: str, switch: str) -> None:
    program = f"""
if True:
        import sys, sipstatus
        LOG = b"SIP/2.0 200 OK\\r\\nTo: b\\r\\n" * 1000
{AT_THE_END[piece]}
    """
    ended = fresh_python.run(program, pure_python=switch)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.strip() == PRINTED.get(piece, "")
