"""Phrases and summaries in the language that the caller prefers (RFC 3261 section 20.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from _sipstatus.codes import REASON_PHRASES
from _sipstatus.facts import SUMMARIES
from _sipstatus.languages import TRANSLATIONS

from sipstatus._arguments import code_argument, text_argument
from sipstatus._grammar import PARAMETER, SWS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Localized", "localized"]

_DEFAULT = "en"


class Localized(NamedTuple):
    """What a status code means, in the words of one language.

    phrase: the reason phrase, fit for :func:`encode_status_line`.
    summary: one to three sentences of explanation.
    language: BCP 47 tag of both.

    Both texts are empty for a code that is not registered.

    >>> localized(486)[0::2]
    ('Busy Here', 'en')
    """

    phrase: str
    summary: str
    language: str


Localized.__module__ = "sipstatus"


def localized(status_code: int, accept_language: str | bytes | None = None) -> Localized:
    """The phrase and summary of `status_code` in the language that the client prefers.

    status_code: 100 to 699, registered or not.
    accept_language: the value of the request's Accept-Language header field; several values joined
    by commas; or None if the field is absent: then every language is welcome, and English is used.

    RFC 3261 section 20.3 leaves the choice to RFC 2616 section 14.4:

    - A range matches the tag that it equals, and every tag that begins with it.  The longest range
      that matches a tag gives its quality.
    - A tag that no range matches is matched by a narrower range, so that ``zh-CN`` finds ``zh``
      (RFC 4647 section 3.4).
    - ``*`` gives the quality of all other tags.  ``q=0`` rules a language out.
    - Between equals the range that comes first wins.  English remains if nothing else is left.

    No text in `accept_language` raises: elements outside the grammar of RFC 3261 section 25.1 are
    skipped.

    >>> localized(486, "da, zh-CN;q=0.8, en;q=0.7").language
    'zh'

    Raises ValueError for a status code outside 100 to 699, TypeError for one that is not an int or
    is a bool, and if `accept_language` is neither str, bytes nor None.
    """
    code = code_argument(status_code)
    offered = [tag for tag, texts in TRANSLATIONS.items() if code in texts]
    language = _negotiated([_DEFAULT, *offered], list(_ranges(accept_language)))
    if language != _DEFAULT:
        return Localized(*TRANSLATIONS[language][code], language)
    return Localized(REASON_PHRASES.get(code, ""), SUMMARIES.get(code, ""), _DEFAULT)


# --- The grammar --------------------------------------------------------------------------------

# Accept-Language  =  "Accept-Language" HCOLON [ language *(COMMA language) ]
#
# A quotation mark without its match hides all commas after it.
_ELEMENT = re.compile(r'(?:[^",]++|"(?:[^"\\]|\\.)*+(?:"|\\?\Z))++', re.DOTALL)

# language         =  language-range *(SEMI accept-param)
# language-range   =  ( ( 1*8ALPHA *( "-" 1*8ALPHA ) ) / "*" )
#
# Later subtags may have digits, as in es-419 (RFC 4647 section 2.1).
_RANGE = re.compile(rf"{SWS}(\*|[A-Za-z]{{1,8}}(?:-[A-Za-z0-9]{{1,8}})*)")

# accept-param     =  ("q" EQUAL qvalue) / generic-param
_PARAMETER = re.compile(PARAMETER)
_END = re.compile(rf"{SWS}\Z")

# qvalue           =  ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
_QVALUE = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


class _Range(NamedTuple):
    """A language range (in lower case) and the quality that its languages have."""

    tag: str
    quality: float


def _ranges(accept_language: object) -> Iterator[_Range]:
    """The ranges of an Accept-Language header field; malformed elements are left out."""
    if accept_language is None:
        return
    for element in _ELEMENT.findall(text_argument(accept_language, "accept_language")):
        found = _range(element)
        if found:
            yield found


def _range(element: str) -> _Range | None:
    tag = _RANGE.match(element)
    if not tag:
        return None
    qualities: list[str] = []
    end = tag.end()
    while parameter := _PARAMETER.match(element, end):
        name, value = parameter.groups("")
        if name in ("q", "Q"):
            qualities.append(value)
        end = parameter.end()
    # A parameter must not be given twice (RFC 3261 section 7.3.1).
    if not _END.match(element, end) or len(qualities) > 1:
        return None
    quality = qualities[0] if qualities else "1"
    return _Range(tag[1].lower(), float(quality)) if _QVALUE.fullmatch(quality) else None


# --- The negotiation ----------------------------------------------------------------------------


def _negotiated(offered: list[str], ranges: list[_Range]) -> str:
    """The tag of `offered` that `ranges` rate highest; the first one if they rate none."""
    chosen, best = offered[0], (0.0, 0, 0)
    for tag in offered:
        rating = _rating(tag.lower(), ranges)
        if rating[0] and rating > best:
            chosen, best = tag, rating
    return chosen


def _rating(tag: str, ranges: list[_Range]) -> tuple[float, int, int]:
    """How welcome a language is: its quality, then how early and how exactly it is named."""
    decisive, rating = (0, 0.0), (0.0, 0, 0)
    for index, (wanted, quality) in enumerate(ranges):
        if f"{tag}-".startswith(f"{wanted}-"):
            weight = 3, float(len(wanted))
        elif quality and wanted.startswith(f"{tag}-"):  # en-GB;q=0 says nothing against en
            weight = 2, quality
        elif wanted == "*":
            weight = 1, 0.0
        else:
            continue
        if weight > decisive:
            decisive, rating = weight, (quality, -index, weight[0] + (wanted == tag))
    return rating
