"""Reads octets: files on disk in windows, and everything that can be read only once in chunks."""

from __future__ import annotations

import errno
import io
import mmap
import os
import stat
import sys
from contextlib import contextmanager
from importlib import import_module
from select import select
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from _sipstatus.codes import STATUS_LINE_MAX

from sipstatus import Leniency
from sipstatus.cli.outcome import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedIOBase
    from lzma import LZMADecompressor

    from typing_extensions import Buffer

    from sipstatus import StatusCodeCounter

LENIENCY = Leniency.LOG

WINDOW_SIZE = 16 << 20
"""Octets of a file that are mapped at once.  Mapping saves a copy, which would take longer than the
search.  Windows keep memory constant, and a file that was cut short before its next window is
noticed.  If it is cut short within one, the system ends the process (SIGBUS)."""

CHUNK_SIZE = 1 << 18
"""Octets that are read at once: few enough to stay in the cache until they are searched."""

INTERRUPT_POLL = 0.5  # seconds until an interrupt is noticed, if it comes at the worst moment

PIPE_SIZE = 1 << 20
"""Octets that a pipe should hold: the more it holds, the less both sides wait for each other."""


class Window(NamedTuple):
    """A part of a file; the lines that end in it belong to it."""

    file: int
    start: int
    stop: int


def size_on_disk(file: int) -> int:
    """How many octets can be mapped; 0 for pipes, devices and files such as those in /proc."""
    status = os.fstat(file)
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def windows(file: int, start: int, stop: int, size: int = WINDOW_SIZE) -> Iterator[Window]:
    """The windows of a file from `start` to `stop`; they can be counted in any order."""
    for begin in range(start, stop, size):
        yield Window(file, begin, min(begin + size, stop))


def count_window(window: Window, first: int, counter: StatusCodeCounter, anywhere: bool) -> None:
    """Count the lines that end in a window; the lines of the file start at `first`.

    A status-line holds one line feed, at its end, and has 65,535 octets at most.  So a line that
    begins before the window begins no more than that many octets before it.
    """
    if size_on_disk(window.file) < window.stop:
        raise CommandError("it became shorter while it was read")
    low = max(first, window.start - STATUS_LINE_MAX)
    page = low - low % mmap.ALLOCATIONGRANULARITY
    with _mapped(window.file, page, window.stop) as octets:
        start, stop = window.start - page, octets.rfind(b"\n") + 1
        if stop <= start:
            return  # no line ends in the window
        begin = octets.rfind(b"\n", low - page, start) + 1
        if not begin:
            begin = low - page
            if low > first and not anywhere:  # inside a line that is too long
                begin = octets.find(b"\n", start) + 1
        with memoryview(octets) as view, view[begin:stop] as lines:
            counter.update(lines)


HIDDEN_SIZE = len("SIP/2.0 200") - 1
"""With so many octets of its neighbours, a part of a file hides no status-line."""


def looks_like_status_line(octets: Buffer) -> bool:
    """Whether there is something that people take for a status-line, wherever it stands."""
    import re  # here, as it is rarely needed, and takes long to load

    return re.search(rb"SIP/2\.0 [1-6][0-9]{2}", octets) is not None


def status_line_in_windows(file: int, first: int, size: int) -> bool:
    """The same for a file from `first` on."""
    for window in windows(file, first, size):
        page = window.start - window.start % mmap.ALLOCATIONGRANULARITY
        with _mapped(file, page, min(window.stop + HIDDEN_SIZE, size)) as octets:
            if looks_like_status_line(octets):
                return True
    return False


def _mapped(file: int, start: int, stop: int) -> mmap.mmap:
    # Page by page, on demand.  With MAP_POPULATE the search would wait for the disk, not overlap
    # with it: three times as long for a file that is not in memory, and no faster for one that is.
    return mmap.mmap(file, stop - start, access=mmap.ACCESS_READ, offset=start)


