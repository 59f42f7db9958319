"""What must hold for any octets: a function for each door by which other people's octets come in.

A target reads its arguments from the first octets, one octet for each choice, and takes the rest as
what arrives.  It raises AssertionError for a fault, and anything else is a fault as well.  The
fuzzer looks for octets that take new ways through the code; ``test_corpus.py`` runs the known ones.
"""

from __future__ import annotations

import ast
import bz2
import contextlib
import gzip
import importlib
import io
import json
import lzma
import re
import struct
import sys
import tempfile
from array import array
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from building import RAW, SYN, interface, pcap, section, tcp
from building import ipv4 as raw_ip
from lines import LINE_MAX, outcome
from scanned import counted, defined, engine_rows, rows
from sipstatus_codegen import CodegenError, InvalidSpecError, Recipe, find, load_registry, render
from sipstatus_codegen import banner as banners
from sipstatus_codegen import project as projects
from sipstatus_codegen.faults import Faults
from sipstatus_codegen.folder import manifest as manifests
from sipstatus_codegen.language.paths import stays_inside
from sipstatus_codegen.reading import iana as tables
from sipstatus_codegen.vendored import Inspector, Verdict, codes

import sipstatus._implementation as used
import sipstatus._rows_py as row_twin
import sipstatus._scan_py as scan_twin
import sipstatus._statusline_py as twin
from sipstatus import (
    IMPLEMENTATION,
    IncompleteStatusLine,
    Leniency,
    ReasonHeaderError,
    StatusCodeCounter,
    StatusLineError,
    best_response,
    check_response,
    count_status_codes,
    format_reason_header,
    forwarding,
    localized,
    parse_reason_header,
    response_headers,
    retry_advice,
    scan_status_lines,
)
from sipstatus._check_response import read_of_requests, read_of_responses
from sipstatus._headers import fields
from sipstatus.cli import main
from sipstatus.cli.capture._shape_py import Reader as TwinReader
from sipstatus.cli.capture.messages import Message
from sipstatus.cli.capture.packets import packets as read_capture
from sipstatus.cli.capture.shapes import Shapes
from sipstatus.cli.capture.sources import (
    Source,
    count_window,
    decompressed,
    windows,
)
from sipstatus.cli.capture.text import Text
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sipstatus import StatusLine
    from sipstatus.cli.capture.messages import Message

T = TypeVar("T")

TWIN = "_py" if IMPLEMENTATION == "python" else ""
row_engine: Any = importlib.import_module(f"sipstatus._rows{TWIN}")
engine: Any = sys.modules[f"sipstatus._scan{TWIN}"]
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "codegen" / "samples"
EVERY_FLAG = sum(flag.value for flag in Leniency)


