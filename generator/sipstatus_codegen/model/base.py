"""What the models of the spec are made of: a strict base, scalar types, references."""

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
EXPLANATION = "explanation"
"""Marks a field that explains a fact to people.  Tables for programs leave it out."""

Prose = Annotated[
    str, Field(min_length=1, description="Plain text in the project's own words."), EXPLANATION
]
Text = Annotated[str, Field(min_length=1, description="Words that a message or a person uses.")]
Code = Annotated[
    int, Field(ge=100, le=699, description="Status code, 100 to 699 (RFC 3261 section 7.2).")
]
ClassDigit = Annotated[
    int, Field(ge=1, le=6, description="First digit of the status codes of a response class.")
]


class Model(BaseModel):
    """The base of all models.  They are strict and frozen, and refuse unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Reference(Model):
    """Where a fact is written: an RFC and a section of it."""

    # Built once, not again for every model that holds one.
    model_config = ConfigDict(defer_build=False)

    rfc: RfcNumber
    section: Section
    note: Prose | None = Field(default=None, description="What this section adds.")

    def __str__(self) -> str:
        return f"RFC {self.rfc} section {self.section}"
