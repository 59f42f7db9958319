"""A shape holds all that the rules read of a message, and its two readers find the same one."""

from __future__ import annotations

import re
from importlib import import_module
from types import CodeType
from typing import TYPE_CHECKING, Any

import pytest
from _sipstatus.registry import COMPACT_FORMS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from implementations import PURE_PYTHON

import sipstatus._check_response as checks
from sipstatus import check_response
from sipstatus._headers import elements, fields
from sipstatus.cli.capture.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

ENGINES = (
    ["sipstatus.cli.capture._shape_py"]
    if PURE_PYTHON
    else ["sipstatus.cli.capture._shape", "sipstatus.cli.capture._shape_py"]
)
READ = checks.read_of_responses(), checks.read_of_requests()
RESPONSES, REQUESTS = (
    [Shapes(read, import_module(name).Reader) for name in ENGINES] for read in READ
)


def fields_in(head: bytes) -> list[tuple[str, str]]:
    """Header fields by the letter of RFC 3261 section 7.3.1, leniently."""
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("utf-8", "replace").split("\n")
    parts = (line.partition(":") for line in lines)
    return [(name.strip(), value.strip()) for name, colon, value in parts if colon]


# Heads of messages

# Typed by hand: a word that a condition reads without saying so must be among them.
WORDS = [
    *(b"tag", b"100rel", b"199", b"timer", b"sec-agree", b"resource-priority", b"outbound"),
    *(b"reg-id", b"refresher", b"uac", b"uas", b"UAC", b"digest", b"expires", b"*", b"purpose"),
    *(b"EmergencyCallData.cap", b"SIP", b"Q.850", b"stir", b"ppi", b"FOO", b"branch", b"0", b"00"),
    *(b"7", b"x", b"INVITE", b"REGISTER"),
]
MARKS = [
    *(b";", b",", b"=", b" ", b"\t", b'"', b"<", b">", b"\\", b";tag=", b'="', b'";', b"\r\n "),
    *(b"\n\t", b"\r", b"\x0b", b"\0", b"\xa0", b"\xff", b":", b"@", b"sip:b@h"),
    *(text.encode() for text in ("\xa0", "\u2003", "\u0663", "\u212a", "é")),
]
USUAL = [
    *(b"<sip:b@h;tag=1>;tag=2", b'"B, \\"b\\"" <sip:b@h>;TAG=0', b"sip:b@h;tag", b"<sip:b@h>;tag="),
    *(b"<sip:b@h>;expires=0, <sip:c@h>;expires=60;reg-id=1", b"100rel, timer", b"TIMER"),
    *(b'1800;refresher="uac"', b"90;refresher=uas", b"digest;q=0.1", b"Digest, tls", b"0", b"349"),
    *(b'SIP;cause=200;text="Call, completed", SIP;cause=600', b"FOO;x=1,BAR;x=1,foo"),
    *(b"<cid:a@h>;purpose=EmergencyCallData.cap", b"SIP/2.0/UDP h;branch=z9hG4bK1;rport"),
    *(b"SIP/2.0/UDP h;received=1 ; Branch = a , SIP/2.0/TCP i;branch=b", b""),
]
METHODS = [
    *(b"INVITE", b"REGISTER", b"UPDATE", b"SUBSCRIBE", b"PUBLISH", b"MESSAGE", b"BYE", b"CANCEL"),
    *(b"OPTIONS", b"PRACK", b"REFER", b"NOTIFY", b"INFO", b"FOO", b"invite"),
]
CODES = [100, 180, 183, 199, 200, 202, 204, 302, 401, 405, 420, 421, 424, 425, 436, 438, 439, 469]
CODES += [480, 486, 488, 489, 494, 500, 580, 603, 608, 299, 699]


def names() -> SearchStrategy[bytes]:
    known = [name.encode() for name in sorted({*READ[0], *READ[1], "via", "call-id", "server"})]
    compact = [form.encode() for form in COMPACT_FORMS]
    usual = st.sampled_from([*known, *(name.title() for name in known), *compact])
    strange = [b"\x0bTo", b"to\xc2\xa0", "\u212a".encode(), b"t\xff", b"", b"t o", b"To\r\n "]
    return st.one_of(usual, usual.map(lambda name: name + b" "), st.sampled_from(strange))


def values() -> SearchStrategy[bytes]:
    parts = st.lists(st.sampled_from([*WORDS, *MARKS]), max_size=9).map(b"".join)
    return st.one_of(st.sampled_from(USUAL), st.sampled_from(WORDS), parts)


def heads() -> SearchStrategy[bytes]:
    lines = st.builds(
        b"%b:%b%b%b".__mod__,
        st.tuples(
            names(),
            st.sampled_from([b"", b" ", b"\t "]),
            values(),
            st.sampled_from([b"\r\n", b"\n"]),
        ),
    )
    cseq = st.sampled_from(METHODS).map(b"CSeq: 1 %b\r\n".__mod__)
    begin = st.one_of(cseq, cseq, st.just(b""))
    end = st.sampled_from([b"", b"no colon\n", b"To: <sip:b@h>;tag=1"])
    return st.builds(
        lambda *parts: b"".join((parts[0], *parts[1], parts[2])),
        begin,
        st.lists(lines, max_size=7),
        end,
    )


# What a shape says


