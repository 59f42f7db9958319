"""The registry as frozen models: what the spec says, and what follows from it.

Fields are the facts of the TOML file.  What follows from them (class, canonical status-line,
digest) is a property or a method, and never stored.
"""

import datetime
import hashlib
import json
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict, Field

from .base import ClassDigit, Code, Model, Name, Phrase, Prose, Reference
from .facts import (
    Confusion,
    DialogEffect,
    ForkingStep,
    FurtherTranslation,
    Generators,
    HeaderField,
    HeaderRule,
    Isup,
    IsupCause,
    Method,
    MethodRule,
    MetricFormula,
    Note,
    Profile,
    ProxyRule,
    Retry,
    Translation,
)
from .vocabulary import Language, State, Subject

VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+$"


class Spec(Model):
    """Identity of the canonical file."""

    version: str = Field(pattern=VERSION, description="Version of the spec: MAJOR.MINOR.PATCH.")
    registry_date: datetime.date = Field(
        description="Date of the IANA registry state that the codes were compared with."
    )


class Protocol(Model):
    """The protocol that the status-lines name (RFC 3261 section 7.1)."""

    name: Literal["SIP"]
    version: Literal["2.0"]


class Limits(Model):
    """Bounds that the parsers and encoders enforce."""

    status_code_min: Literal[100] = Field(description="Smallest status code (RFC 3261 7.2).")
    status_code_max: Literal[699] = Field(description="Largest status code (RFC 3261 7.2).")
    status_line_max: int = Field(
        ge=1024, le=65_535, description="Longest status-line, in octets with its CRLF."
    )


class Alias(Model):
    """A former or other wording of a phrase, with the text that uses it."""

    phrase: Phrase
    name: Name | None = Field(
        default=None, description="Set where the wording was a registered name: stays usable."
    )
    source: Reference

    def doc(self, ident: str) -> str:
        """What the name of the alias is, beside the name of the code in a language."""
        return f"{'Former' if self.former else 'Another'} name of {ident} ({self.source})."

    @property
    def former(self) -> bool:
        """Whether an RFC has named the code so.  Any other document only says who does so."""
        return self.source.rfc is not None


class FurtherAlias(Model):
    """A name that an overlay adds to a code, so that a project can keep the names it has."""

    code: Code
    name: Name
    phrase: Phrase | None = Field(
        default=None, description="Wording that goes with the name; the code's own if left out."
    )
    source: Reference = Field(
        description='Who calls it so: an RFC, or a document such as "sipgo 1.4".'
    )


class Rules(Model):
    """The rules about messages that a code, a class and all responses together can have."""

    methods: tuple[MethodRule, ...] = Field(
        default=(), description="Methods that it is limited to, meant for, or never sent to."
    )
    headers: tuple[HeaderRule, ...] = Field(
        default=(), description="Header fields that it must, should or may carry, or not carry."
    )
    request_headers: tuple[HeaderRule, ...] = Field(
        default=(), description="What a request must have carried to be answered so."
    )


class ResponseClass(Rules):
    """One of the six response classes (RFC 3261 sections 7.2 and 21)."""

    digit: ClassDigit
    name: Name
    title: Prose
    summary: Prose
    final: bool = Field(description="Whether a response of the class ends the transaction.")
    fallback: Code = Field(
        description="Code that an unrecognised code of the class is treated as (RFC 3261 8.1.3.2)."
    )
    about: Subject | None = Field(
        default=None,
        description="What a response of the class speaks about: this target, or the user anywhere.",
    )
    retry: Retry | None = Field(
        default=None, description="For every code of the class without advice of its own."
    )
    proxy: tuple[ProxyRule, ...] = Field(
        default=(), description="Rules for every code of the class that proxies forward."
    )
    dialog: DialogEffect | None = Field(
        default=None, description="For every code of the class without an effect of its own."
    )
    references: tuple[Reference, ...] = Field(min_length=1)

    @property
    def heading(self) -> str:
        """``4xx, Request Failure (RFC 3261 section 21.4)``."""
        return f"{self.digit}xx, {self.title} ({self.references[0]})"

    @property
    def doc(self) -> str:
        """What the name of the class is in a language."""
        return f"{self.heading}. {self.summary}"


