"""Names of header fields: their compact forms, and their spellings."""

from __future__ import annotations

import pytest

from sipstatus import check_response, compact_forms

# RFC 3261 section 20 and, for the last six, RFCs 3515, 3892, 4028, 6665 and 8224.
COMPACT_FORMS = {
    "c": "Content-Type",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "s": "Subject",
    "t": "To",
    "v": "Via",
    "r": "Refer-To",
    "b": "Referred-By",
    "x": "Session-Expires",
    "o": "Event",
    "u": "Allow-Events",
    "y": "Identity",
}


def test_compact_forms() -> None:
    assert dict(compact_forms()) == COMPACT_FORMS
    assert list(compact_forms()) == sorted(COMPACT_FORMS)
    with pytest.raises(TypeError):
        compact_forms()["z"] = "Zone"  # type: ignore[index]


@pytest.mark.parametrize(
    "name", ["Contact", "contact", "CONTACT", "cOnTaCt", "m", "M", " Contact ", b"Contact", b"m"]
)
def test_every_spelling_of_a_name(name: str | bytes) -> None:
    """RFC 3261 section 7.3.1: names do not depend on case; section 7.3.3: compact forms."""
    found = check_response(200, [(name, "<sip:bob@192.0.2.4>")], method="REFER")
    assert "Contact" not in [finding.header for finding in found]
    assert "Contact" in [f.header for f in check_response(200, [("Contac", "x")], method="REFER")]


@pytest.mark.parametrize("name", ["\u212a", "\u212a".encode()])
def test_letters_beyond_ascii_are_no_other_spelling(name: str | bytes) -> None:
    """RFC 3261 section 25.1: a name is a token.  The Kelvin sign has a plain k for small letter."""

    def named(name: str | bytes) -> list[str | None]:
        return [finding.header for finding in check_response(200, [(name, "")], method="OPTIONS")]

    assert "Supported" in named(name)
    assert "Supported" not in named("K")
