"""What a figure depends on: processor, system and versions. No name of a machine, no path."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reference import compiler


def processor() -> str:
    """The model of the processor, as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    model = re.search(r"^model name\s*: (.*)$", text, re.MULTILINE)
    return model[1] if model else platform.machine()


def compiler_name() -> str:
    """Name and version of the C compiler: "gcc 12.2.0", "clang 19.1.7"."""
    text = subprocess.run(
        [compiler(), "--version"], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout
    number = re.search(r"\d+\.\d+(\.\d+)?", text.partition("\n")[0].split(")")[-1])
    kind = "clang" if "clang" in text else "gcc" if "Free Software" in text else "cc"
    return f"{kind} {number[0]}" if number else kind


def distribution(name: str) -> str:
    """The version of an installed distribution."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def facts() -> dict[str, str]:
    """Label and value of all that matters."""
    flags = sysconfig.get_config_var("CFLAGS") or ""
    return {
        "Processor": processor(),
        "Architecture": platform.machine(),
        "Processors": str(os.cpu_count()),
        "System": platform.system(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "Compiler": compiler_name(),
        "Optimisation": (re.findall(r"-O\w", flags) or ["none"])[-1],
        "Cython": distribution("Cython"),
        "sipstatus": distribution("sipstatus"),
    }
