"""ISUP causes (RFC 3398), against tables typed by hand, and the Reason header field (RFC 3326)."""

from __future__ import annotations

import copy
import pickle
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from _sipstatus.registry import ISUP_PROFILES, IsupProfile
from hypothesis import given
from hypothesis import strategies as st
from timing import TOO_STEEP, growth

from sipstatus import (
    ReasonHeaderError,
    ReasonValue,
    ReasonValues,
    StatusCode,
    format_reason_header,
    isup_cause,
    parse_reason_header,
    status_for_cause,
)

sys.path.append(str(Path(__file__).parents[1] / "spec"))
import oracle_isup

# From status code to cause


def test_cause_of_every_status_code() -> None:
    for code in range(100, 700):
        default = oracle_isup.DEFAULT_CAUSE if code >= 400 else None
        assert isup_cause(code) == oracle_isup.CAUSE_OF_STATUS.get(code, default), code


def test_the_oracle_names_every_registered_failure() -> None:
    failures = [int(code) for code in StatusCode if code >= 400]
    assert sorted([*oracle_isup.CAUSE_OF_STATUS, *oracle_isup.UNLISTED]) == failures


@pytest.mark.parametrize("code", [-404, 0, 16, 99, 700, 1404])
def test_no_cause_of_what_is_no_status_code(code: int) -> None:
    assert isup_cause(code) is None


def test_status_code_of_the_enum() -> None:
    assert isup_cause(StatusCode.BUSY_HERE) == 17
    assert isup_cause(StatusCode.REQUEST_TERMINATED) is None


# From cause to status code


def rows(diagnostic: bool) -> dict[int, oracle_isup.Row]:
    other = "without_diagnostic" if diagnostic else "with_diagnostic"
    return {row.cause: row for row in oracle_isup.STATUS_OF_CAUSE if row.condition != other}


@pytest.mark.parametrize("diagnostic", [False, True])
@pytest.mark.parametrize("location", [None, "network", "user", "LN", "U", "User", ""])
def test_status_code_of_every_cause(location: str | None, diagnostic: bool) -> None:
    for cause in range(128):
        row = rows(diagnostic).get(cause)
        if cause in oracle_isup.UNTRANSLATABLE:
            expected = None
        elif row is None:
            expected = oracle_isup.DEFAULT_STATUS
        elif location in ("user", "User", "U"):
            expected = row.user_status or row.status
        else:
            expected = row.status
        assert status_for_cause(cause, location, diagnostic=diagnostic) == expected


@pytest.mark.parametrize(
    ("cause", "location", "diagnostic", "code"),
    [
        (17, None, False, 486),
        (21, None, False, 403),
        (21, "user", False, 603),
        (21, "network", False, 403),
        (22, None, False, 410),
        (22, None, True, 301),
        (22, "user", True, 301),
        (16, "user", False, None),
        (44, None, False, None),
        (30, None, False, 500),
    ],
)
def test_conditions(cause: int, location: str | None, diagnostic: bool, code: int | None) -> None:
    assert status_for_cause(cause, location, diagnostic=diagnostic) == code


@pytest.mark.parametrize("cause", [-1, 0, 128, 486, 10**30])
def test_what_is_no_cause_counts_as_an_unlisted_one(cause: int) -> None:
    assert status_for_cause(cause) == 500


