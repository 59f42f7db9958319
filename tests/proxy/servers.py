"""The proxies under test as processes of their own, and what they cost."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
HOST = "127.0.0.1"
PATIENCE = 20.0  # seconds until a process has started or ended

Routes = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Server:
    """A running proxy, for UDP and TCP on one port."""

    name: str
    port: int
    pid: int
    metrics: str = ""
    """The address of its counters, if it has some."""

    @property
    def processor_seconds(self) -> float:
        """What it and its children have used so far."""
        return sum(_times(pid) for pid in (self.pid, *_children(self.pid)))

    @property
    def resident(self) -> int:
        """Octets of memory in use."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        match = re.search(r"VmRSS:\s+(\d+) kB", text)
        assert match
        return int(match[1]) * 1024

    def counts(self) -> dict[str, int]:
        """Its counters: ``name{label}`` to number."""
        accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
        question = urllib.request.Request(self.metrics, headers=accept)
        with urllib.request.urlopen(question, timeout=PATIENCE) as answer:
            text = answer.read().decode()
        assert text.endswith("# EOF\n")  # OpenMetrics
        samples = re.findall(
            r'^(\w+?)(?:_total)?(?:\{\w+="([^"]*)"\})? ([\d.e+]+)$', text, re.MULTILINE
        )
        return {
            f"{name}{{{label}}}": int(float(number))
            for name, label, number in samples
            if not name.endswith("_created")
        }


def free_port() -> int:
    """A port that nobody uses, for UDP and TCP."""
    while True:
        with socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((HOST, 0))
            port = int(udp.getsockname()[1])
            try:
                tcp.bind((HOST, port))
            except OSError:
                continue
            return port


@contextmanager
def ours(routes: Routes, *options: str, t1: float = 0.5) -> Iterator[Server]:
    """The example."""
    port = free_port()
    table = [
        word for user, uris in routes.items() for word in ("--route", f"{user}={','.join(uris)}")
    ]
    listen = ["--listen", f"udp:{HOST}:{port}", "--listen", f"tcp:{HOST}:{port}"]
    command = [sys.executable, "-m", "forking_proxy", *listen, *table, "--t1", str(t1)]
    path = os.pathsep.join([str(EXAMPLES), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [*command, "--metrics", f"{HOST}:0", *options],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    with _ended(process):
        assert process.stdout
        for line in process.stdout:
            if "metrics" in line:
                yield Server("forking_proxy", port, process.pid, line.split()[-1])
                break
        else:
            raise AssertionError("the proxy did not start")


@contextmanager
def kamailio(routes: Routes, folder: Path, t1: float = 0.5) -> Iterator[Server]:
    """The peer."""
    port = free_port()
    words = {
        "PORT": str(port),
        "T1_MS": str(round(t1 * 1000)),
        "TIMEOUT_MS": str(round(64 * t1 * 1000)),
        "ROUTES": "".join(_kamailio_route(user, uris) for user, uris in routes.items()),
    }
    text = (HERE / "kamailio.cfg").read_text()
    for word, value in words.items():
        text = re.sub(rf"\b{word}\b", value, text)
    config = folder / "kamailio.cfg"
    config.write_text(text)
    command = ["kamailio", "-DD", "-E", "-m", "256", "-f", str(config), "-Y", str(folder)]
    with (folder / "kamailio.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    with _ended(process):
        wait_until(lambda: _is_bound(port) and len(_children(process.pid)) > 5)
        sleep(0.5)  # its processes are there, but not all of them read yet
        yield Server("kamailio", port, process.pid)


def _kamailio_route(user: str, uris: Sequence[str]) -> str:
    first, *others = uris
    lines = [f'$ru = "{first}";', *(f'append_branch("{uri}");' for uri in others)]
    body = "".join(f"        {line}\n" for line in (*lines, "t_relay();", "exit;"))
    condition = "1 == 1" if user == "*" else f'$rU == "{user}"'
    return f"    if ({condition}) {{\n{body}    }}\n"


@contextmanager
def _ended(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    """End a process by its id, and see that it ends well."""
    with process:
        try:
            yield
            assert process.poll() is None, "the proxy ended by itself"
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()  # nothing if it has ended


def wait_until(true: object, seconds: float = PATIENCE) -> None:
    """Wait until a function says yes."""
    assert callable(true)
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "waited in vain"
        sleep(0.02)


def _is_bound(port: int) -> bool:
    return f":{port:04X} " in Path("/proc/net/udp").read_text()


def _children(pid: int) -> list[int]:
    """Its child processes and theirs."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    direct = [int(word) for word in text.split()]
    return [*direct, *(grand for child in direct for grand in _children(child))]


def _times(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