class Status(Rules):
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
    generated_by: Generators | None = None
    retry: Retry | None = None
    proxy: tuple[ProxyRule, ...] = ()
    dialog: DialogEffect | None = None
    isup: IsupCause | None = None
    notes: tuple[Note, ...] = ()
    translations: dict[Language, Translation] = Field(
        default_factory=dict, description="Phrase and summary in other languages."
    )

    @property
    def class_digit(self) -> int:
        """First digit of the code, 1 to 6: its response class (RFC 3261 section 7.2)."""
        return self.code // 100

    @property
    def named_aliases(self) -> tuple[tuple[str, Alias], ...]:
        """Name and alias of each alias that becomes an identifier."""
        return tuple((alias.name, alias) for alias in self.aliases if alias.name is not None)

    @property
    def historic(self) -> bool:
        """True for codes of RFC 2543 that RFC 3261 dropped."""
        return self.state == "historic"


class Registry(Model):
    """The resolved spec: the canonical file with its overlays merged in, sorted by code.

    >>> [one.digit for one in load_registry().classes]
    [1, 2, 3, 4, 5, 6]
    """

    spec: Spec
    protocol: Protocol
    limits: Limits
    response: Rules = Field(default_factory=Rules)
    classes: tuple[ResponseClass, ...]
    headers: tuple[HeaderField, ...] = ()
    methods: tuple[Method, ...] = ()
    selection: tuple[ForkingStep, ...] = ()
    isup: Isup | None = None
    profiles: tuple[Profile, ...] = ()
    metrics: tuple[MetricFormula, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    notes: tuple[Note, ...] = ()
    statuses: tuple[Status, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (64 hex digits) over the registry as canonical JSON.

        Every fact changes it; comments, layout and key order of the TOML do not.
        """
        canonical = json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def response_class(self, status: Status) -> ResponseClass:
        """The class that a status belongs to."""
        return self.classes[status.class_digit - 1]

    @property
    def sip_version(self) -> str:
        """``SIP/2.0``, as status-lines begin (RFC 3261 section 7.1)."""
        return f"{self.protocol.name}/{self.protocol.version}"

    def status_line(self, status: Status) -> bytes:
        """The canonical status-line, with its CRLF (RFC 3261 section 7.2)."""
        return f"{self.sip_version} {status.code} {status.phrase}\r\n".encode()


class SpecFile(Model):
    """The layout of ``sip-status-codes.toml``, for editors (see :mod:`.schema`).

    What responses mean and demand may be left out: a spec of numbers, names and phrases is whole.
    """

    spec: Spec
    protocol: Protocol
    limits: Limits
    response: Rules = Field(
        default_factory=Rules, description="Rules for every response, whatever its code."
    )
    classes: list[ResponseClass] = Field(alias="class", min_length=6, max_length=6)
    headers: list[HeaderField] = Field(alias="header", default=[])
    methods: list[Method] = Field(alias="method", default=[])
    selection: list[ForkingStep] = Field(default=[])
    isup: Isup | None = None
    metrics: list[MetricFormula] = Field(alias="metric", default=[])
    confusions: list[Confusion] = Field(alias="confusion", default=[])
    notes: list[Note] = Field(alias="note", default=[], description="What no single code is about.")
    statuses: list[Status] = Field(alias="status", min_length=1)


class OverlayFile(Model):
    """The layout of an overlay: vendor codes, aliases, further languages, cause profiles."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    statuses: list[Status] = Field(alias="status", default=[])
    aliases: list[FurtherAlias] = Field(alias="alias", default=[])
    translations: list[FurtherTranslation] = Field(alias="translation", default=[])
    profiles: list[Profile] = Field(alias="profile", default=[])