def test_there_and_back() -> None:
    location = oracle_isup.LOCATION_OF_CLASS
    ends_where_it_began = {
        code: cause
        for code in StatusCode
        if (cause := isup_cause(code)) is not None and status_for_cause(cause) == code
    }
    assert ends_where_it_began == oracle_isup.ROUND_TRIPS
    for code, cause in oracle_isup.USER_ROUND_TRIPS.items():
        assert isup_cause(code) == cause
        assert status_for_cause(cause, location[code // 100]) == code


# Profiles


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that differs from RFC 3398 in two rows of each table."""
    profile = IsupProfile("acme", None, None, {480: 20, 600: None}, {20: 606, 17: None})
    monkeypatch.setitem(ISUP_PROFILES, "acme", profile)


@pytest.mark.usefixtures("acme")
def test_profile() -> None:
    assert isup_cause(480, profile="acme") == 20
    assert isup_cause(600, profile="acme") is None
    assert status_for_cause(20, profile="acme") == 606
    assert status_for_cause(17, profile="acme") is None
    assert (isup_cause(480), isup_cause(600)) == (18, 17)
    assert (status_for_cause(20), status_for_cause(17)) == (480, 486)


@pytest.mark.usefixtures("acme")
def test_what_a_profile_leaves_out() -> None:
    for code in range(100, 700):
        if code not in (480, 600):
            assert isup_cause(code, profile="acme") == isup_cause(code)
    assert status_for_cause(21, "user", profile="acme") == 603
    assert status_for_cause(22, diagnostic=True, profile="acme") == 301
    assert status_for_cause(44, profile="acme") is None
    assert status_for_cause(99, profile="acme") == 500


def test_defaults_of_a_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ISUP_PROFILES, "plain", IsupProfile("plain", 127, 480, {302: 23}, {}))
    assert isup_cause(499, profile="plain") == 127
    assert isup_cause(404, profile="plain") == 1
    assert isup_cause(487, profile="plain") is None
    assert isup_cause(302, profile="plain") == 23
    assert isup_cause(301, profile="plain") is None
    assert isup_cause(700, profile="plain") is None
    assert status_for_cause(99, profile="plain") == 480
    assert status_for_cause(16, profile="plain") is None
    assert status_for_cause(127, profile="plain") == 500


@pytest.mark.usefixtures("acme")
def test_unknown_profile() -> None:
    with pytest.raises(ValueError, match=r"^unknown profile 'emca'; known: acme$"):
        isup_cause(404, profile="emca")
    with pytest.raises(ValueError, match=r"^unknown profile ''; known: acme$"):
        status_for_cause(1, profile="")


def test_no_profile_is_known() -> None:
    with pytest.raises(ValueError, match=r"^unknown profile 'acme'; known: none$"):
        isup_cause(404, profile="acme")


# The Reason header field: reading

Q850 = ReasonValue("Q.850", 16, "Terminated")

READ = [
    # the examples of RFC 3326 section 2
    ('SIP ;cause=200 ;text="Call completed elsewhere"', [("SIP", 200, "Call completed elsewhere")]),
    ('Q.850 ;cause=16 ;text="Terminated"', [("Q.850", 16, "Terminated")]),
    ('SIP ;cause=600 ;text="Busy Everywhere"', [("SIP", 600, "Busy Everywhere")]),
    ('SIP ;cause=580 ;text="Precondition Failure"', [("SIP", 580, "Precondition Failure")]),
    # several values
    ('Q.850;cause=16,SIP;cause=487;text="a,b;c=d"', [("Q.850", 16), ("SIP", 487, "a,b;c=d")]),
    ("SIP , Q.850 , x", [("SIP",), ("Q.850",), ("x",)]),
    # several values of one protocol: RFC 9410 section 6
    ("STIR;cause=436,stir;cause=437,SIP", [("STIR", 436), ("stir", 437), ("SIP",)]),
    # case
    ("q.850;CAUSE=31;Text=x", [("Q.850", 31, "x")]),
    ("sIp;cause=0", [("SIP", 0)]),
    # other protocols and parameters
    ("Preemption ;cause=1", [("Preemption", 1)]),
    ("STIR;cause=436;ppi=x", [("STIR", 436, None, (("ppi", "x"),))]),
    ("X-%!`~*_+'.", [("X-%!`~*_+'.",)]),
    ("SIP;a", [("SIP", None, None, (("a", None),))]),
    (
        'Q.850;B="x;\\"y" ;cause=17;c=[2001:db8::1];d=host.example',
        [
            (
                *("Q.850", 17, None),
                (("B", '"x;\\"y"'), ("c", "[2001:db8::1]"), ("d", "host.example")),
            )
        ],
    ),
    ("Q.850;cause=16;location=LN", [("Q.850", 16, None, (("location", "LN"),))]),
    # numbers
    ("SIP;cause=007", [("SIP", 7)]),
    ("SIP;cause=999999999", [("SIP", 999_999_999)]),
    # quoted strings
    ('SIP;text=""', [("SIP", None, "")]),
    (r'SIP;text="a\"b\\c\d"', [("SIP", None, 'a"b\\cd')]),
    ('SIP;text="a\tb"', [("SIP", None, "a\tb")]),
    ('SIP;text="\\\x01\\\x7f"', [("SIP", None, "\x01\x7f")]),
    ('SIP;text="Grüße, 你好 😀"', [("SIP", None, "Grüße, 你好 😀")]),
    ('SIP;text="a  b"', [("SIP", None, "a  b")]),
    # white space and folded lines
    (' \tSIP\t;\r\n cause \r\n\t= 1 ; text = "x" \t', [("SIP", 1, "x")]),
    ('SIP;text="a\r\n \t b"', [("SIP", None, "a b")]),
    ('SIP;x="a\r\n b"', [("SIP", None, None, (("x", '"a b"'),))]),
]

REFUSED = [
    # a protocol
    ("", 0, "a protocol"),
    ("  ", 2, "a protocol"),
    (";cause=1", 0, "a protocol"),
    (",SIP", 0, "a protocol"),
    ("SIP,", 4, "a protocol"),
    ("SIP,,SIP", 4, "a protocol"),
    ('"SIP"', 0, "a protocol"),
    ("\uff33\uff29\uff30", 0, "a protocol"),
    # what may follow
    ("SIP cause=1", 4, "';', ',' or the end"),
    ("SIP/2.0;cause=1", 3, "';', ',' or the end"),
    ("SIP;cause=1 x", 12, "';', ',' or the end"),
    ("SIP;cause=1\r\nVia: x", 11, "';', ',' or the end"),
    ("SIP\n", 3, "';', ',' or the end"),
    ("SIP\r\n", 3, "';', ',' or the end"),
    ("SIP;cause=16x", 12, "';', ',' or the end"),
    ('SIP;text="a"b', 12, "';', ',' or the end"),
    ("SIP;a=b=c", 7, "';', ',' or the end"),
    # parameters
    ("SIP;", 4, "a parameter name"),
    ("SIP;;cause=1", 4, "a parameter name"),
    ("SIP;=1", 4, "a parameter name"),
    ("SIP;cause", 9, "'='"),
    ("SIP;text;cause=1", 8, "'='"),
    ("SIP;a=", 6, "a token or a quoted string"),
    ("SIP;a=;b", 6, "a token or a quoted string"),
    ("SIP;a=[::1", 6, "a token or a quoted string"),
    ("SIP;text=", 9, "a token or a quoted string"),
    ("SIP;cause=1;cause=1", 12, "a parameter that was not given before"),
    ("SIP;a;b;A=1", 8, "a parameter that was not given before"),
    ("SIP;text=a;TEXT=b", 11, "a parameter that was not given before"),
    # one value of a protocol: RFC 9366 section 3
    ("SIP;cause=1,SIP;cause=1", 12, "a protocol that was not given before"),
    ("Q.850 , x, q.850;cause=1", 11, "a protocol that was not given before"),
    ("x,X", 2, "a protocol that was not given before"),
    # causes
    ("SIP;cause=", 10, "a cause of 1 to 9 digits"),
    ("SIP;cause=x", 10, "a cause of 1 to 9 digits"),
    ("SIP;cause=-1", 10, "a cause of 1 to 9 digits"),
    ('SIP;cause="16"', 10, "a cause of 1 to 9 digits"),
    ("SIP;cause=1234567890", 10, "a cause of 1 to 9 digits"),
    ("SIP;cause=" + "9" * 5000, 10, "a cause of 1 to 9 digits"),
    ("SIP;cause=\u0663", 10, "a cause of 1 to 9 digits"),
    # quoted strings
    ('SIP;text="a', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="', 10, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="a\\', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="a\0"', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="a\\\0"', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="a\r\nb"', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;text="a\nb"', 11, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;x="a\\\r\n b"', 8, "a closing quotation mark or a character allowed in front of it"),
    ('SIP;x="a\x7f"', 8, "a closing quotation mark or a character allowed in front of it"),
]


@pytest.mark.parametrize(("text", "values"), READ, ids=lambda value: ascii(value)[:60])
def test_read(text: str, values: list[tuple[object, ...]]) -> None:
    expected = tuple(ReasonValue(*value) for value in values)  # type: ignore[arg-type]
    found = parse_reason_header(text)
    assert found == expected
    assert parse_reason_header(format_reason_header(*found)) == found


@pytest.mark.parametrize(("text", "offset", "expected"), REFUSED, ids=lambda v: ascii(v)[:60])
def test_refused(text: str, offset: int, expected: str) -> None:
    with pytest.raises(ReasonHeaderError) as caught:
        parse_reason_header(text)
    assert caught.value.offset == offset
    assert caught.value.expected == expected
    assert str(caught.value) == (f"bad Reason header field: expected {expected} (offset {offset})")
    first = parse_reason_header(text, lenient=True).errors[:1]
    assert [(error.expected, error.offset) for error in first] == [(expected, offset)]


# What is wrong costs only itself: text, the values that are left, where the errors are.
LENIENT = [
    ("SIP;cause=x, Q.850;cause=16", [("Q.850", 16)], [10]),
    ("Q.850;cause=16, SIP;cause=x", [("Q.850", 16)], [26]),
    ("SIP;cause=1;cause=2,Q.850;cause=16;;,x", [("x",)], [12, 35]),
    ("SIP cause=486, Q.850;cause=17", [("Q.850", 17)], [4]),
    ("SIP;cause=1, SIP;cause=2, Q.850", [("SIP", 1), ("Q.850",)], [13]),
    (",SIP,,Q.850,", [("SIP",), ("Q.850",)], [0, 5, 12]),
    ("", [], [0]),
    # a comma inside quotation marks ends no value
    ('SIP;cause=x;text="a, Q.850;cause=1",Q.850;cause=16', [("Q.850", 16)], [10]),
    (r'SIP;;text="a\", b",x', [("x",)], [4]),
    ('x,SIP;text="a', [("x",)], [13]),
    # a text of several words without quotation marks
    ("SIP;cause=200;text=Call completed elsewhere", [("SIP", 200, "Call completed elsewhere")], []),
    ("SIP;text= No (more)  lines! ;cause=1", [("SIP", 1, "No (more)  lines!")], []),
    ("SIP;text=a b,Q.850;text=c/d", [("SIP", None, "a b"), ("Q.850", None, "c/d")], []),
    ("SIP;text=Grüße aus Köln", [("SIP", None, "Grüße aus Köln")], []),
    ("SIP;text=;cause=1,x", [("x",)], [9]),
    ("SIP;text=a\0b,x", [("x",)], [10]),
    ('SIP;text="a" b,x', [("x",)], [13]),
    # other parameters need them
    ("SIP;note=a b,x", [("x",)], [11]),
]


@pytest.mark.parametrize(("text", "values", "offsets"), LENIENT, ids=lambda v: ascii(v)[:60])
def test_read_leniently(text: str, values: list[tuple[object, ...]], offsets: list[int]) -> None:
    found = parse_reason_header(text, lenient=True)
    assert type(found) is ReasonValues
    assert found == tuple(ReasonValue(*value) for value in values)  # type: ignore[arg-type]
    assert [error.offset for error in found.errors] == offsets
    assert all(type(error) is ReasonHeaderError for error in found.errors)


@pytest.mark.parametrize(("text", "values"), READ, ids=lambda value: ascii(value)[:60])
def test_what_is_right_is_read_leniently_as_well(text: str, values: object) -> None:
    found = parse_reason_header(text)
    assert found.errors == ()
    assert parse_reason_header(text, lenient=True) == found
    assert parse_reason_header(text, lenient=True).errors == ()


def test_octets() -> None:
    (value,) = parse_reason_header('Q.850;cause=16;text="Grüße"'.encode())
    assert value == ReasonValue("Q.850", 16, "Grüße")
    assert parse_reason_header(b'SIP;text="\xff"')[0].text == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("text", [bytearray(b"SIP"), None, 16])
def test_text_of_another_type(text: str) -> None:
    with pytest.raises(TypeError, match=r"^value must be a str or bytes, not "):
        parse_reason_header(text)


def test_location() -> None:
    (value,) = parse_reason_header("Q.850;cause=21;Location=U")
    assert value.location == "U"
    assert value.cause is not None
    assert status_for_cause(value.cause, value.location) == 603
    assert Q850.location is None


# The Reason header field: writing


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([Q850], 'Q.850;cause=16;text="Terminated"'),
        ([ReasonValue("SIP", 487), Q850], 'SIP;cause=487, Q.850;cause=16;text="Terminated"'),
        ([ReasonValue("SIP")], "SIP"),
        ([ReasonValue("SIP", StatusCode.BUSY_HERE)], "SIP;cause=486"),
        ([ReasonValue("x", 0, "")], 'x;cause=0;text=""'),
        ([ReasonValue("x", text='a"b\\c\td')], 'x;text="a\\"b\\\\c\td"'),
        ([ReasonValue("x", text="\x01\x7f")], 'x;text="\\\x01\\\x7f"'),
        ([ReasonValue("x", text='",SIP;cause=200')], 'x;text="\\",SIP;cause=200"'),
        (
            [ReasonValue("Q.850", 16, None, (("location", "U"), ("a", None), ("b", '"c d"')))],
            'Q.850;cause=16;location=U;a;b="c d"',
        ),
    ],
)
def test_written(values: list[ReasonValue], text: str) -> None:
    assert format_reason_header(*values) == text
    assert parse_reason_header(text) == tuple(values)


@pytest.mark.parametrize(
    "value",
    [
        ReasonValue("SIP", text="a\r\nVia: x"),
        ReasonValue("SIP", text="a\r\n b"),
        ReasonValue("SIP", text="a\nb"),
        ReasonValue("SIP", text="a\rb"),
        ReasonValue("SIP", text="a\0b"),
        ReasonValue(""),
        ReasonValue("SIP;cause=200"),
        ReasonValue("SIP, Q.850"),
        ReasonValue("SIP\r\nVia"),
        ReasonValue("SIP\n"),
        ReasonValue("S P"),
        ReasonValue("\uff33\uff29\uff30"),
        ReasonValue("SIP", -1),
        ReasonValue("SIP", 1_000_000_000),
        ReasonValue("SIP", parameters=(("", "x"),)),
        ReasonValue("SIP", parameters=(("a b", "x"),)),
        ReasonValue("SIP", parameters=(("a=b", None),)),
        ReasonValue("SIP", parameters=(("a", ""),)),
        ReasonValue("SIP", parameters=(("a", "b c"),)),
        ReasonValue("SIP", parameters=(("a", "b;c=d"),)),
        ReasonValue("SIP", parameters=(("a", "b\r\nVia: x"),)),
        ReasonValue("SIP", parameters=(("a", "b\n"),)),
        ReasonValue("SIP", parameters=(("a", '"b'),)),
        ReasonValue("SIP", parameters=(("a", '"b";c="d"'),)),
        ReasonValue("SIP", parameters=(("a", '"b\r\n c"'),)),
        ReasonValue("SIP", parameters=(("a", '"b\0"'),)),
        ReasonValue("SIP", parameters=(("cause", "1"),)),
        ReasonValue("SIP", parameters=(("TEXT", '"x"'),)),
        ReasonValue("SIP", parameters=(("a", "1"), ("A", "2"))),
    ],
    ids=repr,
)
def test_not_written(value: ReasonValue) -> None:
    with pytest.raises(ValueError, match=r"outside the grammar|must|given twice"):
        format_reason_header(Q850, value)


@pytest.mark.parametrize(
    "value",
    [
        ReasonValue(None),  # type: ignore[arg-type]
        ReasonValue(b"SIP"),  # type: ignore[arg-type]
        ReasonValue("SIP", True),
        ReasonValue("SIP", "16"),  # type: ignore[arg-type]
        ReasonValue("SIP", 16.0),  # type: ignore[arg-type]
        ReasonValue("SIP", text=b"x"),  # type: ignore[arg-type]
        ReasonValue("SIP", parameters=(("a", 1),)),  # type: ignore[arg-type]
        ReasonValue("SIP", parameters=((1, "a"),)),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_parts_of_another_type(value: ReasonValue) -> None:
    with pytest.raises(TypeError, match=r" must be an? (str|int), not "):
        format_reason_header(value)


def test_what_is_no_value() -> None:
    with pytest.raises(TypeError, match=r"^values must be ReasonValue, not str$"):
        format_reason_header("Q.850")  # type: ignore[arg-type]


@pytest.mark.parametrize("protocol", ["SIP", "sip", "Q.850", "x"])
def test_two_values_of_a_protocol(protocol: str) -> None:
    """Not without a definition of what they mean (RFC 9366 section 3).

    STIR has one: RFC 9410 section 6.
    """
    twice = (ReasonValue(protocol, 1), ReasonValue(protocol.upper(), 2))
    with pytest.raises(ValueError, match=f"^protocol given twice: {protocol.upper()}$"):
        format_reason_header(*twice)
    written = format_reason_header(ReasonValue("STIR", 436), ReasonValue("STIR", 437))
    assert written == "STIR;cause=436, STIR;cause=437"


def test_nothing_to_write() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        format_reason_header()


# Properties

tokens = st.text("aZ0-.!%*_+`'~", min_size=1, max_size=5)
texts = st.text(st.characters(exclude_characters="\0\r\n"), max_size=12) | st.text('"\\;, =\t')
raw_values = (
    st.none()
    | tokens
    | texts.map(
        lambda text: format_reason_header(ReasonValue("x", text=text)).removeprefix("x;text=")
    )
)
parameters = st.lists(st.tuples(tokens, raw_values), max_size=3, unique_by=lambda p: p[0].lower())
reasons = st.builds(
    ReasonValue,
    st.sampled_from(["SIP", "Q.850", "STIR"]) | tokens,
    st.none() | st.integers(min_value=0, max_value=999_999_999),
    st.none() | texts,
    parameters.map(tuple),
)


@given(st.lists(reasons, min_size=1, max_size=3, unique_by=lambda value: value.protocol.lower()))
def test_what_is_written_is_read_again(values: list[ReasonValue]) -> None:
    text = format_reason_header(*values)
    assert not {*"\r\n\0"} & {*text}
    assert parse_reason_header(text) == tuple(values)


@given(st.text() | st.text('SIPQ.850;cause=12text"\\, \t\r\n[]:\0', max_size=30))
def test_noise_is_read_or_refused(text: str) -> None:
    try:
        values = parse_reason_header(text)
    except ReasonHeaderError as error:
        refused_at = error.offset
    else:
        refused_at = 0
        assert parse_reason_header(format_reason_header(*values)) == values
    assert 0 <= refused_at <= len(text)


@given(
    st.lists(st.text('SIPQ.850;=12text"\\ \t', max_size=12), max_size=4),
    st.integers(min_value=0, max_value=4),
)
def test_what_is_wrong_costs_no_other_value(noise: list[str], place: int) -> None:
    """Whatever stands beside it, unless that opens a quotation."""
    balanced = [text for text in noise if text.count('"') == 0 and "\\" not in text]
    balanced.insert(place, "fine;cause=1")
    found = parse_reason_header(",".join(balanced), lenient=True)
    assert ReasonValue("fine", 1) in found
    assert len(found) + len(found.errors) == len(balanced)


@given(st.text(max_size=8), st.text(max_size=8))
def test_nothing_gets_out_of_the_text(before: str, after: str) -> None:
    text = f"{before}{after}"
    try:
        written = format_reason_header(ReasonValue("SIP", 487, text), Q850)
    except ValueError:
        assert {*"\r\n\0"} & {*text}
    else:
        assert parse_reason_header(written) == (ReasonValue("SIP", 487, text), Q850)


@pytest.mark.parametrize(
    "piece", ['"', '\\"', "SIP,", ";a", " ", "\r\n ", ";text=", "0", "S", ';x="', "\\"], ids=repr
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def parse(length: int) -> None:
        long = piece * (length // len(piece))
        heads = long, f"SIP{long}", f'SIP;text="{long}', f"SIP;cause={long}", f"SIP;a={long}\0"
        for text in heads:
            with suppress(ReasonHeaderError):
                parse_reason_header(text)
            parse_reason_header(text[: length // 8], lenient=True)

    assert growth(parse, 200_000) < TOO_STEEP


# What it is made of


@pytest.mark.parametrize("value", [Q850, *parse_reason_header("STIR;cause=436;a")], ids=repr)
def test_values_travel(value: ReasonValue) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert type(pickle.loads(pickle.dumps(value))) is ReasonValue


def test_values_travel_together() -> None:
    found = parse_reason_header("SIP;cause=x,Q.850", lenient=True)
    for again in (copy.copy(found), pickle.loads(pickle.dumps(found))):
        assert type(again) is ReasonValues
        assert tuple(again) == tuple(found) == (ReasonValue("Q.850"),)
        assert list(map(str, again.errors)) == list(map(str, found.errors))
    assert ReasonValues.__module__ == "sipstatus"


def test_errors_travel() -> None:
    error = ReasonHeaderError("a protocol", 4)
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(again) is ReasonHeaderError
        assert (again.expected, again.offset) == ("a protocol", 4)
        assert str(again) == str(error)
