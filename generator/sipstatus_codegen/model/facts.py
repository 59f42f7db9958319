"""Models of facts: what a response means and demands, beside its number, name and phrase.

Every fact names the RFC section that it comes from.  ``basis`` tells whether the section states the
fact or the fact follows from it.  ``verified = false``: nobody has read the fact at its source.
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from .base import EXPLANATION, ClassDigit, Code, Model, Phrase, Prose, Reference, Text
from .vocabulary import (
    COMPACT,
    Basis,
    Cause,
    CauseCondition,
    Condition,
    Denominator,
    Effect,
    Element,
    FirstAttempt,
    Handling,
    HeaderName,
    Language,
    Level,
    MethodLimit,
    MethodName,
    MetricName,
    ProfileName,
    RetryOption,
    SipsRefusal,
    Step,
)

ORDERED = "ordered"
"""Marks a tuple of words whose order matters.  Other tuples of words are sets."""

UNRESOLVED = "unresolved"
"""Marks a field that says how class and code are taken together.  Resolved facts lack it."""

ExceptCodes = Annotated[
    tuple[Code, ...],
    Field(description="For a rule of a class or of all responses: codes that it leaves out."),
    EXPLANATION,
    UNRESOLVED,
]


class Fact(Model):
    """Something that an RFC says, or that follows from it."""

    # Built once, not again for the code, the class, the registry and the meaning that hold it.
    model_config = ConfigDict(defer_build=False)

    source: Reference
    basis: Annotated[Basis, EXPLANATION] = Basis.STATED
    verified: Annotated[bool, EXPLANATION] = Field(
        default=True, description="False: not read at its source."
    )


class Generators(Fact):
    """Who generates the response."""

    elements: tuple[Element, ...] = Field(min_length=1, description="Who generates it.")


class MethodRule(Fact):
    """A rule about the methods that a response is limited to, meant for, or never sent to."""

    rule: MethodLimit = Field(description="What the rule says of the methods.")
    names: tuple[MethodName, ...] = Field(min_length=1, description="The methods.")
    level: Level = Field(
        default=Level.MUST, description="How strongly; may: merely the usual case."
    )
    condition: Condition | None = Field(default=None, description="When the rule applies.")
    when: Prose | None = Field(default=None, description="The condition in words.")
    except_codes: ExceptCodes = ()


class HeaderRule(Fact):
    """A header field that the response must, should or may carry, or must or should not carry.

    Several names are alternatives: one of them is enough.  But of a rule that forbids, each name is
    meant.  A rule about the request says what it must or should have carried to be answered so.
    """

    names: Annotated[tuple[HeaderName, ...], ORDERED] = Field(
        min_length=1,
        description="The header field; of several one is enough, or each is forbidden.",
    )
    level: Level = Field(description="How strongly.")
    methods: tuple[MethodName, ...] = Field(default=(), description="Only to these; empty: any.")
    except_methods: tuple[MethodName, ...] = Field(
        default=(), description="To all methods but these; empty: no such limit."
    )
    value: Text | None = Field(
        default=None,
        description="What the value must or must not hold: option tag, parameter, protocol.",
    )
    each: bool = Field(
        default=False,
        description="Every value of the field must hold it; a missing field has none.",
    )
    condition: Condition | None = Field(default=None, description="When the rule applies.")
    when: Prose | None = Field(default=None, description="The condition in words.")
    except_codes: ExceptCodes = ()


class Retry(Fact):
    """What a client may do next."""

    options: Annotated[tuple[RetryOption, ...], ORDERED] = Field(
        min_length=1, description="What the client may do, best first."
    )
    change: tuple[Text, ...] = Field(default=(), description="What must change before a retry.")
    retry_after: bool = Field(default=False, description="A Retry-After header field is honoured.")
    without_retry_after: Code | None = Field(
        default=None, description="Where that is missing: the code that the client acts on instead."
    )
    kept_option: RetryOption | None = Field(
        default=None, description="The option that the client keeps even then, as the best."
    )
    keeps_sips: SipsRefusal | None = Field(
        default=None,
        description="When the client must not put SIP in place of SIPS by itself.",
    )
    delay: tuple[float, float] | None = Field(
        default=None,
        description="Least and most delay, in seconds, between which the client picks.",
    )
    owner_delay: tuple[float, float] | None = Field(
        default=None,
        description="The same for the client that made the Call-ID (RFC 3261 section 14.1).",
    )
    text: Prose


class ProxyRule(Fact):
    """How a proxy handles the response."""

    rule: Handling = Field(description="What the proxy does.")
    code: Code | None = Field(default=None, description="What replaces it upstream.")
    text: Prose


class DialogEffect(Fact):
    """What the response ends beside its transaction (RFC 5057 section 5.1)."""

    effect: Effect = Field(description="What ends.")
    ends_subscription: bool = Field(
        default=False,
        description="Ends a subscription, on refresh or by NOTIFY (RFC 6665 4.1.2.2, 4.2.2).",
    )
    text: Prose | None = None


class IsupCause(Fact):
    """The ISUP cause a gateway sends for the response (RFC 3398 section 8.2.6.1)."""

    cause: Cause | None = Field(default=None, description="Absent: no mapping.")
    first: FirstAttempt | None = Field(
        default=None, description="What the gateway tries before it gives up."
    )
    text: Prose | None = None


class Note(Fact):
    """A further rule or explanation."""

    text: Prose


class Translation(Model):
    """Phrase and summary in another language, in the project's own words."""

    phrase: Phrase
    summary: Prose


