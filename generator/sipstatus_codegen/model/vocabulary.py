"""The words and names that facts are made of: levels, elements, conditions, names by pattern."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
HEADER = r"^[A-Za-z][A-Za-z0-9-]*$"
COMPACT = r"^[a-z]$"
METHOD = r"^[A-Z]+$"
PROFILE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

Level = Literal["must", "should", "may"]
Basis = Literal["stated", "inferred"]
Language = Annotated[
    str,
    Field(
        pattern=LANGUAGE,
        description="BCP 47 language tag, such as zh, zh-Hant or pt-BR.",
    ),
]
HeaderName = Annotated[
    str,
    Field(pattern=HEADER, description="Header field name of the header table."),
]
MethodName = Annotated[str, Field(pattern=METHOD, description="Method name of the method table.")]
ProfileName = Annotated[
    str,
    Field(
        pattern=PROFILE,
        max_length=64,
        description="Name by which programs ask for the profile, such as acme-gateway.",
    ),
]
Cause = Annotated[int, Field(ge=1, le=127, description="Cause value of ITU-T Q.850.")]
Element = Literal[
    "uas",
    "registrar",
    "redirect_server",
    "proxy",
    "stateful_proxy",
    "forking_proxy",
    "edge_proxy",
    "first_hop",
    "push_proxy",
    "gateway",
    "notifier",
    "subscriber",
    "event_state_compositor",
    "message_store",
    "verification_service",
    "relay",
    "psap",
    "intermediary",
    "client",
]
"""Who makes a response; ``client`` is the code a client assumes for a local failure."""
Condition = Literal[
    "request_has_timestamp",
    "sent_reliably",
    "session_timer",
    "temporary",
    "overlapping_request",
    "digest_chosen",
    "caller_trusted",
    "to_without_tag",
    "server_initiated",
    "security_agreement",
]
"""Conditions that a program can recognise or ask about; ``when`` says them in words."""
