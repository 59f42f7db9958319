"""What the models of the spec are made of: the strict base, the scalar types, references."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"
SECTION = r"^[0-9A-Z]+(\.[0-9]+)*$"

RfcNumber = Annotated[int, Field(ge=1, le=99_999, description="RFC number.")]
Section = Annotated[
    str,
    Field(
        pattern=SECTION,
        description='Section number as the RFC prints it, such as "21.4.5" or "B.13".',
    ),
]
Name = Annotated[
    str,
    Field(
        pattern=NAME,
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
ClassDigit = Annotated[
    int, Field(ge=1, le=6, description="First digit of the status codes of a response class.")
]


class Model(BaseModel):
    """What all models share: they are strict and frozen, and know every key of their table."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Reference(Model):
    """Where a fact is written down: an RFC and a section of it."""

    rfc: RfcNumber
    section: Section
    note: Prose | None = Field(default=None, description="What this section adds.")

    def __str__(self) -> str:
        return f"RFC {self.rfc} section {self.section}"