class FurtherTranslation(Translation):
    """A translation that an overlay adds to a code."""

    language: Language
    code: Code


class HeaderField(Model):
    """A header field that facts name."""

    name: HeaderName = Field(description="Its name.")
    compact: str | None = Field(default=None, pattern=COMPACT, description="Compact form.")
    source: Reference


class Method(Model):
    """A request method that facts name."""

    name: MethodName
    source: Reference


class Confusion(Fact):
    """Codes that people mix up, and how to tell them apart."""

    codes: tuple[Code, ...] = Field(min_length=2)
    text: Prose


class CauseMapping(Fact):
    """ISUP cause to status code (RFC 3398 section 7.2.4.1)."""

    cause: Cause
    text: Prose
    code: Code | None = Field(default=None, description="Absent: no status code (BYE or CANCEL).")
    condition: CauseCondition | None = None
    user_code: Code | None = Field(
        default=None, description="Used instead when the cause location is the user."
    )
    note: Prose | None = None


class Isup(Model):
    """Mapping between status codes and Q.850 causes (RFC 3398)."""

    default_cause: Cause = Field(description="Of a 4xx to 6xx without a cause.")
    default_code: Code = Field(description="Of a cause that no row names.")
    hangup_cause: Cause = Field(description="Of a BYE or CANCEL.")
    user_location_classes: tuple[ClassDigit, ...] = Field(
        description='Classes whose cause has the location "user"; others have "network".'
    )
    untranslatable: tuple[Cause, ...] = Field(
        default=(), description="Causes that no response answers."
    )
    one_way: tuple[Cause, ...] = Field(
        default=(), description="Causes whose status code has another cause."
    )
    one_way_codes: tuple[Code, ...] = Field(
        default=(),
        description="Status codes whose cause leads to another code, though some cause leads to "
        "them.",
    )
    source: Reference = Field(description="From cause to status code.")
    cause_source: Reference = Field(description="From status code to cause.")
    causes: tuple[CauseMapping, ...] = Field(alias="cause")


class ProfileCause(Model):
    """The cause that a profile gives a status code."""

    code: Code
    cause: Cause | None = Field(default=None, description="Absent: none.")


class ProfileCode(Model):
    """The status code that a profile gives a cause, wherever the cause comes from."""

    cause: Cause
    code: Code | None = Field(default=None, description="Absent: none.")


class Profile(Model):
    """What a vendor's gateways map in another way; all else is as ``[isup]`` says."""

    name: ProfileName
    default_cause: Cause | None = Field(
        default=None, description="Of a 4xx to 6xx that has no cause here and in [isup]."
    )
    default_code: Code | None = Field(
        default=None, description="Of a cause that neither a row here nor one of [isup] names."
    )
    causes: tuple[ProfileCause, ...] = Field(default=(), description="From status code to cause.")
    codes: tuple[ProfileCode, ...] = Field(default=(), description="From cause to status code.")


class MetricFormula(Fact):
    """A SIP performance metric (RFC 6076): numerator / denominator * 100."""

    name: MetricName
    title: Prose
    numerator: tuple[Code, ...] = Field(default=(), description="Codes that the numerator counts.")
    numerator_classes: tuple[ClassDigit, ...] = Field(
        default=(), description="Classes that it counts beside them."
    )
    numerator_except: tuple[Code, ...] = Field(
        default=(), description="Codes of those classes that it leaves out."
    )
    denominator: Denominator = Field(description="What the metric relates to.")
    excluded_classes: tuple[ClassDigit, ...] = Field(
        default=(), description="Classes taken out of the denominator."
    )
    method: MethodName = Field(description="The method of the requests.")
    text: Prose


class ForkingStep(Fact):
    """A step of choosing the best response of a forked request (RFC 3261 section 16.7).

    Steps 6 and 7 of that section; the order of challenges is that of RFC 8760 section 2.5.
    """

    step: Step
    codes: tuple[Code, ...] = ()
    code: Code | None = None
    methods: tuple[MethodName, ...] = Field(
        default=(), description="Only in answer to these; empty: to any."
    )
    level: Level
    text: Prose
