"""What every language says about the same thing: the docs of what its files define.

``{...}`` stands for what a language has where there is nothing (:class:`.base.Nothing`), or for
what the spec says: the bounds of status codes, and what unknown codes of each class are treated as.
"""

from __future__ import annotations

from collections.abc import Mapping

_DOCS = {
    "spec_version": "Version of the spec that this file was rendered from.",
    "spec_digest": "SHA-256 of the resolved spec, overlays merged in, in hexadecimal.",
    "sip_version": "SIP-Version of every status-line here (RFC 3261 section 7.1).",
    # Constants.
    "names": "All names with their codes, in the order of the codes; a former name follows the "
    "present one.",
    "response_classes": "The response classes, each the first digit of its status codes (RFC 3261 "
    "section 7.2).",
    "reason_phrase": "The reason phrase of a status code; {text} for a code without a name.",
    "status_line": "The canonical status-line of a status code with its CRLF (RFC 3261 section "
    "7.2); {text} for a code without a name.",
    "response_class": "The response class of a status code, whether it has a name or not; "
    "{response_class} outside {code_min} to {code_max}.",
    "fallback_code": "The status code that a receiver treats this one as (RFC 3261 section "
    "8.1.3.2): a code with a name is itself, any other one {fallbacks}; {number} outside "
    "{code_min} to {code_max}.",
    "code_rows": "The row of each code from {code_min} on in the tables below; row 0 is for codes "
    "without a name.",
    # Meaning.
    "hangup_cause": "The ISUP cause with which a gateway ends a call by BYE or CANCEL (RFC 3398 "
    "section 8.2.6.1); {number} if there is none.",
    "meaning": "What a response means: of a code without an entry of its own, what holds for its "
    "class; {meaning} outside {code_min} to {code_max}.",
    "cause_of": "The ISUP cause that a gateway sends for a response, as a cause profile has it or, "
    "without one, RFC 3398 section 8.2.6.1; {number} if there is none, or no such profile.",
    "cause_of_rfc3398": "The ISUP cause that a gateway sends for a response, as RFC 3398 section "
    "8.2.6.1 has it; {number} if there is none.",
    "code_for_cause": "The status code that a gateway sends for an ISUP cause, as a cause profile "
    "has it or, without one, RFC 3398 section 7.2.4.1; {number} if there is none, or no such cause "
    "or profile. It may make a difference whether the location of the cause is the user, and "
    "whether the cause has a diagnostic.",
    "code_for_cause_rfc3398": "The status code that a gateway sends for an ISUP cause, as RFC 3398 "
    "section 7.2.4.1 has it; {number} if there is none, or no such cause.",
    "phrase_in": "The reason phrase of a status code in a language, one of the list of languages; "
    "{text} if there is none.",
    "header_of": "The header field of a name in any case, or of a compact form; {header} if it has "
    "no entry.",
    "word": "The word.",
    "header_fields": "The header fields, in the order of the spec.",
    "metric_formulas": "The metrics, in the order of the spec.",
    "languages": "The languages of translated phrases, as BCP 47 tags.",
    "profiles": "The names of the cause profiles: what vendors map in another way than RFC 3398.",
    # Data of meaning.
    "rows": "The row of each code from {code_min} on: its own, or that of its class.",
    "phrases": "The phrase of each row of a code, of one language after another.",
    "causes": "The ISUP cause of each code from {code_min} on, of RFC 3398 and then of each "
    "profile; 0: none.",
    "cause_codes": "The answers to ISUP causes: the usual status code, that with the location "
    "user, that with a diagnostic, that with both; 0: none.",
    "cause_rows": "The answer to each ISUP cause from 1 on, of RFC 3398 and then of each profile.",
}


def docs(words: Mapping[str, object]) -> Mapping[str, str]:
    """The docs, with the words of a language and a spec."""
    return {name: text.format_map(words) for name, text in _DOCS.items()}
