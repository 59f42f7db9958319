"""Case styles, and identifiers that no reserved word can spoil."""

from __future__ import annotations

from sipstatus_codegen import find
from sipstatus_codegen.language.naming import (
    Identifier,
    Names,
    camel,
    collision_key,
    identifier,
    kebab,
    lower_snake,
    pascal,
    upper_snake,
)


def test_the_styles() -> None:
    assert upper_snake("BUSY_HERE") == "BUSY_HERE"
    assert lower_snake("BUSY_HERE") == "busy_here"
    assert kebab("BUSY_HERE") == "busy-here"
    assert pascal("BUSY_HERE") == "BusyHere"
    assert camel("BUSY_HERE") == "busyHere"
    assert camel("OK") == "ok"
    assert pascal("OK") == "Ok"


def test_initialisms_stay_in_capitals() -> None:
    words = {"URI", "OK", "SIP"}
    assert pascal("REQUEST_URI_TOO_LONG", words) == "RequestURITooLong"
    assert pascal("OK", words) == "OK"
    assert camel("UNSUPPORTED_URI_SCHEME", words) == "unsupportedURIScheme"
    assert camel("URI_TOO_LONG", words) == "uriTooLong"


def test_digits_are_words_like_others() -> None:
    assert pascal("PHASE_2_ENDED") == "Phase2Ended"
    assert lower_snake("RFC3261_ONLY") == "rfc3261_only"


def test_an_identifier_has_prefix_and_style_and_dodges_reserved_words() -> None:
    name = identifier("GONE", lower_snake, prefix="sip_", reserved={"sip_gone", "sip_gone_"})
    assert name == "sip_gone__"
    assert isinstance(name, Identifier)
    assert identifier("OK", lower_snake, reserved={"in"}) == "ok"


def test_names_that_an_output_needs_itself_are_dodged() -> None:
    taken = "(CLASS|IS)_.*"
    names = ("CLASS_SUCCESS", "IS_FINAL", "CLASS", "FIRST_CLASS", "THIS_IS_IT")
    spelled = [identifier(name, lower_snake, prefix="sip_", taken=taken) for name in names]
    assert spelled == [
        *("sip_class_success_", "sip_is_final_", "sip_class", "sip_first_class", "sip_this_is_it"),
    ]
    of_codes, of_classes = find("elixir").ident, find("elixir").class_ident
    assert (of_codes("CLASS_SUCCESS", {}), of_classes("SUCCESS", {})) == (
        *("class_success_", "class_success"),
    )
    assert find("erlang").ident("IS_FINAL", {}) == "SIP_STATUS_IS_FINAL_"


def test_names_take_those_of_fields_and_headers_too() -> None:
    types = Names(pascal, reserved=("Self",))
    assert [types(name) for name in ("header_rule", "Call-ID", "BUSY_HERE", "self")] == [
        *("HeaderRule", "CallId", "BusyHere", "Self_"),
    ]
    assert Names(upper_snake, prefix="SIP_")("busy_here", {}) == "SIP_BUSY_HERE"


def test_names_that_some_style_makes_equal_have_one_collision_key() -> None:
    assert collision_key("BUSY_HERE") == collision_key("BUSYHERE") == collision_key("BU_SYHERE")
    assert collision_key("BUSY_HERE") != collision_key("BUSY_THERE")
    assert collision_key("CODE_1_2") == collision_key("CODE_12")
