"""Has kamailio print what its configuration holds, and what it logs with that of the example.

``python constants.py`` prints the defines, ``python constants.py FILE`` what that configuration
logs when kamailio starts with it.  Both answer
requests: the first answer tells that all was logged.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
REQUEST = """\
OPTIONS sip:anybody@{host} SIP/2.0\r
Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK1\r
Max-Forwards: 70\r
From: <sip:tester@{host}>;tag=1\r
To: <sip:anybody@{host}>\r
Call-ID: 1\r
CSeq: 1 OPTIONS\r
Content-Length: 0\r
\r
"""


CONFIGURATION = r"""#!KAMAILIO
max_while_loops = 2000
import_file "sip_status.cfg"
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "xlog.so"

import_file "sip_status_route.cfg"

request_route {
    sl_send_reply(SIP_STATUS_%(last)s, SIP_PHRASE_%(last)s);
}

event_route[core:worker-one-init] {
%(constants)s
    $var(sip_code) = -1;
    while ($var(sip_code) < 1000) {
        route(SIP_STATUS);
        xlog("$var(sip_code)\t$var(sip_phrase)\t$var(sip_class)\t$var(sip_fallback)\n");
%(tests)s
        $var(sip_code) = $var(sip_code) + 1;
    }
}
"""
CONSTANT = r"""    xlog(SIP_PHRASE_%(name)s "\n");
    $var(sip_code) = SIP_STATUS_%(name)s;
    route(SIP_STATUS);
    xlog("%(name)s\t$var(sip_phrase)\t$var(sip_class)\t$var(sip_fallback)\t$var(sip_line)\n");
"""
TEST = r"""        if ($var(sip_class) %s) {
            xlog("1\n");
        } else {
            xlog("0\n");
        }
"""
TESTS = [
    *("== SIP_CLASS_PROVISIONAL", ">= SIP_CLASS_SUCCESS", "== SIP_CLASS_SUCCESS"),
    *("== SIP_CLASS_REDIRECTION", "== SIP_CLASS_REQUEST_FAILURE", "== SIP_CLASS_SERVER_FAILURE"),
    "== SIP_CLASS_GLOBAL_FAILURE",
]


def logged(configuration: str) -> list[str]:
    """The lines that a configuration logs by xlog, in order, and what it answers to a request."""
    with socket.socket(type=socket.SOCK_DGRAM) as caller, tempfile.TemporaryFile() as log:
        with socket.socket(type=socket.SOCK_DGRAM) as free:
            free.bind((HOST, 0))
            server = free.getsockname()
        caller.connect(server)
        caller.settimeout(0.2)
        command = ["kamailio", "-f", configuration, "-l", "udp:{}:{}".format(*server), "-m", "32"]
        check = subprocess.run([*command, "-c"], capture_output=True, text=True)
        if check.returncode != 0:
            sys.exit(check.stderr)
        options = ["-DD", "-E", "-n", "1", "-Y", "."]
        with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=log) as child:
            answer = _answer(caller, child)
            child.terminate()
        log.seek(0)
        lines = log.read().decode().split("\n")
    if not answer:
        sys.exit("\n".join(["kamailio does not answer", *lines]))
    found = (re.search(": <script>: (.*)", line) for line in lines)
    return [*(line[1] for line in found if line), answer]


def _answer(caller: socket.socket, child: subprocess.Popen[bytes]) -> str:
    host, port = caller.getsockname()
    for _ in range(100):
        try:
            caller.send(REQUEST.format(host=host, port=port).encode())
            return caller.recv(65536).decode().partition("\r\n")[0]
        except ConnectionRefusedError:
            if child.poll() is not None:
                break
            time.sleep(0.05)  # it has not begun to listen
        except TimeoutError:
            pass
    return ""


def constants() -> Iterator[str]:
    """Every define, and what the route says of any integer: see ../expected.py."""
    # No configuration can list its defines.
    defines = Path("sip_status.cfg").read_text(encoding="utf-8")
    names = dict(re.findall(r"^#!define SIP_STATUS_(\w+) (\d+)$", defines, re.MULTILINE))
    configuration = CONFIGURATION % {
        "constants": "".join(CONSTANT % {"name": name} for name in names),
        "tests": "".join(TEST % test for test in TESTS),
        "last": [*names][-1],
    }
    Path("constants.cfg").write_text(configuration, encoding="utf-8")
    *lines, answer = logged("constants.cfg")
    for name, code in names.items():
        parameter, line = lines.pop(0), lines.pop(0)
        assert line.startswith(f"{name}\t{parameter}\t"), (parameter, line)
        yield f"{code}\t{line}"
    assert line.endswith(f"\t{answer}"), (line, answer)
    yield ""
    shown = []
    while lines:
        known, _, fallback = lines.pop(0).rpartition("\t")
        bits = "".join(lines.pop(0) for _ in TESTS)
        shown.append(f"{known}\t{fallback if fallback != '0' else '-'}\t{bits}")
    yield from [*shown[1:], shown[0]]


if len(sys.argv) > 1:
    *lines, answer = logged(sys.argv[1])
    assert answer == "SIP/2.0 486 Busy Here", answer
    print(*lines, sep="\n")
else:
    print(*constants(), sep="\n")
