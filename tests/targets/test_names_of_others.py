"""The overlays with which other stacks keep their names: every name is there, with its number.

The names were typed from sipgo 1.4 (sip/message.go), PJSIP 2.17 (sip_msg.h) and JsSIP 3.13
(Constants.js).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import toolchains
from languages import write
from sipstatus_codegen import Recipe, contents

from sipstatus.cli.overlays import tables_with

if TYPE_CHECKING:
    from pathlib import Path

OVERLAYS = toolchains.ROOT / "examples" / "overlays"

SIPGO = """
100 Trying  180 Ringing  181 CallIsForwarded  182 Queued  183 SessionInProgress
200 OK  202 Accepted
301 MovedPermanently  302 MovedTemporarily  305 UseProxy
400 BadRequest  401 Unauthorized  402 PaymentRequired  403 Forbidden  404 NotFound
405 MethodNotAllowed  406 NotAcceptable  407 ProxyAuthRequired  408 RequestTimeout
409 Conflict  410 Gone  413 RequestEntityTooLarge  414 RequestURITooLong
415 UnsupportedMediaType  416 RequestedRangeNotSatisfiable  420 BadExtension
421 ExtensionRequired  423 IntervalToBrief  480 TemporarilyUnavailable
481 CallTransactionDoesNotExists  482 LoopDetected  483 TooManyHops  484 AddressIncomplete
485 Ambiguous  486 BusyHere  487 RequestTerminated  488 NotAcceptableHere  491 RequestPending
500 InternalServerError  501 NotImplemented  502 BadGateway  503 ServiceUnavailable
504 GatewayTimeout  505 VersionNotSupported  513 MessageTooLarge
600 GlobalBusyEverywhere  603 GlobalDecline  604 GlobalDoesNotExistAnywhere
606 GlobalNotAcceptable
"""

PJSIP = """
100 TRYING  180 RINGING  181 CALL_BEING_FORWARDED  182 QUEUED  183 PROGRESS
199 EARLY_DIALOG_TERMINATED
200 OK  202 ACCEPTED  204 NO_NOTIFICATION
300 MULTIPLE_CHOICES  301 MOVED_PERMANENTLY  302 MOVED_TEMPORARILY  305 USE_PROXY
380 ALTERNATIVE_SERVICE
400 BAD_REQUEST  401 UNAUTHORIZED  402 PAYMENT_REQUIRED  403 FORBIDDEN  404 NOT_FOUND
405 METHOD_NOT_ALLOWED  406 NOT_ACCEPTABLE  407 PROXY_AUTHENTICATION_REQUIRED
408 REQUEST_TIMEOUT  408 TSX_TIMEOUT  409 CONFLICT  410 GONE  411 LENGTH_REQUIRED
412 CONDITIONAL_REQUEST_FAILED  413 REQUEST_ENTITY_TOO_LARGE  414 REQUEST_URI_TOO_LONG
415 UNSUPPORTED_MEDIA_TYPE  416 UNSUPPORTED_URI_SCHEME  417 UNKNOWN_RESOURCE_PRIORITY
420 BAD_EXTENSION  421 EXTENSION_REQUIRED  422 SESSION_TIMER_TOO_SMALL  423 INTERVAL_TOO_BRIEF
424 BAD_LOCATION_INFORMATION  428 USE_IDENTITY_HEADER  429 PROVIDE_REFERRER_HEADER
430 FLOW_FAILED  433 ANONIMITY_DISALLOWED  436 BAD_IDENTITY_INFO  437 UNSUPPORTED_CERTIFICATE
438 INVALID_IDENTITY_HEADER  439 FIRST_HOP_LACKS_OUTBOUND_SUPPORT  440 MAX_BREADTH_EXCEEDED
469 BAD_INFO_PACKAGE  470 CONSENT_NEEDED
480 TEMPORARILY_UNAVAILABLE  481 CALL_TSX_DOES_NOT_EXIST  482 LOOP_DETECTED  483 TOO_MANY_HOPS
484 ADDRESS_INCOMPLETE  485 AMBIGUOUS  486 BUSY_HERE  487 REQUEST_TERMINATED
488 NOT_ACCEPTABLE_HERE  489 BAD_EVENT  490 REQUEST_UPDATED  491 REQUEST_PENDING
493 UNDECIPHERABLE  494 SECURITY_AGREEMENT_NEEDED
500 INTERNAL_SERVER_ERROR  501 NOT_IMPLEMENTED  502 BAD_GATEWAY  503 SERVICE_UNAVAILABLE
503 TSX_TRANSPORT_ERROR  504 SERVER_TIMEOUT  505 VERSION_NOT_SUPPORTED  513 MESSAGE_TOO_LARGE
555 PUSH_NOTIFICATION_SERVICE_NOT_SUPPORTED  580 PRECONDITION_FAILURE
600 BUSY_EVERYWHERE  603 DECLINE  604 DOES_NOT_EXIST_ANYWHERE  606 NOT_ACCEPTABLE_ANYWHERE
607 UNWANTED  608 REJECTED
"""

JSSIP = """
100 Trying; 180 Ringing; 181 Call Is Being Forwarded; 182 Queued; 183 Session Progress
199 Early Dialog Terminated; 200 OK; 202 Accepted; 204 No Notification; 300 Multiple Choices
301 Moved Permanently; 302 Moved Temporarily; 305 Use Proxy; 380 Alternative Service
400 Bad Request; 401 Unauthorized; 402 Payment Required; 403 Forbidden; 404 Not Found
405 Method Not Allowed; 406 Not Acceptable; 407 Proxy Authentication Required; 408 Request Timeout
410 Gone; 412 Conditional Request Failed; 413 Request Entity Too Large; 414 Request-URI Too Long
415 Unsupported Media Type; 416 Unsupported URI Scheme; 417 Unknown Resource-Priority
420 Bad Extension; 421 Extension Required; 422 Session Interval Too Small; 423 Interval Too Brief
424 Bad Location Information; 428 Use Identity Header; 429 Provide Referrer Identity
430 Flow Failed; 433 Anonymity Disallowed; 436 Bad Identity-Info; 437 Unsupported Certificate
438 Invalid Identity Header; 439 First Hop Lacks Outbound Support; 440 Max-Breadth Exceeded
469 Bad Info Package; 470 Consent Needed; 478 Unresolvable Destination
480 Temporarily Unavailable; 481 Call/Transaction Does Not Exist; 482 Loop Detected
483 Too Many Hops; 484 Address Incomplete; 485 Ambiguous; 486 Busy Here; 487 Request Terminated
488 Not Acceptable Here; 489 Bad Event; 491 Request Pending; 493 Undecipherable
494 Security Agreement Required; 500 JsSIP Internal Error; 501 Not Implemented; 502 Bad Gateway
503 Service Unavailable; 504 Server Time-out; 505 Version Not Supported; 513 Message Too Large
580 Precondition Failure; 600 Busy Everywhere; 603 Decline; 604 Does Not Exist Anywhere
606 Not Acceptable
"""


def named(text: str) -> list[tuple[str, int]]:
    """Name and number of each pair."""
    words = text.split()
    return [(name, int(code)) for code, name in zip(words[::2], words[1::2], strict=True)]


def test_every_name_was_typed() -> None:
    assert len(named(SIPGO)) == 49
    assert len(named(PJSIP)) == 79  # PJSIP_SC_NULL and PJSIP_SC__force_32bit are no codes
    assert len(phrases()) == 72


def phrases() -> list[tuple[int, str]]:
    entries = JSSIP.strip().replace("\n", "; ").split("; ")
    return [(int(entry[:3]), entry[4:]) for entry in entries]


def test_sipgo(go: toolchains.Command, tmp_path: Path) -> None:
    recipe = Recipe(
        targets=["go"],
        overlays=[OVERLAYS / "sipgo.toml"],
        include_historic=True,
    )
    files = contents(recipe, only=["status.go", "go.mod"])
    lines = "".join(f"\tfmt.Println(s.Status{name})\n" for name, _ in named(SIPGO))
    program = (
        f'package main\n\nimport (\n\t"fmt"\n\n\ts "sipstatus"\n)\n\nfunc main() {{\n{lines}}}\n'
    )
    write({**files, "names/main.go": program.encode()}, tmp_path)
    printed = toolchains.run([*go, "run", "./names"], cwd=tmp_path)
    assert [int(line) for line in printed.split()] == [code for _, code in named(SIPGO)]
    # A name that a project keeps is no former one: no linter may complain.
    assert files["status.go"].count(b"Deprecated:") == 1
    assert b"StatusIntervalToBrief is another name of [StatusIntervalTooBrief] (sipgo 1.4)." in (
        b" ".join(files["status.go"].replace(b"\t// ", b"").split())
    )


def test_pjsip(c_compiler: toolchains.CCompiler, tmp_path: Path) -> None:
    recipe = Recipe(
        targets=["c"],
        overlays=[OVERLAYS / "pjsip.toml"],
        include_historic=True,
        options={"c.prefix": "PJSIP_SC_", "c.meaning": "no"},
    )
    files = contents(recipe, only=["sip_status.h"])
    tests = "".join(
        f'_Static_assert(PJSIP_SC_{name} == {code}, "{name}");\n' for name, code in named(PJSIP)
    )
    write({**files, "names.c": f'#include "sip_status.h"\n{tests}'.encode()}, tmp_path)
    c_compiler("-std=c11", "-Wall", "-Werror", "-c", "names.c", cwd=tmp_path)
    assert b'XX(490, REQUEST_UPDATED, "Request Updated")' in files["sip_status.h"]


def test_jssip() -> None:
    """Each phrase of its table leads to its code, and no phrase of the spec has changed."""
    tables = tables_with([OVERLAYS / "jssip.toml"])
    assert [phrase for code, phrase in phrases() if code not in tables.find(phrase)] == []
    assert tables.codes.reason_phrase(500) == "Server Internal Error"
    assert tables.codes.reason_phrase(478) == "Unresolvable Destination"
    assert tables.StatusCode.JSSIP_INTERNAL_ERROR == 500
