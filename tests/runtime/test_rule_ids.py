"""Names of rules stay: people write them into their builds and baselines."""

from __future__ import annotations

from pathlib import Path

import pytest
from _sipstatus.meaning import meaning_of

from sipstatus import check_response
from sipstatus._rule_ids import all_rules, identifiers

NAMES = Path(__file__).with_name("rule_ids.txt")


def test_no_name_changes_silently() -> None:
    """A new rule needs a new line in the file; a name that is gone breaks somebody's build."""
    assert sorted(all_rules()) == NAMES.read_text(encoding="ascii").split()


@pytest.mark.parametrize("code", [100, 183, 199, 200, 299, 302, 405, 421, 494, 500, 603, 699])
def test_every_rule_that_demands_something_has_one(code: int) -> None:
    meaning = meaning_of(code)
    assert meaning
    rules = [rule for part in (meaning.headers, meaning.request_headers) for rule in part]
    demanding = [rule for rule in rules if rule.level != "may"]
    methods = [rule for rule in meaning.methods if rule.level != "may" and rule.rule != "meant"]
    names = identifiers(code).values()
    assert len(names) == len({*names}) >= len({*demanding, *methods})
    assert {*names} <= all_rules().keys()


def test_examples() -> None:
    """Typed by hand: code, class, all responses; method, value, request, prohibition."""
    found = {
        finding.rule_id
        for code, method, request in [
            (405, "INFO", None),
            (200, "MESSAGE", None),
            (180, "OPTIONS", None),
            (424, "INVITE", {}),
            (487, "CANCEL", None),
            (486, "INVITE", {"To": "<sip:b@h>"}),
        ]
        for finding in check_response(
            code,
            {"Contact": "<sip:b@h>", "Event": "x", "To": "<sip:b@h>"},
            method=method,
            request_headers=request,
        )
    }
    assert found >= {
        *("SIP405-allow", "SIP2xx-no-contact-message", "SIP1xx-only-invite", "SIP-no-event"),
        *("SIP424-geolocation-error", "SIP424-request-geolocation", "SIP487-never-cancel"),
        "SIP-to-tag",
    }