class Octets:
    """Choices first, one octet each; the rest is what arrives.  After the end all octets are 0."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def number(self, limit: int = 256) -> int:
        """0 to `limit` - 1."""
        octet = self._octets[self._at] if self._at < len(self._octets) else 0
        self._at += 1
        return octet % limit

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.number(len(things))]

    def flags(self, known: int = EVERY_FLAG) -> int:
        """Any combination of the known flags."""
        return self.number() & known

    def code(self) -> int:
        """A status code."""
        return 100 + min(self.number() * 3 + self.number(3), 599)

    def rest(self) -> bytes:
        return self._octets[self._at :]

    def long_rest(self) -> bytes:
        """The rest; a choice repeats one octet of it until it is about as long as a line may be."""
        place, size = self.number(), self.number()
        rest = self.rest()
        if place % 8 != 7 or not rest:
            return rest
        place = place // 8 % len(rest)
        more = LINE_MAX - len(rest) + size - 128
        return rest[:place] + rest[place : place + 1] * more + rest[place:]


# --- Status-lines ---------------------------------------------------------------------------------


def parse(octets: bytes) -> None:
    """The parser in use and its twin agree, and what they say is true of the octets."""
    source = Octets(octets)
    flags, begin, behind = source.flags(), source.number(4), source.number(4)
    data = source.long_rest()
    start = min(begin, len(data))

    def said(parser: Any, buffer: Any) -> tuple[Any, ...]:
        return outcome(parser.parse_status_line, buffer, start, leniency=flags)

    expected = said(twin, data)
    # AddressSanitizer sees who reads past the end of this one: its memory ends where it ends.
    exact = array("B", data)[:]
    for buffer in (data, bytearray(data), exact):
        assert said(used, buffer) == expected
    try:
        line = used.parse_status_line(data, start, leniency=flags)
    except IncompleteStatusLine as error:
        assert error.offset == len(data)
    except StatusLineError as error:
        # What is before the fault could have become a line, and what is behind it does not matter.
        assert start <= error.offset < len(data)
        assert said(used, data[: error.offset + 1]) == expected
        with contextlib.suppress(IncompleteStatusLine):
            used.parse_status_line(data[: error.offset], start, leniency=flags)
    else:
        assert 100 <= line.status_code <= 699
        assert line.reason_octets in data[start : line.end]
        assert start < line.end <= len(data)
        if data[line.end - 1 : line.end] == b"\n":
            more = (b"", b" ", b"\r\n", b"SIP/2.0 200 OK\r\n")[behind]
            assert said(used, data[: line.end] + more) == expected
        relay(line)
    assert used.is_response(exact) == (data[:4].upper() == b"SIP/")


def relay(line: StatusLine) -> None:
    """What was parsed can be sent on, as one line, and is read again as it was."""
    code, phrase = line.status_code, line.reason_octets
    octets = line.encode()
    assert octets == b"SIP/%d.%d %d %b\r\n" % (*line.version, code, phrase)
    assert str(line) == octets[:-2].decode("utf-8", "replace")
    if len(octets) <= LINE_MAX:
        again = used.parse_status_line(octets)
        assert again == line
        assert again.end == len(octets)
        encoded = used.encode_status_line(code, phrase, leniency=Leniency.REASON_OCTETS)
        assert encoded == b"SIP/2.0 %d %b\r\n" % (code, phrase)


def encode(octets: bytes) -> None:
    """The encoder in use and its twin agree; what they write is one line, which says the same."""
    source = Octets(octets)
    flags, code, form = source.flags(), source.number() * 4, source.number(4)
    rest = source.long_rest()
    phrase = (None, rest, rest.decode("latin-1"), rest.decode("utf-8", "surrogateescape"))[form]
    expected = outcome(twin.encode_status_line, code, phrase, leniency=flags)
    assert outcome(used.encode_status_line, code, phrase, leniency=flags) == expected
    try:
        written = used.encode_status_line(code, phrase, leniency=flags)
    except StatusLineError:
        written = b""
    else:
        assert written.endswith(b"\r\n")
        assert not set(written[:-2]) & set(b"\r\n\0")
        line = used.parse_status_line(written, leniency=flags & Leniency.REASON_OCTETS)
        assert (line.status_code, line.end) == (code, len(written))
        if phrase is not None:
            given = phrase.encode() if isinstance(phrase, str) else phrase
            assert line.reason_octets == given
    buffer = bytearray(b"#" * (len(written) + 4))
    try:
        end = used.encode_status_line_into(buffer, 2, code, phrase, leniency=flags)
    except StatusLineError:
        end = 2
    assert bytes(buffer) == b"##%b##" % written
    assert end == 2 + len(written)


def scan(octets: bytes) -> None:
    """Every way to scan finds what the obvious definition finds, however the octets are divided."""
    source = Octets(octets)
    flags, anywhere = source.flags(Leniency.ALL), bool(source.number(2))
    cuts = source.number(), source.number()
    data = source.long_rest()
    # A scan looks for lines where they begin: it skips nothing before them.
    expected = defined(data, anywhere=anywhere, leniency=flags & ~Leniency.LEADING_CRLF)
    exact = array("B", data)[:]
    for path in reversed(engine.PATHS):  # the one in use comes last
        engine.select_path(path)
        assert engine_rows(engine, exact, 0, len(data), anywhere, flags) == expected
    assert engine_rows(scan_twin, data, 0, len(data), anywhere, flags) == expected
    assert rows(scan_status_lines(data, anywhere=anywhere, leniency=flags)) == expected
    counts = counted(engine, data, anywhere, flags)
    assert sum(counts.values()) == len(expected)
    counter = StatusCodeCounter(anywhere=anywhere, leniency=flags)
    first, second = sorted(cut * len(data) // 255 for cut in cuts)
    for chunk in (data[:first], data[first:second], data[second:]):
        counter.update(chunk)
    assert counter.counts == counts
    assert counter.octets == len(data)


def columns(octets: bytes) -> None:
    """Rows are what the parser says of them, and places outside the octets are refused."""
    source = Octets(octets)
    flags, layout, count = source.flags(), source.one_of("iqv"), source.number(8)
    rows = [(source.number(), source.number() - 100, source.number()) for _ in range(count)]
    data = source.long_rest()
    nulls = [not null % 8 for null, _, _ in rows]
    places = [begin for _, begin, _ in rows]
    if layout == "v":
        lengths = [length - 3 for _, _, length in rows]
        views = [
            struct.pack("=iiii", length, 0, null % 3 - 1, begin)
            if not 0 <= length <= 12
            else struct.pack("=i12s", length, data[:length])
            for (null, begin, _), length in zip(rows, lengths, strict=True)
        ]
        positions = b"".join(views)
    else:
        positions = array(layout, [*places, len(data)]).tobytes()
    validity = bytes([sum((not null) << bit for bit, null in enumerate(nulls))])
    part = layout, 0, count, validity, positions, [array("B", data)[:]]

    def said(module: Any) -> object:
        try:
            null, valid, *lines, fine, faulty, ends, names = module.parse([part], count, flags)
        except ValueError as error:
            return str(error)
        known = (1 << count) - 1  # bits behind the last row say nothing
        bits = [int.from_bytes(bitmap, "little") & known for bitmap in (valid, faulty)]
        columns = [memoryview(column).cast("B").tobytes() for column in (*lines, ends, names)]
        return null, bits, columns, fine

    assert said(row_engine) == said(row_twin)


# --- Header fields --------------------------------------------------------------------------------


def headers(octets: bytes) -> None:
    """Any header fields are judged without an error."""
    source = Octets(octets)
    code, other, form = source.code(), source.code(), source.number(3)
    halves = source.rest().split(b"\n\n", 1)
    response, request = (list(pairs(half, form)) for half in (halves[0], halves[-1]))
    findings = check_response(code, response, request_headers=request if form else None)
    assert [one.severity for one in findings] == sorted(one.severity for one in findings)
    advice = retry_advice(code, response)
    for number in (*(advice.delay or ()), advice.duration or 0.0):
        assert 0 <= number < float("inf")
    branches = [(code, response), (other, request), (other, response)]
    for method in (None, "BYE"):
        best = best_response(branches, method=method)
        merged = best.merge(response)
        assert best.challenges or merged == response
        assert forwarding(code, method=method) in ("never", "now", "hold", "stop")
    taken = response_headers(code, request, tag="tag", delay=0.5)
    assert len(taken) <= len(request)
    for name, value in taken:
        # A tag that is added stands where the blanks at the end were.
        assert any(name == one and value.startswith(other.rstrip()) for one, other in request)
    for _, value in response:
        localized(code, value)


def pairs(octets: bytes, form: int) -> Iterator[tuple[Any, Any]]:
    """Name and value of each line, as text or as octets."""
    for line in octets.split(b"\n"):
        name, _, value = line.partition(b":")
        yield (name, value) if form == 2 else (name.decode("latin-1"), value.decode("latin-1"))


def reason(octets: bytes) -> None:
    """A Reason header field is refused at a place within it, or written again with its meaning."""
    source = Octets(octets)
    lenient, text = source.number(2) == 1, source.rest().decode("utf-8", "surrogateescape")
    try:
        values = parse_reason_header(text, lenient=lenient)
    except ReasonHeaderError as error:
        assert not lenient
        assert 0 <= error.offset <= len(text)
        return
    assert lenient or not values.errors
    assert all(0 <= error.offset <= len(text) for error in values.errors)
    if values:
        written = format_reason_header(*values)
        assert not set(written) & set("\r\n\0")
        assert parse_reason_header(written) == values
    if not values.errors:
        assert values
        assert lenient or parse_reason_header(text, lenient=True) == values


# --- Captures and the command ---------------------------------------------------------------------


def messages(octets: bytes) -> None:
    """The messages of a text are where they are said to be, one behind the other."""
    text_lines = octets.split(b"\n")
    before = 0
    blocks = (octets[start : start + 100] for start in range(0, len(octets), 100))
    for message in Text(blocks, lambda fault: None):
        # A message may begin in the middle of a line: right behind a body, or what a log puts
        # before it; then its line ends are made anew, and escapes are what they stand for.
        line = text_lines[message.place - 1] + b"\n"
        # Only a line with escapes holds several messages.
        assert before < message.place or (before == message.place and unescaped(line) != line)
        before = message.place
        text = message.start_line.rstrip(b"\r\n")
        assert line.endswith(message.start_line) or text in line or text in unescaped(line)
        assert not any("\n" in part for pair in message.headers() for part in pair)


def unescaped(line: bytes) -> bytes:
    """A line with what its escapes stand for, as JSON and C have them."""

    def meant(escape: re.Match[bytes]) -> bytes:
        sixteen, two, eight, letter = escape.groups()
        if letter:
            return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(letter, letter)
        number = int(sixteen or two, 16) if sixteen or two else int(eight, 8) & 0xFF
        return chr(number).encode("utf-8", "surrogatepass") if sixteen else bytes([number])

    pattern = rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))"
    return re.sub(pattern, meant, line, flags=re.DOTALL)


def shapes(octets: bytes) -> None:
    """Both readers find the same shape, and what has it breaks the same rules as the message."""
    source = Octets(octets)
    code = source.code()
    head = source.rest()
    message = Message(1, b"", head)
    for one, other in SHAPES:
        shape, _ = found = one.reader.read(head)
        assert other.reader.read(head) == found
        assert one.fields_of(shape).keys() <= fields(message.headers()).keys()
    shape = SHAPES[0][0].reader.read(head)[0]
    broken = check_response(code, message.headers())
    assert check_response(code, SHAPES[0][0].fields_of(shape)) == broken


SHAPES = [
    (Shapes(read), Shapes(read, TwinReader)) for read in (read_of_responses(), read_of_requests())
]


def captures(octets: bytes) -> None:
    """Compressed files give their octets or a clear error, and windows of any size all lines."""
    source = Octets(octets)
    suffix, spoiled, size = source.one_of([".gz", ".bz2", ".xz", ".zst"]), source.number(), 1
    size += source.number() * source.number()
    data = source.rest()
    expected = count_status_codes(data)
    counter = StatusCodeCounter()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        for window in windows(file.fileno(), 0, len(data), max(size, len(data) // 64)):
            count_window(window, 0, counter, anywhere=False)
    assert counter.counts == expected
    packed = data if spoiled % 2 else compressed(suffix, data)
    if spoiled:
        place = spoiled * len(packed) // 256
        packed = packed[:place] + bytes([spoiled]) + packed[place + spoiled % 3 :]
    try:
        stream = decompressed(Source(io.BytesIO(packed).read1))
        found = stream.readall() if stream else packed
    except CommandError as error:
        assert spoiled
        assert "compressed data" in str(error)
    else:
        assert spoiled or found == data


def packets(octets: bytes) -> None:
    """A file of packets, whatever it holds, gives messages in order or a clear error."""
    source = Octets(octets)
    form, size = source.number(4), source.number()
    rest = source.rest()
    link = struct.pack(">H", source.number() if form == 3 else 1)
    heads = b"", pcap([]), section() + interface(), pcap([])[:22] + link
    data = heads[form] + rest
    found, faults = read_packets(data)
    for message in found:
        assert message.start_line.endswith(b"\n")
        assert b"\r\n\r\n" not in message.head
        assert message.place > 0
    again = read_packets(data, 1 + size)
    assert again == (found, faults)


def segments(octets: bytes) -> None:
    """A stream gives the same messages however it is cut, and in whatever order it arrives."""
    source = Octets(octets)
    cuts, order, first = [source.number() for _ in range(4)], source.number(24), source.number()
    # Without what begins a frame of WebSocket or a record of TLS where a segment begins.
    data = source.rest().translate(None, b"\x01\x02\x14\x15\x16\x17\x81\x82")
    frames = [raw_ip(tcp(first - 1, b"", SYN), 6)]
    whole, _ = read_packets(pcap([*frames, raw_ip(tcp(first, data), 6)], RAW))
    places = sorted(cut * len(data) // 255 for cut in cuts)
    pieces = [(start, data[start:end]) for start, end in pairwise([0, *places, len(data)])]
    for _ in range(order % 4):
        pieces = [*pieces[1:], pieces[0]]
    if order // 4 % 2:
        pieces.reverse()
    if order // 8:
        pieces += pieces[:2]
    frames += [raw_ip(tcp(first + start, piece), 6) for start, piece in pieces]
    parts, _ = read_packets(pcap(frames, RAW))
    assert [message[1:3] for message in parts] == [message[1:3] for message in whole]


def read_packets(data: bytes, size: int = 1 << 20) -> tuple[list[Message], list[str]]:
    """The messages of a capture that is read in pieces, and all that is said about it."""
    faults: list[str] = []
    found: list[Message] = []
    try:
        found += read_capture(Pieces(data, size), faults.append)
    except CommandError as error:
        faults = str(error).split("; ")
        assert faults[0]
    assert all(fault.isprintable() for fault in faults)
    assert len(set(faults)) == len(faults)
    return found, faults


class Pieces(io.BytesIO):
    """A file that gives no more than some octets at once."""

    def __init__(self, octets: bytes, size: int) -> None:
        super().__init__(octets)
        self._size = size

    def read(self, most: int | None = -1, /) -> bytes:
        return super().read(min(most or self._size, self._size))


def compressed(suffix: str, octets: bytes) -> bytes:
    if suffix == ".zst":
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
        return zstd.compress(octets)
    if suffix == ".xz":
        return lzma.compress(octets, preset=0)
    return gzip.compress(octets) if suffix == ".gz" else bz2.compress(octets, 1)


def input_file(name: str, octets: bytes) -> Path:
    """A file with these octets, which stays until the next call or the end of the process."""
    path = Path(_folder().name, name)
    path.write_bytes(octets)
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


COMMANDS = (
    *(["lint", "--format", form] for form in ("table", "json", "csv", "markdown")),
    *(["parse", "--format", form] for form in ("table", "json", "csv")),
    *(["scan", "--format", form] for form in ("table", "json", "csv", "openmetrics")),
    *(["scan", "--messages", "--format", form] for form in ("table", "openmetrics")),
    *(["scan", "--anywhere"], ["lint", "--errors-only"], ["lint", "--strict"]),
)


def command(octets: bytes) -> None:
    """A command ends with one of its exit codes, and prints nothing that a terminal obeys."""
    source = Octets(octets)
    words = source.one_of(COMMANDS)
    code, out, errors = called([*words, str(input_file("input.txt", source.rest()))])
    assert code in (0, 1, 2)
    for text in (out, errors):
        assert "Traceback" not in text
        assert "internal error" not in text
        assert all(char.isprintable() or char in "\n\t" for char in text)
    assert errors or code < 2
    if "json" in words:
        for document in out.splitlines() if words[0] == "parse" else [out] if out else []:
            json.loads(document)


def called(words: Sequence[str]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(words)
    written = []
    for stream in (out, errors):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        written.append(stream.buffer.getvalue().decode())
    return code, written[0], written[1]


# --- Specs, overlays and vendored files -----------------------------------------------------------


def spec(octets: bytes) -> None:
    """A spec gives a registry or faults with their lines."""
    loaded(octets, lambda path: load_registry(path))


def overlay(octets: bytes) -> None:
    """So does an overlay; and whatever it says, it adds no code to the outputs."""
    registry = loaded(octets, lambda path: load_registry(SAMPLES / "valid.toml", [path]))
    if registry is None:
        return
    texts = set()
    for path, content in render(registry, find("python"), Recipe()).items():
        if path.endswith(".py"):
            tree = ast.parse(content)
            assert doings(tree) <= allowed_doings()
            texts |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert texts >= {status.phrase for status in registry.statuses}


def loaded(octets: bytes, load: Callable[[Path], T], name: str = "input.toml") -> T | None:
    path = input_file(name, octets)
    try:
        return load(path)
    except InvalidSpecError as error:
        assert 0 < len(error.faults) <= Faults.LIMIT + 1
        for fault in error.faults:
            assert fault.file == str(path)
            assert 1 <= fault.line <= octets.count(b"\n") + 1
            assert fault.what
            assert fault.remedy
    except CodegenError as error:
        assert str(error).startswith(f"{path}: ")
    return None


def doings(tree: ast.AST) -> set[str]:
    """All that a module imports, calls, defines or deletes: what it does, not what it holds."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function):
                found.add(f"call {ast.unparse(function)}")
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
                found.add(f"{type(node).__name__} {ast.unparse(node).partition(chr(10))[0]}")
            case ast.Delete() | ast.Global() | ast.Lambda() | ast.Await() | ast.With():
                found.add(type(node).__name__)
    return found