def widen_pipe(file: int) -> None:
    """Let a pipe hold more, if the system allows it."""
    try:
        import fcntl

        fcntl.fcntl(file, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        pass  # not a pipe, or one that cannot be widened


def chunks(file: int) -> Iterator[memoryview]:
    """The rest of a file that can be read only once; a chunk is valid until the next is taken."""
    chunk = memoryview(bytearray(CHUNK_SIZE))
    while length := _read(file, chunk):
        yield chunk[:length]


def _read(file: int, chunk: memoryview) -> int:
    if sys.platform != "win32":
        _wait(file)
        return os.readv(file, [chunk])
    octets = os.read(file, len(chunk))
    chunk[: len(octets)] = octets
    return len(octets)


def read_some(file: int, size: int) -> bytes:
    """What there is of a file, up to `size` octets; nothing at its end."""
    if sys.platform != "win32":
        _wait(file)
    return os.read(file, size)


def _wait(file: int) -> None:
    """Wait until a file can be read.

    If an interrupt comes just before a read begins, Python notices it only after the read, which
    may never end.
    """
    while not select([file], [], [], INTERRUPT_POLL)[0]:
        pass


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Let errors name a file."""
    try:
        yield
    except CommandError as error:
        raise CommandError(f"{name}: {error}") from None
    except OSError as error:
        error.filename = error.filename or name
        raise


# --- Compressed files ---------------------------------------------------------------------------


MEMORY = 128 << 20
"""Octets of memory that decompressing may take, whatever a file demands: what zstd allows itself,
and twice what `xz -9` needs."""

MAGIC_SIZE = 13
"""Octets at the beginning of a file that tell whether and how it is compressed."""

_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def decompressor(first: bytes) -> Callable[[BinaryIO], BufferedIOBase] | None:
    """The function that opens a compressed file, chosen by its first octets; None for others.

    Raises CommandError if Python has no module for it.
    """
    module = _module(first)
    if not module:
        return None
    try:
        opener: Callable[[BinaryIO], BufferedIOBase] = import_module(module).open
    except ModuleNotFoundError:
        from sipstatus._installing import how_to_install

        hint = f": {how_to_install('zstd')}" if module == _ZSTD else ""
        raise CommandError(f"this needs {module}{hint}") from None
    return _open_lzma if module == "lzma" else opener


def _module(first: bytes) -> str:
    if first.startswith(b"\x1f\x8b"):  # RFC 1952 section 2
        return "gzip"
    if first.startswith(b"BZh"):
        return "bz2"
    if first.startswith(b"\xfd7zXZ\0"):
        return "lzma"
    # A frame, or one that is to be skipped (RFC 8878 section 3.1).
    if first.startswith(b"\x28\xb5\x2f\xfd"):
        return _ZSTD
    if first[1:4] == b"\x2a\x4d\x18" and first[0] >> 4 == 5:
        return _ZSTD
    # The form lzma has no magic octets.  These are the usual properties, then the size of the
    # dictionary, and the length of the whole: unknown, or below 256 GiB.
    length = first[5:MAGIC_SIZE]
    known = length[5:] == b"\0\0\0" and length[4] < 64
    return "lzma" if first[:1] == b"\x5d" and (known or length == b"\xff" * 8) else ""


class Source(io.RawIOBase):
    """Octets that can be read once, of which the first are known before."""

    def __init__(self, read1: Callable[[int], bytes]) -> None:
        self._read1 = read1
        self.first = b""
        """The octets with which they begin."""
        while len(self.first) < MAGIC_SIZE and (more := read1(MAGIC_SIZE - len(self.first))):
            self.first += more
        self.octets = len(self.first)
        """How many octets were read from below."""
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def read1(self, size: int) -> bytes:
        """What is there already, at least one octet; nothing at the end."""
        if octets := self.first[self._given : self._given + size]:
            self._given += len(octets)
            return octets
        octets = self._read1(size)
        self.octets += len(octets)
        return octets

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a part of the buffer with what is there already."""
        with memoryview(buffer) as view:
            octets = self.read1(len(view))
            view[: len(octets)] = octets
        return len(octets)


def decompressed(source: Source) -> Source | None:
    """The octets that were compressed; None if they are not compressed.

    Raises CommandError, also while they are read, if Python has no module for them, or if they are
    damaged, are cut off, or demand too much memory.
    """
    opener = decompressor(source.first)
    if not opener:
        return None
    stream = opener(io.BufferedReader(source))

    def read1(size: int) -> bytes:
        try:
            return stream.read1(size)
        except EOFError:
            raise CommandError("its compressed data are cut off") from None
        except OSError as error:
            if error.errno in errno.errorcode:
                raise  # the disk, not the data
            raise CommandError(f"its compressed data are damaged ({error})") from None
        except Exception as error:  # zlib.error, LZMAError, ZstdError: they share no class
            fault = "demand too much memory" if "memory" in str(error).lower() else "are damaged"
            raise CommandError(f"its compressed data {fault} ({error})") from None

    return Source(read1)


def _open_lzma(file: BinaryIO) -> BufferedIOBase:
    """What lzma.open() gives, but with the limit: there a file of 13 octets can demand 4 GiB."""
    return io.BufferedReader(_LzmaFile(file))


class _LzmaFile(io.RawIOBase):
    """The octets of an xz or lzma file, of all its streams one after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._stream = self._new_stream()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a part of the buffer; EOFError if the file ends within a stream."""
        with memoryview(buffer) as view:
            while (compressed := self._next()) is not None:
                if octets := self._stream.decompress(compressed, len(view)):
                    view[: len(octets)] = octets
                    return len(octets)
        return 0

    def _next(self) -> bytes | None:
        """What the stream can take now, maybe nothing; None at the end of the file."""
        if not self._stream.eof:
            octets = self._file.read(CHUNK_SIZE) if self._stream.needs_input else b""
            if self._stream.needs_input and not octets:
                raise EOFError
            return octets
        octets = self._stream.unused_data
        while not (octets := octets.lstrip(b"\0")):  # which may stand between streams
            octets = self._file.read(CHUNK_SIZE)
            if not octets:
                return None
        self._stream = self._new_stream()
        return octets

    @staticmethod
    def _new_stream() -> LZMADecompressor:
        from lzma import LZMADecompressor

        return LZMADecompressor(memlimit=MEMORY)
