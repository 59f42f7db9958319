"""The SIP stacks in Python: how each reads a message, and where its own tests are.

The readers of those that the benchmark measures are in `tests/performance/peers.py`. One more
stack, VoIP, is not here: it wants Python 3.14.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from importlib import import_module
from io import StringIO

import peers
from native import NotPresentError


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that the registry has."""

    name: str
    """Of its distribution, and of the patch beside this file."""

    make: Callable[[], peers.Reader]
    """Imports it; the reader takes a whole message."""

    sources: str
    """Where its packages are in its sdist."""

    tests: tuple[str, ...] = ()
    """Its own tests there, as pytest takes them; empty if the sdist has none."""

    needs: tuple[str, ...] = ()
    """What the tests need beside what it needs itself."""

    limits: str = ""
    """Why it reads some vectors wrong with our parser as well; empty if it may not."""

    required: bool = False
    """Does the session fail if it cannot be had or patched?"""

    def read(self, messages: Sequence[bytes]) -> list[int | None]:
        """The status code of each message, None where it takes none; what it prints is dropped.

        NotPresentError if it cannot be imported.
        """
        with redirect_stderr(StringIO()):
            try:
                reader = self.make()
            except Exception as error:  # one wants a library of C, and raises no ImportError
                raise NotPresentError(str(error)) from error
            return [code(reader, message) for message in messages]


def code(reader: peers.Reader, message: bytes) -> int | None:
    try:
        return reader(message)
    except Exception:  # whatever it raises, it did not take the message
        return None


def voip_utils() -> peers.Reader:
    parse = import_module("voip_utils.sip").SipMessage.parse_sip

    def read(data: bytes) -> int | None:
        code = parse(data.decode("utf-8")).code  # as its datagram_received does
        return None if code is None else int(code)

    return read


def aiosipua() -> peers.Reader:
    message = import_module("aiosipua.message")

    def read(data: bytes) -> int | None:
        one = message.SipMessage.parse(data)
        return one.status_code if isinstance(one, message.SipResponse) else None

    return read


def aiosip() -> peers.Reader:
    message = import_module("aiosip.message")

    def read(data: bytes) -> int | None:
        one = message.Message.from_raw_message(data.decode())
        return one.status_code if isinstance(one, message.Response) else None

    return read


TEXT_FIRST = "it decodes a message and splits it into lines, by more than CRLF, before any parsing"
NO_NAMES = "--ignore=tests/test_B2BRoute.py"  # it asks name servers
CODES_OF_ITS_OWN = "it knows only SIP/2.0, and the status codes of an enum of its own"

STACKS = (
    Stack("sipmessage", peers.sipmessage, "src", ("tests",), required=True),
    Stack("twisted", peers.twisted, "src", ("src/twisted/test/test_sip.py",), required=True),
    Stack("voip-utils", voip_utils, ".", ("tests",), limits=TEXT_FIRST, required=True),
    Stack("aiosipua", aiosipua, "src", ("tests",), ("pytest-asyncio", "hypothesis")),
    Stack("sippy", peers.sippy, ".", ("tests", NO_NAMES), limits=TEXT_FIRST),
    Stack("pyVoIP", peers.pyvoip, ".", ("tests",), limits=CODES_OF_ITS_OWN),
    Stack("aiosip", aiosip, "."),
)
