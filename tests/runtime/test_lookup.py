"""Lookups by code and by name: phrases, classes, fallbacks, and what people type.

Expected values are typed by hand from RFC 3261 sections 7.2, 8.1.3.2 and 21 and the IANA registry.
"""

from __future__ import annotations

import pytest
from oracle import REGISTERED

from sipstatus import (
    ResponseClass,
    StatusCode,
    fallback_code,
    find_status_codes,
    is_final,
    is_global_failure,
    is_provisional,
    is_redirection,
    is_request_failure,
    is_server_failure,
    is_success,
    reason_phrase,
    response_class,
)

OUTSIDE = [-486, -1, 0, 1, 99, 700, 999, 1000, 4294967396]


def test_codes_are_the_registered_ones_in_order() -> None:
    assert [int(code) for code in StatusCode] == sorted(REGISTERED)


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        (100, "Trying"),
        (183, "Session Progress"),
        (200, "OK"),
        (302, "Moved Temporarily"),
        (414, "Request-URI Too Long"),
        (417, "Unknown Resource-Priority"),
        (420, "Bad Extension"),
        (437, "Unsupported Credential"),
        (481, "Call/Transaction Does Not Exist"),
        (486, "Busy Here"),
        (500, "Server Internal Error"),
        (504, "Server Time-out"),
        (603, "Decline"),
        (606, "Not Acceptable"),
    ],
)
def test_reason_phrase(code: int, phrase: str) -> None:
    assert reason_phrase(code) == phrase
    assert StatusCode(code).phrase == phrase


@pytest.mark.parametrize("code", [101, 299, 303, 409, 411, 699, *OUTSIDE])
def test_no_reason_phrase(code: int) -> None:
    assert reason_phrase(code) is None


CLASSES = {
    1: (ResponseClass.PROVISIONAL, is_provisional, "is_provisional"),
    2: (ResponseClass.SUCCESS, is_success, "is_success"),
    3: (ResponseClass.REDIRECTION, is_redirection, "is_redirection"),
    4: (ResponseClass.REQUEST_FAILURE, is_request_failure, "is_request_failure"),
    5: (ResponseClass.SERVER_FAILURE, is_server_failure, "is_server_failure"),
    6: (ResponseClass.GLOBAL_FAILURE, is_global_failure, "is_global_failure"),
}


@pytest.mark.parametrize("digit", range(1, 7))
def test_classes(digit: int) -> None:
    member, predicate, name = CLASSES[digit]
    assert member == digit
    for code in (digit * 100, digit * 100 + 1, digit * 100 + 98, digit * 100 + 99):
        assert response_class(code) is member
        assert predicate(code) is True
        assert is_final(code) is (digit > 1)
        others = [other for number, (_, other, _) in CLASSES.items() if number != digit]
        assert not any(other(code) for other in others)
    for code in (digit * 100 - 1, digit * 100 + 100, *OUTSIDE):
        assert response_class(code) is not member
        assert predicate(code) is False
    for status in StatusCode:
        assert getattr(status, name) is (int(status) // 100 == digit)


@pytest.mark.parametrize("code", OUTSIDE)
def test_no_class(code: int) -> None:
    assert response_class(code) is None
    assert is_final(code) is False


def test_properties_of_a_status_code() -> None:
    busy = StatusCode.BUSY_HERE
    assert busy == 486
    assert busy.response_class is ResponseClass.REQUEST_FAILURE
    assert busy.is_final
    assert not StatusCode.RINGING.is_final
    assert busy.summary.endswith(".")
    assert busy.references[0][:2] == (3261, "21.4.24")


def test_renamed_codes_answer_to_both_names() -> None:
    assert StatusCode["UNSUPPORTED_CERTIFICATE"] is StatusCode["UNSUPPORTED_CREDENTIAL"]
    assert StatusCode(437).name == "UNSUPPORTED_CREDENTIAL"


def test_fallback() -> None:
    for code in range(100, 700):
        if code in REGISTERED:
            assert fallback_code(code) == code
        elif code < 200:
            assert fallback_code(code) == 183
        else:
            assert fallback_code(code) == int(f"{code // 100}00")


@pytest.mark.parametrize("code", OUTSIDE)
def test_no_fallback(code: int) -> None:
    with pytest.raises(ValueError, match=str(code)):
        fallback_code(code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("486", [486]),
        (" 486\n", [486]),
        ("BUSY_HERE", [486]),
        ("Busy Here", [486]),
        ("busy here", [486]),
        ("bUSY-hERE", [486]),
        ("  busy _- \t here ", [486]),
        ("Not Acceptable", [406, 606]),
        ("not_acceptable", [406, 606]),
        ("NOT_ACCEPTABLE_ANYWHERE", [606]),
        ("not acceptable here", [488]),
        ("Unsupported Credential", [437]),
        ("unsupported certificate", [437]),
        ("UNSUPPORTED_CERTIFICATE", [437]),
        ("Internal Server Error", [500]),
        ("server internal error", [500]),
        ("Server Time-out", [504]),
        ("SERVER_TIME_OUT", [504]),
        ("server time out", [504]),
        ("Request-URI Too Long", [414]),
        ("request uri too long", [414]),
        ("Call/Transaction Does Not Exist", [481]),
        ("CALL_TRANSACTION_DOES_NOT_EXIST", [481]),
        ("ok", [200]),
        ("", []),
        (" - ", []),
        ("busy he", []),
        ("BusyHere", []),
        ("busy here!", []),
        ("299", []),
        ("303", []),
        ("0486", []),
        ("+486", []),
        ("4_86", []),
        ("486.0", []),
        ("\N{ARABIC-INDIC DIGIT FOUR}86", []),
        ("4xx", []),
        ("__class__", []),
    ],
)
def test_find_status_codes(text: str, codes: list[int]) -> None:
    found = find_status_codes(text)
    assert type(found) is tuple
    assert list(found) == codes
    assert all(type(code) is StatusCode for code in found)


@pytest.mark.parametrize("code", REGISTERED)
def test_every_code_is_found(code: int) -> None:
    status = StatusCode(code)
    assert find_status_codes(str(code)) == (status,)
    assert status in find_status_codes(status.name)
    assert status in find_status_codes(status.phrase.upper())


@pytest.mark.parametrize("text", [486, b"486", None, StatusCode.BUSY_HERE, ["486"]])
def test_find_takes_text_only(text: object) -> None:
    with pytest.raises(TypeError, match="text must be a str"):
        find_status_codes(text)  # type: ignore[arg-type]