@cache
def allowed_doings() -> set[str]:
    """What the committed outputs do, and those of a spec full of special cases."""
    folders = ROOT / "generated" / "python", ROOT / "tests" / "golden" / "python"
    modules = (module for folder in folders for module in folder.rglob("*.py"))
    found = (doings(ast.parse(module.read_bytes())) for module in modules)
    return {"call IsupProfile"}.union(*found)  # none of them has a cause profile


def project(octets: bytes) -> None:
    """The file of a project gives outputs that exist, or faults with their lines."""
    source = Octets(octets)
    name = source.one_of([projects.NAME, projects.PYPROJECT])
    found = loaded(source.rest(), projects.read, name)
    for delivery in found.deliveries if found else ():
        assert [find(name).name for name in delivery.recipe.targets] == [*delivery.recipe.targets]


def iana(octets: bytes) -> None:
    """IANA's table gives rows or one error with its line."""
    text = octets.decode("utf-8", "replace")
    tables.is_table(text)
    try:
        found = tables.table(text, "iana")
    except CodegenError as error:
        line = str(error).split(":")[1]
        assert 1 <= int(line) <= len(text.splitlines()) + 1
    else:
        assert found
        assert all(100 <= code <= 699 and row.phrase for code, row in found.items())


def vendored(octets: bytes) -> None:
    """A banner or manifest that anybody has written names nothing outside its folder."""
    head = octets[: banners.HEAD].decode("utf-8", "replace")
    found = banners.read(head)
    banners.is_ours(head)
    if found is not None:
        assert Recipe.from_arguments(found.recipe.arguments()) == found.recipe
    for path, entry in manifests.parse(octets).items():
        assert stays_inside(path)
        assert entry.target.isprintable()