@settings(max_examples=200)
@given(st.sampled_from(CODES), heads(), st.none() | heads())
@example(486, b"Reason: a;x=1\nReason: b;x=1\n", None)
@example(200, b"CSeq: 1 MESSAGE\nContent-Length: 5\n", None)
@example(123, b"CSeq: 1 I\x94VITE\n", None)
@example(123, b"To: \xc2\xa0;tag=x\n", None)
@example(438, b"CSeq: 1 INVITE\n", b"CSeq: 1 INVITE\nIdentity: a\ny: b\n")
@example(200, b"CSeq: 1 REGISTER\n", b'CSeq: 1 REGISTER\nContact: <sip:b@h>;expires=\x0b"0"')
def test_a_shape_breaks_the_same_rules(code: int, response: bytes, request: bytes | None) -> None:
    expected = check_response(
        code, fields_in(response), request_headers=None if request is None else fields_in(request)
    )
    for of_response, of_request in zip(RESPONSES, REQUESTS, strict=True):
        shape = of_response.fields_of(of_response.reader.read(response)[0])
        other = None
        if request is not None:
            other = of_request.fields_of(of_request.reader.read(request)[0])
        assert check_response(code, shape, request_headers=other) == expected


@settings(max_examples=200)
@given(heads())
@example(b"Via: " + b'"' * 9000 + b"\nv: ;branch=2")
@example(b'v: SIP/2.0/UDP h;branch="a\\"b"\n')
def test_both_readers_find_the_same(head: bytes) -> None:
    for shapes in (RESPONSES, REQUESTS):
        assert len({one.reader.read(head) for one in shapes}) == 1


@given(heads())
def test_the_transaction(head: bytes) -> None:
    """Branch, Call-ID and CSeq (RFC 3261 section 17.1.3), of the first field each."""
    first: dict[str, str] = {}
    for name, value in fields_in(head):
        full = {"v": "via", "i": "call-id"}.get(name.lower(), name.lower())
        first.setdefault(full, value)
    via = elements([first.get("via", "")])
    branch = via[0].parameters.get("branch", "") if via else ""
    found = RESPONSES[0].reader.read(head)[1].decode("utf-8", "replace").split("\n")
    assert found[0] == branch
    assert [part.split() for part in found[1:]] == [
        first.get(name, "").split() for name in ("call-id", "cseq")
    ]


def test_what_differs_from_call_to_call_is_not_in_it() -> None:
    def head(call: int) -> bytes:
        return (
            b"Via: SIP/2.0/UDP h;branch=z9hG4bK%d\r\nFrom: <sip:a@h>;tag=f%d\r\n"
            b'To: "Bob %d" <sip:b%d@h>;tag=t%d\r\nCall-ID: %d@h\r\nCSeq: %d INVITE\r\n'
            b"Contact: <sip:b@192.0.2.%d:5060>\r\nContent-Length: 1%d\r\nX-%d: 1\r\n\r\n"
        ) % ((call,) * 10)

    for shapes in (*RESPONSES, *REQUESTS):
        assert len({shapes.reader.read(head(call))[0] for call in range(100)}) == 1
        assert len({shapes.reader.read(head(call))[1] for call in range(100)}) == 100


# Conditions say what they read


class Traced(dict[str, list[str]]):
    """Header fields that remember which of them were looked at."""

    def __init__(self, head: bytes) -> None:
        super().__init__(fields(fields_in(head)))
        self.read: set[object] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> list[str]:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(key)
        return super().__contains__(key)


@given(st.sampled_from(CODES), heads(), heads())
def test_nothing_else_is_read(code: int, response: bytes, request: bytes) -> None:
    traced = Traced(response), Traced(request)
    checks.broken_rules(code, *traced)
    for message, declared in zip(traced, READ, strict=True):
        assert message.read <= declared.keys()


def strings(code: CodeType) -> Iterator[str]:
    """Every string that stands in the code of a function."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from strings(constant)
        elif isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple | frozenset):
            yield from (one for one in constant if isinstance(one, str))


HELPERS = [checks._requires, checks._refreshers, checks._is_zero]


@pytest.mark.parametrize("name", [*checks._CONDITIONS, *(one.__name__ for one in HELPERS)])
def test_every_word_of_a_condition_is_declared(name: str) -> None:
    function: Any = checks._CONDITIONS.get(name) or getattr(checks, name)
    declared = {"", "yes", "likely", "no", "0", *READ[0], *READ[1]}
    everything = [key for read in READ for key in read if read[key] == "everything"]
    assert everything == ["reason"]
    for read in READ:
        for reading in read.values():
            declared |= reading if isinstance(reading, frozenset) else set()
    if name == "repeated_reason_protocol":
        declared |= {"sip", "q.850", "stir"}  # it reads every word of Reason
    found = {
        text for text in strings(function.__code__) if not text.startswith(function.__module__)
    }
    assert {text for text in found if "<" not in text} <= declared


def test_more_fields_than_there_are_today() -> None:
    names = [f"x-{number}" for number in range(60)]
    reading: dict[str, checks.Reading] = {
        name: frozenset({"a"}) if number % 2 else "presence" for number, name in enumerate(names)
    }
    expected = {name: ["a;x"] if number % 2 else [""] for number, name in enumerate(names)}
    head = "".join(f"{name}: a;b\n" for name in names).encode()
    for engine in ENGINES:
        shapes = Shapes(reading, import_module(engine).Reader)
        assert shapes.fields_of(shapes.reader.read(head)[0]) == expected


def test_too_much_to_read() -> None:
    reading: dict[str, checks.Reading] = {f"x-{number}": frozenset() for number in range(200)}
    if not PURE_PYTHON:
        with pytest.raises(ValueError, match="too many header fields"):
            Shapes(reading, import_module("sipstatus.cli.capture._shape").Reader)
