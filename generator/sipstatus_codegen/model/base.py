"""What the models of the spec are made of: a strict base, scalar types, references."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

NAME = r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"
SECTION = r"^[0-9A-Z]+(\.[0-9]+)*$"
DOCUMENT = r"^[A-Za-z0-9][A-Za-z0-9]*([ ./:-][A-Za-z0-9()]+)*$"
WORDS = r"^[^\x00]*$"
"""No NUL: a text would end there for a program in C."""

RfcNumber = Annotated[int, Field(ge=1, le=99_999, description="RFC number.")]
Section = Annotated[
    str,
    Field(
        pattern=SECTION,
        description='Section number as the RFC prints it, such as "21.4.5" or "B.13".',
    ),
]
DocumentName = Annotated[
    str,
    Field(
        pattern=DOCUMENT,
        max_length=64,
        description='Instead of an RFC: the name of another document, such as "3GPP TS 24.229".',
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
Text = Annotated[
    str,
    Field(
        min_length=1,
        pattern=WORDS,
        description="Words that a message or a person uses.",
    ),
]
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
    """Where a fact is written: an RFC and a section of it, or a document that is no RFC."""

    model_config = ConfigDict(
        defer_build=False,  # built once, not again for every model that holds one
        json_schema_extra={
            "oneOf": [
                {"required": ["rfc", "section"]},
                {"required": ["document"], "not": {"required": ["rfc"]}},
            ]
        },
    )

    # Comes first, as the other two depend on it.
    document: DocumentName | None = None
    rfc: RfcNumber | None = Field(default=None, validate_default=True)
    section: Section | None = Field(default=None, validate_default=True)
    note: Prose | None = Field(default=None, description="What this section adds.")

    @field_validator("document")
    @classmethod
    def _is_no_rfc(cls, value: str | None) -> str | None:
        if value is not None and value.upper().startswith("RFC"):
            raise PydanticCustomError("rfc_as_document", "is an RFC")
        return value

    @field_validator("rfc", "section")
    @classmethod
    def _beside_document(cls, value: int | str | None, info: ValidationInfo) -> int | str | None:
        """An RFC needs its section.  A document needs neither, and takes the place of the RFC."""
        document = info.data.get("document", "")  # "": it broke its own rule, which is enough
        if value is None and document is None:
            raise PydanticCustomError("missing", "is missing")
        if value is not None and document and info.field_name == "rfc":
            raise PydanticCustomError("rfc_and_document", "is there beside document")
        return value

    def __str__(self) -> str:
        """``RFC 3261 section 21.4.6`` or ``ATIS-1000099``."""
        work = self.document or f"RFC {self.rfc}"
        return f"{work} section {self.section}" if self.section else work