COPIES = (
    *("c/sip_status.h", "go/status.go", "typescript/sip-status.ts", "python/_sipstatus/codes.py"),
    *("lua/sip_status.lua", "elixir/sip_status.ex", "kamailio/sip_status.cfg"),
)


def copies(octets: bytes) -> None:
    """A copy is current as it was made; whatever is changed in it, it is judged and read."""
    source = Octets(octets)
    name = source.one_of(COPIES)
    made = (ROOT / "generated" / name).read_bytes()
    copy = made
    for _ in range(source.number(4)):
        place = (source.number() << 8 | source.number()) % (len(copy) + 1)
        copy = copy[:place] + copy[place + source.number() :]
    place = (source.number() << 8 | source.number()) % (len(copy) + 1)
    copy = copy[:place] + source.rest() + copy[place:]
    path = input_file(Path(name).name, copy)
    with contextlib.suppress(CodegenError):  # an overlay or target that is not there
        judged = INSPECTOR.inspect(path)
        assert (judged.verdict is Verdict.CURRENT) == (copy == made)
        assert all(100 <= change.code <= 699 for change in judged.changes or ())
    if place % 8 == 0:  # it loads the spec anew
        with contextlib.suppress(CodegenError):
            assert all(100 <= code <= 699 for code in codes(path))


INSPECTOR = Inspector()

TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        *(parse, encode, scan, columns, headers, reason, messages, shapes),
        *(captures, packets, segments, command),
        *(spec, overlay, project, iana, vendored, copies),
    )
}
