"""The examples of docs/parsing-in-c.md, compiled with every warning an error, and run."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import toolchains
from reader import read_responses
from statusline_driver import HEADERS
from test_c import WARNINGS
from test_trace import RESPONSES, TRACE

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import CCompiler

PAGE = toolchains.ROOT / "docs" / "parsing-in-c.md"
EXAMPLES = re.findall(r"^```c\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)

SHOW = r"""
int main(void) {
  static const char response[] = "SIP/2.0 486 Occupied\r\nVia: x";
  static const char request[] = "BYE sip:a@b.example SIP/2.0\r\n";
  show(response, sizeof response - 1);
  show(request, sizeof request - 1);
  show("SIP/2.0 4_86 x\r\n", 16);
  show("SIP/2.0 48", 10);
  return 0;
}
"""

# In front of the loop: recv() hands out the octets of a file in segments of one length.
SEGMENTS = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

static char octets[1 << 20];
static size_t total, taken, segment;

static ssize_t take(int connection, void *buffer, size_t size, int flags) {
  size_t count = segment < total - taken ? segment : total - taken;
  (void)connection, (void)flags;
  count = count < size ? count : size;
  memcpy(buffer, octets + taken, count);
  taken += count;
  return (ssize_t)count;
}
#define recv take
"""
STREAM = r"""
size_t rest_of_message(const char *message, size_t length) {
  static const char name[] = "Content-Length:";
  size_t at, body = 0;
  for (at = 0; at + 4 <= length; at++) {
    if (length - at > sizeof name && memcmp(message + at, name, sizeof name - 1) == 0) {
      body = strtoul(message + at + sizeof name - 1, NULL, 10);
    }
    if (memcmp(message + at, "\r\n\r\n", 4) == 0) {
      return at + 4 + body <= length ? at + 4 + body : 0;
    }
  }
  return 0;
}

void handle(const struct sip_statusline *line, const char *message, size_t length) {
  static size_t seen;
  const char *begin = message + line->end - line->reason_length - 14;
  seen += length;
  printf("%d %d\n", line->status_code, memcmp(begin, "SIP/2.0 ", 8) == 0 && seen <= total);
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file) {
    return 2;
  }
  total = fread(octets, 1, sizeof octets, file);
  segment = strtoul(argv[2], NULL, 10);
  return read_responses(0) < 0;
}
"""

ENCODE = r"""
#include <stdio.h>

int main(void) {
  static const char received[] = "SIP/2.0 500 100% [busy] \xFC\r\nVia: x\r\n";
  char buffer[40];
  struct sip_statusline line;
  size_t length = answer(buffer, sizeof buffer, 486, NULL);
  fwrite(buffer, 1, length, stdout);
  length = answer(buffer, sizeof buffer, 486, "Occupied");
  fwrite(buffer, 1, length, stdout);
  printf("%d ", (int)answer(buffer, 21, 486, "Occupied"));
  printf("%d ", (int)answer(buffer, sizeof buffer, 486, "a\r\nX: y"));
  sip_statusline_parse(received, sizeof received - 1, SIP_STATUSLINE_DEFAULT, &line);
  length = relay(buffer, sizeof buffer, &line, received);
  printf("%d\n", length == line.end && memcmp(buffer, received, length) == 0);
  return 0;
}
"""

CALLER = r"""
#include <stddef.h>

int sip_statusline_recognize(const void *octets, size_t length);

int main(void) { return sip_statusline_recognize("SIP/2.0 200 OK\r\n", 16) != 200; }
"""


def program(compiler: CCompiler, folder: Path, *parts: str) -> Path:
    """The parts as one file, compiled."""
    source, result = folder / "example.c", folder / "example"
    text = "".join(parts)
    # What is called before it is written has its prototype.
    prototypes = re.findall(r"^((?:int|void|size_t) \w+\(.*\)) \{$", text, re.MULTILINE)
    declared = ";\n".join(one for one in prototypes if "main(" not in one) + ";\n"
    source.write_text(f'#include "sip_statusline.h"\n{declared}{text}', encoding="utf-8")
    compiler("-std=gnu99", *WARNINGS, f"-I{HEADERS}", source, "-o", result)
    return result


def test_the_page_has_the_examples_that_are_tested_here() -> None:
    names = ["void show(", "int read_responses(", "size_t relay(", "#define SIP_STATUSLINE_API"]
    assert len(EXAMPLES) == len(names)
    assert all(name in example for name, example in zip(names, EXAMPLES, strict=True))


def test_one_message(c_compiler: CCompiler, tmp_path: Path) -> None:
    assert toolchains.run([program(c_compiler, tmp_path, EXAMPLES[0], SHOW)]) == (
        '486 "Occupied", header fields from octet 22 on\n'
        "a request?\n"
        "error 5 at octet 9\n"
        "error 1 at octet 10\n"
    )


@pytest.mark.parametrize("segment", [1, 7, 100, 1460, 1 << 20])
def test_a_stream(c_compiler: CCompiler, segment: int, tmp_path: Path) -> None:
    loop = program(c_compiler, tmp_path, SEGMENTS, EXAMPLES[1], STREAM)
    stream = tmp_path / "stream"
    # CRLFs between messages keep the connection open (RFC 5626 section 3.5.1).
    stream.write_bytes(b"\r\n\r\n".join([b"", *read_responses(TRACE), b"SIP/2.0 200 OK\r\nVia: "]))
    lines = toolchains.run([loop, stream, str(segment)]).splitlines()
    assert {line[3:] for line in lines} == {" 1"}
    assert Counter(int(line[:3]) for line in lines) == RESPONSES


def test_a_stream_of_something_else(c_compiler: CCompiler, tmp_path: Path) -> None:
    loop = program(c_compiler, tmp_path, SEGMENTS, EXAMPLES[1], STREAM)
    stream = tmp_path / "stream"
    stream.write_bytes(b"BYE sip:a@b.example SIP/2.0\r\n\r\n")
    assert subprocess.run([loop, stream, "9"], check=False).returncode == 1


def test_encoding(c_compiler: CCompiler, tmp_path: Path) -> None:
    encoder = program(c_compiler, tmp_path, EXAMPLES[2], ENCODE)
    printed = toolchains.run([encoder])
    assert printed.splitlines() == ["SIP/2.0 486 Busy Here", "SIP/2.0 486 Occupied", "0 0 1"]


def test_extern(c_compiler: CCompiler, tmp_path: Path) -> None:
    """The parser in a unit of its own, and one that knows nothing of it but a prototype."""
    units = {"statusline.c": EXAMPLES[3], "main.c": CALLER}
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    sources = [tmp_path / name for name in units]
    c_compiler("-std=c99", *WARNINGS, f"-I{HEADERS}", *sources, "-o", tmp_path / "program")
    toolchains.run([tmp_path / "program"])
