"""The registry as frozen models: what the spec says, and what follows from it.

Stored fields are the facts of the TOML file.  Everything that can be derived (class, fallback,
canonical status-line, digest) is a property or method and never stored.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["registered", "deprecated", "historic", "vendor"]

RfcNumber = Annotated[int, Field(ge=1, le=99_999, description="RFC number.")]
Section = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Z]+(\.[0-9]+)*$",
        description='Section number as the RFC prints it, such as "21.4.5" or "B.13".',
    ),
]
Name = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
        max_length=64,
        description="Identifier in UPPER_SNAKE_CASE; every language derives its own style from it.",
    ),
]
Phrase = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        description="Reason phrase as it goes on the wire (RFC 3261 section 25.1).",
    ),
]
Prose = Annotated[str, Field(min_length=1, description="Plain text in the project's own words.")]
Code = Annotated[
    int, Field(ge=100, le=699, description="Status code, 100 to 699 (RFC 3261 section 7.2).")
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Spec(_Model):
    """Identity of the canonical file."""

    version: str = Field(
        pattern=r"^\d+\.\d+\.\d+$", description="Version of the spec: MAJOR.MINOR.PATCH."
    )
    registry_date: datetime.date = Field(
        description="Date of the IANA registry state that the codes were compared with."
    )


class Protocol(_Model):
    """The protocol that the status-lines name (RFC 3261 section 7.1)."""

    name: Literal["SIP"]
    version: Literal["2.0"]


class Limits(_Model):
    """Bounds that the parsers and encoders enforce."""

    status_code_min: Literal[100] = Field(description="Smallest status code (RFC 3261 7.2).")
    status_code_max: Literal[699] = Field(description="Largest status code (RFC 3261 7.2).")
    status_line_max: int = Field(
        ge=1024, le=65_535, description="Longest status-line, in octets with its CRLF."
    )


class Reference(_Model):
    """Where a fact is written down: an RFC and a section of it."""

    rfc: RfcNumber
    section: Section
    note: Prose | None = Field(default=None, description="What this section adds.")

    def __str__(self) -> str:
        return f"RFC {self.rfc} section {self.section}"


class Alias(_Model):
    """A former or other wording of a phrase, with the text that uses it."""

    phrase: Phrase
    name: Name | None = Field(
        default=None, description="Set where the wording was a registered name: stays usable."
    )
    source: Reference


class ResponseClass(_Model):
    """One of the six response classes (RFC 3261 sections 7.2 and 21)."""

    digit: int = Field(ge=1, le=6, description="First digit of the class's status codes.")
    name: Name
    title: Prose
    summary: Prose
    final: bool = Field(description="Whether a response of the class ends the transaction.")
    fallback: Code = Field(
        description="Code that an unrecognised code of the class is treated as (RFC 3261 8.1.3.2)."
    )
    references: tuple[Reference, ...] = Field(min_length=1)


class Status(_Model):
    """One status code."""

    code: Code
    name: Name
    phrase: Phrase
    summary: Prose
    state: State = Field(
        description="registered and deprecated: in the IANA registry; historic: RFC 2543 only; "
        "vendor: from an overlay."
    )
    references: tuple[Reference, ...] = Field(
        default=(), description="The definition first; every entry but a vendor's needs one."
    )
    aliases: tuple[Alias, ...] = ()
    shares_phrase_with: tuple[Code, ...] = Field(
        default=(), description="Other codes whose phrase is the same, on purpose."
    )
    unverified: tuple[Prose, ...] = Field(
        default=(), description="What of this entry was not checked against its source."
    )

    @property
    def class_digit(self) -> int:
        """First digit of the code, 1 to 6: its response class (RFC 3261 section 7.2)."""
        return self.code // 100

    @property
    def historic(self) -> bool:
        """True for codes that only RFC 2543 knew."""
        return self.state == "historic"


class Registry(_Model):
    """The resolved spec: the canonical file with its overlays merged in, sorted by code."""

    spec: Spec
    protocol: Protocol
    limits: Limits
    classes: tuple[ResponseClass, ...]
    statuses: tuple[Status, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (64 hex digits) over the registry as canonical JSON.

        Comments, layout and key order of the TOML do not change it; any fact does.
        """
        canonical = json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def response_class(self, status: Status) -> ResponseClass:
        """The class a status belongs to."""
        return self.classes[status.class_digit - 1]

    def status_line(self, status: Status) -> bytes:
        """The canonical status-line, with its CRLF (RFC 3261 section 7.2)."""
        start = f"{self.protocol.name}/{self.protocol.version} {status.code} {status.phrase}\r\n"
        return start.encode()


class SpecFile(_Model):
    """The layout of ``sip-status-codes.toml``, for editors (see :mod:`.schema`)."""

    spec: Spec
    protocol: Protocol
    limits: Limits
    classes: list[ResponseClass] = Field(alias="class", min_length=6, max_length=6)
    statuses: list[Status] = Field(alias="status", min_length=1)


class OverlayFile(_Model):
    """The layout of an overlay: vendor codes beside the registered ones."""

    statuses: list[Status] = Field(alias="status", min_length=1)
