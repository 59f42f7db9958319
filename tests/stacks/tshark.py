"""How tshark reads the status-lines of a packet capture."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """What it found in a datagram."""

    status_code: int
    """The value of its field sip.Status-Code."""

    octets: bytes
    """Those of its field sip.Status-Line, which has no line end."""


def version() -> str:
    """Its version; FileNotFoundError if it is not installed."""
    command = ["tshark", "--version"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()[2]


def read(capture: Path) -> list[Reading | None]:
    """One for each datagram, None where it found no status-line."""
    command = ["tshark", "-n", "-r", str(capture), "-T", "json", "-x"]
    done = subprocess.run(command, capture_output=True, check=True)
    packets = json.loads(done.stdout.decode("utf-8", "replace"))
    return [reading(packet["_source"]["layers"].get("sip", ())) for packet in packets]


def reading(layers: Any) -> Reading | None:
    """From the dissection of a datagram; what follows a message in it is dissected as well."""
    sip = layers[0] if isinstance(layers, list) and layers else layers
    tree = sip.get("sip.Status-Line_tree") if isinstance(sip, dict) else None
    if not tree or "sip.Status-Code" not in tree:
        return None
    octets = bytes.fromhex(sip["sip.Status-Line_raw"][0])
    return Reading(int(tree["sip.Status-Code"]), octets)
