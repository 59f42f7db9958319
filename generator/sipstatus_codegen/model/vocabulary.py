"""The words that facts are made of, each with its meaning, and patterns of names in facts.

A vocabulary is an enum of words.  Its docstring and the docs of its words are those of every
language: targets repeat them and add none.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .base import NAME

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
HEADER = r"^[A-Za-z][A-Za-z0-9-]*$"
COMPACT = r"^[a-z]$"
METHOD = r"^[A-Z]+$"
PROFILE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Word(StrEnum):
    """A word of a vocabulary; ``doc`` says in a sentence what it means."""

    doc: str

    def __new__(cls, word: str, doc: str) -> Self:
        """The member that is defined as ``NAME = "word", "What it means."``."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.doc = doc
        return member

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """In a file a word is a string, and no other strings are allowed."""
        return core_schema.no_info_after_validator_function(
            cls._of,
            core_schema.literal_schema([word.value for word in cls]),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def _of(cls, value: str) -> Self:
        return cls._value2member_map_[value]  # type: ignore[return-value]


class State(Word):
    """Where a status code stands in the IANA registry."""

    REGISTERED = "registered", "It is in the registry."
    DEPRECATED = "deprecated", "It is in the registry, and marked as deprecated there."
    HISTORIC = "historic", "RFC 2543 had it, and RFC 3261 has dropped it."
    VENDOR = "vendor", "It is in no registry: an overlay has added it."


class Level(Word):
    """How strongly an RFC means a rule (RFC 2119)."""

    MUST = "must", "The RFC demands it."
    SHOULD = "should", "The RFC recommends it."
    MAY = "may", "The RFC permits it, or it is the usual case."
    SHOULD_NOT = "should_not", "The RFC advises against it."
    MUST_NOT = "must_not", "The RFC forbids it."

    @property
    def forbids(self) -> bool:
        """Whether what the rule names should be absent."""
        return self in (Level.SHOULD_NOT, Level.MUST_NOT)

    @property
    def words(self) -> str:
        """The level in a sentence: ``must not``."""
        return self.replace("_", " ")


class Basis(Word):
    """How a fact follows from the section that it names."""

    STATED = "stated", "The section says so."
    INFERRED = "inferred", "It follows from what the section says."


class Subject(Word):
    """What a response speaks about."""

    PROGRESS = "progress", "A request that is still being processed."
    SUCCESS = "success", "A request that was carried out."
    TARGET = "target", "The one target that was tried: another may answer differently."
    USER = "user", "The user, wherever the request is sent."


class Element(Word):
    """Who generates a response."""

    UAS = "uas", "A user agent server."
    REGISTRAR = "registrar", "A registrar."
    REDIRECT_SERVER = "redirect_server", "A redirect server."
    PROXY = "proxy", "A proxy."
    STATEFUL_PROXY = "stateful_proxy", "A proxy that keeps state for the transaction."
    FORKING_PROXY = "forking_proxy", "A proxy that sends the request to several targets."
    EDGE_PROXY = "edge_proxy", "The proxy to which a client keeps its flows (RFC 5626)."
    FIRST_HOP = "first_hop", "The first proxy of a client, with which it agrees on security."
    PUSH_PROXY = "push_proxy", "A proxy that wakes its clients by push notifications (RFC 8599)."
    GATEWAY = "gateway", "A gateway to another network."
    NOTIFIER = "notifier", "The user agent that sends the NOTIFY requests (RFC 6665)."
    SUBSCRIBER = "subscriber", "The user agent that receives the NOTIFY requests (RFC 6665)."
    EVENT_STATE_COMPOSITOR = (
        "event_state_compositor",
        "The server to which event state is published (RFC 3903).",
    )
    MESSAGE_STORE = "message_store", "A server that keeps a MESSAGE until it can be delivered."
    VERIFICATION_SERVICE = (
        "verification_service",
        "A server that verifies the identity of the caller (RFC 8224).",
    )
    RELAY = "relay", "A server that sends to many and asks them for consent (RFC 5360)."
    PSAP = "psap", "An answering point for emergency calls."
    INTERMEDIARY = "intermediary", "A server on the path that refuses in place of the UAS."
    CLIENT = "client", "Nobody: the client assumes the code after a failure of its own."


class MethodLimit(Word):
    """How a response depends on the method of its request."""

    ONLY = "only", "It answers these methods and no others."
    MEANT = "meant", "It is meant for these methods."
    NEVER = "never", "It never answers these methods."


class Condition(Word):
    """A condition that a program can see in an exchange, or that it can ask about."""

    REQUEST_HAS_TIMESTAMP = "request_has_timestamp", "The request has a Timestamp header field."
    SENT_RELIABLY = "sent_reliably", "The response is sent reliably (RFC 3262)."
    SESSION_TIMER = "session_timer", "A session timer is in use (RFC 4028)."
    TEMPORARY = "temporary", "What the response reports will pass."
    OVERLAPPING_REQUEST = (
        "overlapping_request",
        "An earlier request of the dialog is still unanswered.",
    )
    DIGEST_CHOSEN = "digest_chosen", "Digest is the security mechanism (RFC 3329)."
    CALLER_TRUSTED = "caller_trusted", "The caller is not expected to misuse it."
    TO_WITHOUT_TAG = "to_without_tag", "The To of the request has no tag."
    SERVER_INITIATED = "server_initiated", "The server begins the security agreement (RFC 3329)."
    SECURITY_AGREEMENT = "security_agreement", "A security agreement is in use (RFC 3329)."
    CREATES_DIALOG = "creates_dialog", "The response creates a dialog (RFC 3261 section 12.1)."
    RECORD_ROUTED_DIALOG = (
        "record_routed_dialog",
        "The response creates a dialog, and the request has a Record-Route header field.",
    )
    HAS_BODY = "has_body", "The response has a body: Content-Length is above 0."
    BINDINGS_LEFT = "bindings_left", "The address of record has bindings after the REGISTER."
    SESSION_TIMER_UAS = (
        "session_timer_uas",
        "The server runs the session timer, and the client supports it (RFC 4028).",
    )
    REQUEST_HAS_RECV_INFO = "request_has_recv_info", "The request has a Recv-Info header field."
    REQUEST_WITHOUT_RECV_INFO = (
        "request_without_recv_info",
        "The request has no Recv-Info header field.",
    )
    REPEATED_REASON_PROTOCOL = (
        "repeated_reason_protocol",
        "Two Reason values have a protocol that does not define what several mean (RFC 9366 3).",
    )
    IDENTITY_ERROR = (
        "identity_error",
        "The request has several Identity header fields, and one of them fails (RFC 9410).",
    )
    ISUP_LOCATION_KNOWN = (
        "isup_location_known",
        "The ISUP location of the cause is known (RFC 8606).",
    )
    SIPS_REFUSED = (
        "sips_refused",
        "The user agent server is not to be reached by SIPS (RFC 5630).",
    )
    SIPS_REQUIRED = (
        "sips_required",
        "The user agent server is to be reached by SIPS alone (RFC 5630).",
    )
    SENT_BY_PROXY = "sent_by_proxy", "A proxy makes the response, or inserts the header field."
    SENT_BY_TRANSACTION = (
        "sent_by_transaction",
        "The server transaction makes the response (RFC 3261 section 17.2.1).",
    )
    OTHER = "other", "A condition in words alone: no program can see it."


class RetryOption(Word):
    """What a client may do after a response."""

    WAIT = "wait", "Wait for the final response."
    NONE = "none", "Nothing: there is nothing to retry."
    NEVER = "never", "Do not send this request again."
    CHANGE = "change", "Change the request, then send it."
    LATER = "later", "Send the same request again later."
    ELSEWHERE = "elsewhere", "Send the request to another server or address."
    REDIRECT = "redirect", "Send the request to an address in Contact."


class SipsRefusal(Word):
    """When a client needs its user's leave to put SIP in place of SIPS (RFC 5630 section 5.1.1)."""

    ALWAYS = "always", "After every one with the code."
    WARNING_380 = "warning_380", "After one with Warning 380, SIPS Not Allowed."


class Handling(Word):
    """What a proxy does with a response (RFC 3261 section 16.7)."""

    NEVER_FORWARDED = "never_forwarded", "It stays at the proxy."
    FORWARDED_AT_ONCE = "forwarded_at_once", "It goes upstream as soon as it arrives."
    BEST_RESPONSE = "best_response", "It waits for the other branches; the best goes upstream."
    NOT_TO_ENDPOINT = "not_to_endpoint", "It is for proxies and should reach no user agent."
    REPLACED = "replaced", "Another code goes upstream in its place."
    ENDS_SEARCH = "ends_search", "No branch is started any more, and pending ones are cancelled."
    PREFERRED = "preferred", "It comes first when the best response of its class is chosen."
    MERGES_CHALLENGES = "merges_challenges", "It takes along the challenges of other branches."
    RECURSED = "recursed", "The proxy may try the addresses in it."
    NEVER_GENERATED = "never_generated", "No proxy generates it."
    ONLY_TO_INVITE = (
        "only_to_invite",
        "To a request other than INVITE it is never sent (RFC 4320 section 4).",
    )


class Effect(Word):
    """What a response ends beside its transaction (RFC 5057 section 5.1)."""

    NONE = "none", "Nothing ends."
    EARLY_DIALOG = "early_dialog", "An early dialog of the INVITE ends."
    TRANSACTION = "transaction", "Nothing ends but the transaction."
    USAGE = "usage", "The usage of the dialog ends to which the request belongs."
    DIALOG = "dialog", "The dialog ends with all its usages."
    REDIRECT = "redirect", "Nothing ends: the dialog goes on at another address."


class FirstAttempt(Word):
    """What a gateway tries before it releases the call (RFC 3398 section 8.2.6.1)."""

    REMEDY = "remedy", "The request without what was refused."
    AUTHENTICATE = "authenticate", "The request with credentials."


class Location(Word):
    """Where the cause says that it comes from (ITU-T Q.850)."""

    USER = "user", "The user."
    NETWORK = "network", "The network."


class CauseCondition(Word):
    """Which causes a mapping is for."""

    WITHOUT_DIAGNOSTIC = "without_diagnostic", "Causes without a diagnostic."
    WITH_DIAGNOSTIC = "with_diagnostic", "Causes with a diagnostic."


class Denominator(Word):
    """What a metric relates to (RFC 6076)."""

    SESSION_REQUESTS = "session_requests", "INVITE requests outside dialogs."
    REGISTRATION_REQUESTS = "registration_requests", "REGISTER requests."


class Step(Word):
    """A step of choosing the best response of a forked request (RFC 3261 section 16.7)."""

    NO_FINAL = "no_final", "No branch has a final response."
    GLOBAL_FAILURE_FIRST = "global_failure_first", "A 6xx comes first."
    LOWEST_CLASS = "lowest_class", "Then the lowest class."
    PREFER = "prefer", "Within the class some codes come first."
    REPLACE = "replace", "Another code goes upstream in place of the one that was chosen."
    MERGE_CHALLENGES = "merge_challenges", "The challenges of all branches go upstream."
    KEEP_CHALLENGE_ORDER = "keep_challenge_order", "Challenges keep the order that they had."


class OneOf(NamedTuple):
    """Marks a name that must be in a table of the spec; that table is a vocabulary."""

    vocabulary: str


Language = Annotated[
    str,
    Field(pattern=LANGUAGE, description="BCP 47 language tag, such as zh, zh-Hant or pt-BR."),
]
HeaderName = Annotated[
    str,
    Field(pattern=HEADER, description="Header field name of the header table."),
    OneOf("header"),
]
MethodName = Annotated[
    str, Field(pattern=METHOD, description="Method name of the method table."), OneOf("method")
]
MetricName = Annotated[
    str,
    Field(pattern=NAME, max_length=64, description="Metric name of the metric table."),
    OneOf("metric"),
]
ProfileName = Annotated[
    str,
    Field(
        pattern=PROFILE,
        max_length=64,
        description="Name by which programs ask for the profile, such as acme-gateway.",
    ),
]
Cause = Annotated[int, Field(ge=1, le=127, description="Cause value of ITU-T Q.850.")]
