"""Phrases and summaries by Accept-Language (RFC 3261 section 20.3, RFC 2616 section 14.4)."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import UNREGISTERED
from timing import TOO_STEEP, growth

from sipstatus import (
    Localized,
    StatusCode,
    encode_status_line,
    localized,
    parse_status_line,
    reason_phrase,
)

if TYPE_CHECKING:
    from types import ModuleType


class Texts(NamedTuple):
    phrase: str
    summary: str


@pytest.fixture
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five languages beside English, to choose from for 486."""
    tags = ("de", "de-CH", "pt-BR", "zh", "zh-Hant")
    tables = {tag: {486: Texts(f"besetzt {tag}", "...")} for tag in tags}
    monkeypatch.setattr("sipstatus._localized.TRANSLATIONS", tables)


# What is said


def test_english() -> None:
    busy = localized(486, None)
    assert busy == localized(486) == localized(StatusCode.BUSY_HERE)
    assert busy.phrase == "Busy Here"
    assert busy.summary == StatusCode.BUSY_HERE.summary
    assert busy.language == "en"


def test_chinese() -> None:
    busy = localized(486, "zh")
    assert busy.phrase == "此处正忙"
    assert busy.summary.endswith("。")
    assert busy.language == "zh"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_code_in_every_language(language: str) -> None:
    for code in StatusCode:
        phrase, summary, spoken = localized(code, language)
        assert phrase, code
        assert summary, code
        assert spoken == language, code
        assert (phrase == reason_phrase(code)) is (language == "en"), code


def test_phrases_go_over_the_wire(implementation: ModuleType) -> None:
    for code in StatusCode:
        phrase = localized(code, "zh").phrase
        line = implementation.encode_status_line(code, phrase)
        assert implementation.parse_status_line(line, leniency=0).reason_phrase == phrase, code


@pytest.mark.parametrize("code", UNREGISTERED.values())
@pytest.mark.parametrize("accepted", [None, "zh", "fr"])
def test_unregistered_codes_have_no_words(code: int, accepted: str | None) -> None:
    assert localized(code, accepted) == Localized("", "", "en")
    assert encode_status_line(code, localized(code, accepted).phrase) == encode_status_line(code)


@pytest.mark.parametrize("code", [-486, 0, 99, 700])
def test_no_status_code(code: int) -> None:
    with pytest.raises(ValueError, match=f"^status_code {code} is outside 100 to 699$"):
        localized(code, "zh")


def test_accept_language_of_octets() -> None:
    assert localized(486, b"zh").language == "zh"
    assert localized(486, b"\xff, zh").language == "zh"


@pytest.mark.parametrize("accepted", [bytearray(b"zh"), 1, ["zh"]])
def test_accept_language_of_another_type(accepted: str) -> None:
    with pytest.raises(TypeError, match=r"^accept_language must be a str or bytes, not "):
        localized(486, accepted)


def test_result_travels() -> None:
    busy = localized(486, "zh")
    assert pickle.loads(pickle.dumps(busy)) == busy


# The choice

CHOICES = [
    # the order of equals, and quality
    ("de, zh", "de"),
    ("zh, de", "zh"),
    ("zh;q=0.4, de;q=0.5", "de"),
    ("zh;q=0.500, de;q=0.5", "zh"),
    ("fr, zh;q=0.001", "zh"),
    ("da, en-gb;q=0.8, en;q=0.7", "en"),
    ("en;q=0.9, de", "de"),
    # a range that equals or begins the tag; the longest decides
    ("de-CH", "de-CH"),
    ("DE-ch", "de-CH"),
    ("de", "de"),
    ("pt", "pt-BR"),
    ("de-CH;q=0.5, de;q=0.1", "de-CH"),
    ("de-CH;q=0, de", "de"),
    ("de;q=0, de-CH", "de-CH"),
    ("zh-Hant, zh;q=0.9", "zh-Hant"),
    ("d", "en"),
    ("de-C", "de"),
    # a range that is narrower than the tag
    ("zh-CN", "zh"),
    ("de-AT, zh;q=0.9", "de"),
    ("en-US, zh;q=0.9", "en"),
    ("en-US;q=0.3, de", "de"),
    ("zh-Hant-TW", "zh"),
    ("de-AT;q=0.2, de;q=0.8, zh;q=0.5", "de"),
    ("de-AT, de;q=0.1, zh;q=0.5", "zh"),
    ("pt-PT", "en"),
    # anything else
    ("*", "en"),
    ("*, en;q=0", "de"),
    ("zh, *;q=0.5", "zh"),
    ("en;q=0.2, *;q=0.5", "de"),
    ("*;q=0.5, zh", "zh"),
    ("*;q=0, zh", "zh"),
    ("*;q=0", "en"),
    ("zh-TW;q=0, en;q=0, de;q=0, *", "pt-BR"),
    # not wanted
    ("fr", "en"),
    ("fr, it;q=0.9", "en"),
    ("de;q=0", "en"),
    ("en;q=0", "en"),
    ("en;q=0, zh;q=0.1", "zh"),
    ("zh;q=0.0, de;q=0.01", "de"),
    # white space, folded lines, parameters
    (" zh ", "zh"),
    ("\tzh ; q = 0.9 ,\r\n de;q=1.000", "de"),
    ("zh;Q=0.5, de;q=0.6", "de"),
    ('zh;x="a, de", fr', "zh"),
    ("zh;x;y=[::1];q=0.5;z=1, de;q=0.4", "zh"),
    ('fr;x="\\",zh", de', "de"),
    # nothing to choose by
    ("", "en"),
    (" ", "en"),
    (",,", "en"),
]

