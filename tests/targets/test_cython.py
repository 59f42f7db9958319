"""The cython target: it compiles without a warning, also with an overlay, and can be cimported."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest
import toolchains
from languages import HOSTILE, rendered, write
from toolchains import CCompiler

# A proxy's own Cython module, which wants no Python object per status-line.
PROXY = """\
# cython: language_level=3
from sipstatus._statusline cimport SIP_STATUSLINE_COMPLETE, SIP_STATUSLINE_DEFAULT, StatusLine
from sipstatus._statusline cimport parse_bytes, sip_statusline, sip_statusline_encode
from sipstatus._statusline cimport sip_statusline_parse


def code_and_phrase(bytes message):
    cdef const unsigned char *octets = message
    cdef sip_statusline line
    error = sip_statusline_parse(octets, len(message), SIP_STATUSLINE_DEFAULT, &line)
    if error != SIP_STATUSLINE_COMPLETE:
        return None
    phrase = message[line.reason_offset : line.reason_offset + line.reason_length]
    cdef StatusLine same = parse_bytes(message, 0, SIP_STATUSLINE_DEFAULT)
    assert same.status_code == line.status_code and same.reason_octets == phrase
    return line.status_code, phrase


def relay(bytearray message, Py_ssize_t place, int code, Py_ssize_t room):
    # The phrase of the message lies where the new line goes, or overlaps with it.
    cdef char *octets = message
    return sip_statusline_encode(octets + place, room, code, octets + 12, 8, 0)


def write(int code, bytes reason, Py_ssize_t room):
    cdef char octets[40]
    cdef const char *phrase = NULL
    cdef Py_ssize_t length = 0
    octets[0] = c"#"
    if reason is not None:
        phrase = reason
        length = len(reason)
    end = sip_statusline_encode(octets, room, code, phrase, length, 0)
    return end, octets[:end] if octets[0] == c"S" else None
"""

WRITE = r"""
from proxy import relay, write
for place in range(30):
    message = bytearray(b"SIP/2.0 500 Occupied\r\n" + bytes(40))
    before = bytes(message)
    assert relay(message, place, 486, 21) == 22
    assert message == before
    assert relay(message, place, 486, 22) == 22
    assert message[place : place + 22] == b"SIP/2.0 486 Occupied\r\n", place
print(write(486, None, 40), write(299, None, 14), write(299, None, 13), write(486, b"x", 40))
print(write(99, None, 40), write(700, b"x", 40), write(486, b"a\r\n", 40), write(486, b"%4", 40))
"""


def cythonize(pyx: Path, *flags: str) -> Path:
    """Translate with every warning an error; returns the C file."""
    command = [sys.executable, "-m", "cython", "-3", "-Werror", "-Wextra", *flags, str(pyx)]
    toolchains.run(command, cwd=pyx.parent)
    return pyx.with_suffix(".c")


def compile_module(compiler: CCompiler, source: Path, module: Path) -> None:
    """Compile and link an extension module."""
    folders = [sysconfig.get_path("include"), module.parent / "sipstatus", module.parent]
    includes = [f"-I{folder}" for folder in folders]
    compiler("-shared", "-fPIC", "-O2", *includes, str(source), "-o", str(module))


def package_with(files: dict[str, bytes], folder: Path) -> Path:
    """A package ``sipstatus`` that holds the rendered module, as the wheel lays it out."""
    package = folder / "sipstatus"
    package.mkdir(parents=True)
    for path in (toolchains.ROOT / "src" / "sipstatus").glob("*.py*"):
        if path.is_file():
            (package / path.name).write_bytes(path.read_bytes())
    write(files, package)
    return package


@pytest.mark.formatting
def test_the_committed_source_translates_without_a_warning(tmp_path: Path) -> None:
    package = package_with(rendered("cython"), tmp_path)
    cythonize(package / "_statusline.pyx")


def test_every_compiler_takes_it_and_a_proxy_cimports_it(
    c_compiler: CCompiler, tmp_path: Path
) -> None:
    package = package_with(rendered("cython"), tmp_path)
    compile_module(c_compiler, cythonize(package / "_statusline.pyx"), package / "_statusline.so")
    write(rendered("python"), tmp_path)
    proxy = tmp_path / "proxy.pyx"
    proxy.write_text(PROXY, encoding="utf-8")
    compile_module(c_compiler, cythonize(proxy), tmp_path / "proxy.so")
    code = (
        "import proxy\n"
        "print(proxy.code_and_phrase(b'SIP/2.0 486 Occupied\\r\\nVia: x'))\n"
        "print(proxy.code_and_phrase(b'SIP/2.0 4_86 x\\r\\n'))\n"
    )
    environment = {"PYTHONPATH": str(tmp_path), "SIPSTATUS_PURE_PYTHON": ""}
    printed = toolchains.run([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    assert printed == "(486, b'Occupied')\nNone\n"

    printed = toolchains.run([sys.executable, "-c", WRITE], cwd=tmp_path, env=environment)
    busy, unnamed = b"SIP/2.0 486 Busy Here\r\n", b"SIP/2.0 299 \r\n"
    written = [(23, busy), (14, unnamed), (14, None), (15, b"SIP/2.0 486 x\r\n")]
    assert printed == f"{' '.join(map(str, written))}\n{' '.join(['(0, None)'] * 4)}\n"


def test_an_overlays_codes_are_canonical_lines_of_the_parser(tmp_path: Path) -> None:
    package = package_with(rendered("cython", overlays=[HOSTILE]), tmp_path / "site")
    write(rendered("python", overlays=[HOSTILE]), tmp_path / "site")
    compiler = toolchains.usable(toolchains.c_compilers()[0])
    compile_module(compiler, cythonize(package / "_statusline.pyx"), package / "_statusline.so")
    code = (
        "import sipstatus\n"
        "print(sipstatus.IMPLEMENTATION)\n"
        "print(sipstatus.encode_status_line(477), sipstatus.encode_status_line(687))\n"
        "line = sipstatus.parse_status_line(b'SIP/2.0 687 Dialog??/Terminated\\r\\n')\n"
        "print(line.status.name, line.reason_phrase, sipstatus.fallback_code(687))\n"
        "print(sipstatus.parse_status_line(b'SIP/2.0 476 x\\r\\n').status)\n"
    )
    environment = {"PYTHONPATH": str(tmp_path / "site"), "SIPSTATUS_PURE_PYTHON": ""}
    printed = toolchains.run([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    assert printed == (
        "cython\n"
        "b'SIP/2.0 477 Send failed (477/TM) */ $(x) ??/\\r\\n' "
        "b'SIP/2.0 687 Dialog??/Terminated\\r\\n'\n"
        "MAP Dialog??/Terminated 687\n"
        "None\n"
    )