MALFORMED = [
    "zh;q=2",
    "zh;q=1.001",
    "zh;q=-1",
    "zh;q=.5",
    "zh;q=0.1234",
    "zh;q=\u0660",
    "zh;q=",
    "zh;q",
    'zh;q="1"',
    "zh;q=0.5;q=1",
    "zh;",
    "zh q=1",
    "zh de",
    "zh;;q=1",
    'zh;x="',
    'zh;x="\0"',
    "zh\n",
    "zh\0",
    "zh-",
    "-zh",
    "zh--CN",
    "zhongguohua",
    "z1",
    "zh-123456789",
    "zh_CN",
    "**",
    "*-CN",
    "中文",
    "\uff5a\uff48",
    "\ud800",
    ";q=1",
]


@pytest.mark.usefixtures("languages")
@pytest.mark.parametrize(("accepted", "language"), CHOICES, ids=repr)
def test_choice(accepted: str, language: str) -> None:
    busy = localized(486, accepted)
    assert busy.language == language
    assert busy.phrase == ("Busy Here" if language == "en" else f"besetzt {language}")


@pytest.mark.usefixtures("languages")
@pytest.mark.parametrize("element", MALFORMED, ids=ascii)
def test_malformed_elements_are_passed_over(element: str) -> None:
    assert localized(486, element).language == "en"
    assert localized(486, f"de;q=0.1,{element}").language == "de"


@pytest.mark.usefixtures("languages")
def test_later_elements_survive_a_malformed_one() -> None:
    for element in MALFORMED:
        if '"' not in element or element.count('"') == 2:
            assert localized(486, f"{element},de;q=0.1").language == "de"
    assert localized(486, 'zh;x=",de').language == "en"  # the mark hides the comma


def test_a_language_that_lacks_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sipstatus._localized.TRANSLATIONS", {"de": {404: Texts("Nein", "Nein.")}})
    assert localized(404, "de") == ("Nein", "Nein.", "de")
    assert localized(486, "de").language == "en"


# Properties

TAGS = ["en", "en-GB", "zh", "zh-CN", "de", "de-CH", "fr", "*"]
qualities = st.integers(min_value=0, max_value=1000)
elements = st.lists(st.tuples(st.sampled_from(TAGS), qualities), unique_by=lambda pair: pair[0])


def header(ranges: list[tuple[str, int]]) -> str:
    return ", ".join(f"{tag};q={quality / 1000:.3f}" for tag, quality in ranges)


@given(st.text() | st.text('azAZ09-*;,q=."\\ \t\r\n[]:é\ud800'))
def test_nothing_received_raises(accepted: str) -> None:
    assert localized(486, accepted).language in ("en", "zh")


@given(elements)
def test_a_refused_language_is_not_spoken(ranges: list[tuple[str, int]]) -> None:
    if ("zh", 0) in ranges:
        assert localized(486, header(ranges)).language == "en"


@given(elements)
def test_the_best_rated_language_is_spoken(ranges: list[tuple[str, int]]) -> None:
    rated = dict(ranges)
    if "en" in rated and "zh" in rated and rated["en"] != rated["zh"]:
        better = "en" if rated["en"] > rated["zh"] else "zh"
        assert localized(486, header(ranges)).language == better


@given(elements, st.data())
def test_order_matters_between_equals_alone(
    ranges: list[tuple[str, int]], data: st.DataObject
) -> None:
    if len({quality for _, quality in ranges}) == len(ranges):
        mixed = data.draw(st.permutations(ranges))
        assert localized(486, header(mixed)) == localized(486, header(ranges))


@given(elements, st.sampled_from(MALFORMED))
def test_malformed_elements_change_nothing(ranges: list[tuple[str, int]], element: str) -> None:
    accepted = header(ranges)
    assert localized(486, f"{accepted},{element}") == localized(486, accepted)


@given(elements)
def test_case_and_blanks_do_not_matter(ranges: list[tuple[str, int]]) -> None:
    accepted = header(ranges)
    spaced = accepted.replace(";", "\t; ").replace("=", " = ").replace(",", " \r\n ,")
    assert localized(486, spaced.upper()) == localized(486, accepted)


@pytest.mark.once
@pytest.mark.parametrize(
    "piece", ['"', '"\\', "zh,", ";a", " ", "\r\n ", 'zh;a="', "zh-", "zh;q=0.5;", "\\"], ids=repr
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def choose(length: int) -> None:
        accepted = piece * (length // len(piece))
        localized(486, accepted)
        localized(486, accepted + "\0")

    assert growth(choose, 200_000) < TOO_STEEP


def test_example() -> None:
    line = encode_status_line(486, localized(486, "zh-CN, en;q=0.5").phrase)
    assert line == "SIP/2.0 486 此处正忙\r\n".encode()
    assert parse_status_line(line).reason_phrase == "此处正忙"
