"""Each way to break what a spec says of its responses, and what overlays may add to it.

Every sample is ``samples/meaning.toml`` with one spot changed, so its lines can be counted there.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sandbox import ROOT, SAMPLES, SPEC, edited, sipstatus
from sipstatus_codegen import Recipe, find, load_registry, render

if TYPE_CHECKING:
    from pathlib import Path

MEANING = (SAMPLES / "meaning.toml").read_text(encoding="utf-8")
REAL = (ROOT / SPEC).read_text(encoding="utf-8")


class Sample(NamedTuple):
    """One way to break the valid spec, and the one line that must be said about it."""

    name: str
    old: str
    new: str
    fault: str


BROKEN = (
    Sample(
        "an unknown header field",
        '{ names = ["Retry-After"], level',
        '{ names = ["Retry-Aftr"], level',
        (
            'my.toml:247: status 503: headers[0].names[0]: "Retry-Aftr" is not in the table of '
            'headers; did you mean "Retry-After"?'
        ),
    ),
    Sample(
        "a header field in another case",
        '{ names = ["Retry-After"], level',
        '{ names = ["retry-after"], level',
        (
            'my.toml:247: status 503: headers[0].names[0]: "retry-after" is not in the table of '
            'headers; did you mean "Retry-After"?'
        ),
    ),
    Sample(
        "a header field like no other",
        '{ names = ["Retry-After"], level',
        '{ names = ["Server"], level',
        (
            'my.toml:247: status 503: headers[0].names[0]: "Server" is not in the table of '
            "headers; add a [[header]] for it"
        ),
    ),
    Sample(
        "an unknown method of a header rule",
        'level = "must", methods = ["INVITE"]',
        'level = "must", methods = ["INVTE"]',
        (
            'my.toml:222: status 422: headers[0].methods[0]: "INVTE" is not in the table of '
            'methods; did you mean "INVITE"?'
        ),
    ),
    Sample(
        "an unknown method of a method rule",
        'names = ["REGISTER"], source',
        'names = ["RGISTER"], source',
        (
            'my.toml:79: methods[0].names[0]: "RGISTER" is not in the table of methods; did you '
            'mean "REGISTER"?'
        ),
    ),
    Sample(
        "a rule without a source",
        'level = "must", methods = ["INVITE"], source = { rfc = 4028, section = "6" } },',
        'level = "must", methods = ["INVITE"] },',
        (
            "my.toml:222: status 422: headers[0].source: is missing; name the RFC and the section "
            "that says so"
        ),
    ),
    Sample(
        "a source without a section",
        'level = "must", methods = ["INVITE"], source = { rfc = 4028, section = "6" } },',
        'level = "must", methods = ["INVITE"], source = { rfc = 4028 } },',
        (
            "my.toml:222: status 422: headers[0].source.section: is missing; name the section of "
            "the RFC that says so"
        ),
    ),
    Sample(
        "a header rule of a document that is no RFC",
        'level = "must", methods = ["INVITE"], source = { rfc = 4028, section = "6" } },',
        'level = "must", methods = ["INVITE"], source = { document = "ATIS-1000099" } },',
        (
            "my.toml:222: status 422: headers[0].source.document: check_response cites RFCs "
            "alone; name an RFC and its section, or make it a note"
        ),
    ),
    Sample(
        "a rule about nothing",
        '{ names = ["Retry-After"], level',
        "{ names = [], level",
        "my.toml:247: status 503: headers[0].names: is empty; fill it in",
    ),
    Sample(
        "a word that is no level",
        'names = ["Retry-After"], level = "may"',
        'names = ["Retry-After"], level = "can"',
        (
            "my.toml:247: status 503: headers[0].level: 'can' is not allowed; use 'must', "
            "'should', 'may', 'should_not' or 'must_not'"
        ),
    ),
    Sample(
        "a name of a header field with a blank",
        'names = ["Retry-After"], level',
        'names = ["Retry After"], level',
        (
            "my.toml:247: status 503: headers[0].names[0]: 'Retry After' is not the name of a "
            "header field; use letters, digits and hyphens"
        ),
    ),
    Sample(
        "a condition without words",
        'condition = "temporary", when = "It passes.", source',
        'condition = "temporary", source',
        (
            "my.toml:247: status 503: headers[0].when: is missing beside condition = "
            '"temporary"; say the condition in words as well'
        ),
    ),
    Sample(
        "an exception of a code's own rule",
        'value = "tag", source',
        'value = "tag", except_codes = [100], source',
        (
            "my.toml:183: status 100: headers[0].except_codes[0]: only a rule of a class or of all "
            "responses leaves out codes; remove it"
        ),
    ),
    Sample(
        "an exception of another class",
        "except_codes = [100]",
        "except_codes = [100, 302]",
        "my.toml:26: headers[0].except_codes[1]: there is no 302 in class 1xx; remove it",
    ),
    Sample(
        "an exception that is not there",
        "except_codes = [100]",
        "except_codes = [100, 199]",
        "my.toml:26: headers[0].except_codes[1]: there is no 199 in class 1xx; remove it",
    ),
    Sample(
        "demanded and merely allowed",
        '{ names = ["Contact"], level = "should"',
        (
            '{ names = ["Contact"], level = "may", source = { rfc = 3261, section = "21" } '
            '},\n    { names = ["Contact"], level = "should"'
        ),
        (
            'my.toml:196: status 302: headers[1].level: Contact is "should" here and "may" in '
            "headers[0]; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "less for some methods than for all",
        'level = "must", methods = ["UPDATE"]',
        'level = "may", methods = ["UPDATE"]',
        (
            'my.toml:196: status 302: headers[1].level: Contact is "may" here and "should" in '
            "headers[0]; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "said twice",
        ('{ names = ["Retry-After"], level = "may", condition = "temporary", when = "It passes."'),
        (
            '{ names = ["To"], level = "may", source = { rfc = 3261, section = "21" } }, { '
            'names = ["To"], level = "may", source = { rfc = 3261, section = "21" } },\n    '
            '{ names = ["Retry-After"], level = "may", condition = "temporary", when = "It '
            'passes."'
        ),
        "my.toml:247: status 503: headers[1]: says what headers[0] says; remove it",
    ),
    Sample(
        "against a rule of the class",
        'value = "tag", except_codes = [100]',
        'value = "tag"',
        (
            'my.toml:183: status 100: headers[0].level: To is "may" here and "must" in '
            "headers[0] of its class; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "allowed, and forbidden in all responses but another",
        'names = ["Retry-After"], level',
        'names = ["Min-SE"], level',
        (
            'my.toml:247: status 503: headers[0].level: Min-SE is "may" here and "must_not" in '
            "headers[0] of all responses; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "demanded and forbidden",
        '{ names = ["Contact"], level = "should"',
        (
            '{ names = ["To", "Contact"], level = "should_not", methods = ["INVITE"], source = { '
            'rfc = 3261, section = "21" } },\n    { names = ["Contact"], level = "should"'
        ),
        (
            'my.toml:196: status 302: headers[1].level: Contact is "should" here and "should_not" '
            "in headers[0]; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "a value of what is forbidden",
        '{ names = ["Contact"], level = "should"',
        (
            '{ names = ["Contact"], level = "must_not", except_methods = ["UPDATE"], source = { '
            'rfc = 3261, section = "21" } },\n    { names = ["Contact"], value = "q", '
            'level = "should"'
        ),
        (
            'my.toml:196: status 302: headers[1].level: Contact is "should" here and "must_not" in '
            "headers[0]; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "forbidden and merely advised against",
        '{ names = ["Contact"], level = "should"',
        (
            '{ names = ["To"], level = "should_not", source = { rfc = 3261, section = "21" } }, '
            '{ names = ["To"], level = "must_not", source = { rfc = 3261, section = "21" } },\n'
            '    { names = ["Contact"], level = "should"'
        ),
        (
            'my.toml:195: status 302: headers[1].level: To is "must_not" here and "should_not" in '
            "headers[0]; keep one of the two, or say when each holds"
        ),
    ),
    Sample(
        "methods and others but some",
        'level = "must", methods = ["UPDATE"]',
        'level = "must", methods = ["UPDATE"], except_methods = ["INVITE"]',
        (
            "my.toml:196: status 302: headers[1].except_methods: is of no use beside methods; keep "
            "one of the two"
        ),
    ),
    Sample(
        "an unknown method that is left out",
        'names = ["Retry-After"], level = "may"',
        'names = ["Retry-After"], except_methods = ["INVIT"], level = "may"',
        (
            'my.toml:247: status 503: headers[0].except_methods[0]: "INVIT" is not in the table of '
            'methods; did you mean "INVITE"?'
        ),
    ),
    Sample(
        "each without a value",
        'names = ["Retry-After"], level = "may"',
        'names = ["Retry-After"], each = true, level = "may"',
        (
            "my.toml:247: status 503: headers[0].each: needs a value that is demanded or allowed; "
            "add the value, or remove this"
        ),
    ),
    Sample(
        "an exception of all responses that is not there",
        "except_codes = [422]",
        "except_codes = [422, 423]",
        "my.toml:319: headers[0].except_codes[1]: there is no 423; remove it",
    ),
    Sample(
        "a method that is forbidden by its level",
        'rule = "never", names = ["REGISTER"], source',
        'rule = "never", level = "must_not", names = ["REGISTER"], source',
        'my.toml:79: methods[0].level: "must_not" is for header fields; say rule = "never"',
    ),
    Sample(
        "a step that forbids",
        'code = 486\nlevel = "should"',
        'code = 486\nlevel = "should_not"',
        'my.toml:117: level: a step forbids nothing; use "must", "should" or "may"',
    ),
    Sample(
        "a method that the code does not answer",
        'level = "must", methods = ["INVITE"]',
        'level = "must", methods = ["REGISTER"]',
        (
            "my.toml:222: status 422: headers[0].methods[0]: 422 is for INVITE, UPDATE alone; "
            "remove the method"
        ),
    ),
    Sample(
        "only and never",
        '{ rule = "only", names = ["INVITE", "UPDATE"]',
        (
            '{ rule = "never", names = ["UPDATE"], source = { rfc = 3261, section = "21" } '
            '}, { rule = "only", names = ["INVITE", "UPDATE"]'
        ),
        (
            'my.toml:220: status 422: methods[1]: UPDATE is both "only" and "never"; remove '
            "one of the two"
        ),
    ),
    Sample(
        "only twice",
        '{ rule = "only", names = ["INVITE", "UPDATE"]',
        (
            '{ rule = "only", names = ["INVITE"], source = { rfc = 3261, section = "21" } }, '
            '{ rule = "only", names = ["INVITE", "UPDATE"]'
        ),
        (
            'my.toml:220: status 422: methods[1]: another rule says "only" already; remove one '
            "of the two"
        ),
    ),
    Sample(
        "meant for a method outside the only ones",
        '{ rule = "only", names = ["INVITE", "UPDATE"]',
        (
            '{ rule = "meant", names = ["REGISTER"], source = { rfc = 3261, section = "21" } '
            '}, { rule = "only", names = ["INVITE", "UPDATE"]'
        ),
        (
            'my.toml:220: status 422: methods[1]: REGISTER is "meant", but the only methods are '
            "INVITE, UPDATE; remove one of the two"
        ),
    ),
    Sample(
        "meant for what its class is never for",
        (
            'methods = [{ rule = "meant", names = ["INVITE"], level = "may", source = { rfc '
            '= 3261, section = "21.6.4" }'
        ),
        (
            'methods = [{ rule = "meant", names = ["REGISTER"], source = { rfc = 3261, section '
            '= "21.6.4" }'
        ),
        (
            'my.toml:260: status 606: methods[0]: REGISTER is both "meant" and "never" (of its '
            "class); remove it, or make the code an exception of its class"
        ),
    ),
    Sample(
        "an unknown header field of the request",
        'names = ["To", "Contact"]',
        'names = ["To", "Contct"]',
        (
            'my.toml:264: status 606: request_headers[0].names[1]: "Contct" is not in the table of '
            'headers; did you mean "Contact"?'
        ),
    ),
    Sample(
        "an unknown method of a rule about the request",
        'names = ["To", "Contact"]',
        'names = ["To", "Contact"], methods = ["INVIT"]',
        (
            'my.toml:264: status 606: request_headers[0].methods[0]: "INVIT" is not in the table '
            'of methods; did you mean "INVITE"?'
        ),
    ),
    Sample(
        "a condition without words, of the request",
        'names = ["To", "Contact"]',
        'names = ["To", "Contact"], condition = "temporary"',
        (
            "my.toml:264: status 606: request_headers[0].when: is missing beside condition = "
            '"temporary"; say the condition in words as well'
        ),
    ),
    Sample(
        "a code's own exception, of the request",
        'names = ["To", "Contact"]',
        'names = ["To", "Contact"], except_codes = [606]',
        (
            "my.toml:264: status 606: request_headers[0].except_codes[0]: only a rule of a class "
            "or of all responses leaves out codes; remove it"
        ),
    ),
    Sample(
        "what a request may carry",
        'names = ["To", "Contact"], level = "should"',
        'names = ["To", "Contact"], level = "may"',
        (
            'my.toml:264: status 606: request_headers[0].level: "may" demands nothing of a '
            'request; use "must" or "should"'
        ),
    ),
    Sample(
        "demanded of the request twice, differently",
        '{ names = ["To", "Contact"], level',
        (
            '{ names = ["Contact", "To"], level = "must", source = { rfc = 3261, section = "21" } '
            '},\n    { names = ["To", "Contact"], level'
        ),
        (
            'my.toml:265: status 606: request_headers[1].level: To or Contact is "should" here and '
            '"must" in request_headers[0]; keep one of the two, or say when each holds'
        ),
    ),
    Sample(
        "against a rule of the class about the request",
        'methods = [{ rule = "never", names = ["REGISTER"], source',
        (
            'request_headers = [{ names = ["Contact", "To"], level = "must", source = { rfc = '
            '3261, section = "21" } }]\nmethods = [{ rule = "never", names = ["REGISTER"], source'
        ),
        (
            'my.toml:265: status 606: request_headers[0].level: To or Contact is "should" here and '
            '"must" in request_headers[0] of its class; keep one of the two, or say when each holds'
        ),
    ),
    Sample(
        "a method that the code does not answer, of the request",
        'headers = [\n    { names = ["Min-SE"]',
        (
            'request_headers = [{ names = ["To"], level = "must", methods = ["REGISTER"], source = '
            '{ rfc = 4028, section = "6" } }]\nheaders = [\n    { names = ["Min-SE"]'
        ),
        (
            "my.toml:221: status 422: request_headers[0].methods[0]: 422 is for INVITE, UPDATE "
            "alone; remove the method"
        ),
    ),
    Sample(
        "retry advice of a document that is no RFC",
        'text = "Later.", source = { rfc = 3261, section = "21.4" } }',
        'text = "Later.", source = { document = "ATIS-1000099" } }',
        (
            "my.toml:209: status 406: retry.source.document: retry_advice cites RFCs alone; name "
            "an RFC and its section, or make it a note"
        ),
    ),
    Sample(
        "never together with other options",
        'options = ["later"], retry_after = true, delay = [2.1, 4.0]',
        'options = ["never", "later"]',
        (
            'my.toml:209: status 406: retry.options: "never" excludes other options; remove it or '
            "the others"
        ),
    ),
    Sample(
        "an option twice",
        'options = ["later"]',
        'options = ["later", "later"]',
        "my.toml:209: status 406: retry.options: an option appears twice; remove one of the two",
    ),
    Sample(
        "no option",
        'options = ["later"]',
        "options = []",
        "my.toml:209: status 406: retry.options: is empty; fill it in",
    ),
    Sample(
        "a failure that is waited for",
        'options = ["later"], retry_after = true',
        'options = ["wait"], retry_after = true',
        'my.toml:209: status 406: retry.options: "wait" is for 1xx alone; correct it',
    ),
    Sample(
        "a provisional response that is not waited for",
        'options = ["wait"]',
        'options = ["later"]',
        'my.toml:23: retry.options: 1xx has the option "wait" alone; correct it',
    ),
    Sample(
        "a change that is not named",
        'options = ["later"]',
        'options = ["change"]',
        "my.toml:209: status 406: retry.change: is missing; name what must change",
    ),
    Sample(
        "a change that is no option",
        'options = ["later"]',
        'options = ["later"], change = ["Accept"]',
        (
            'my.toml:209: status 406: retry.change: "change" is not among the options; add it '
            "there or remove this"
        ),
    ),
    Sample(
        "a time for what is never retried",
        'options = ["later"], retry_after = true',
        'options = ["never"]',
        "my.toml:209: status 406: retry.delay: there is nothing to retry; remove it",
    ),
    Sample(
        "a header field for what is never retried",
        'options = ["later"], retry_after = true, delay = [2.1, 4.0]',
        'options = ["never"], retry_after = true',
        "my.toml:209: status 406: retry.retry_after: there is nothing to retry; remove it",
    ),
    Sample(
        "a replacement for a header field that is not honoured",
        'options = ["later"], retry_after = true',
        'options = ["later"], without_retry_after = 503',
        (
            "my.toml:209: status 406: retry.without_retry_after: Retry-After is not honoured; say "
            "retry_after = true"
        ),
    ),
    Sample(
        "a replacement that is not there",
        'options = ["later"], retry_after = true',
        'options = ["later"], retry_after = true, without_retry_after = 500',
        "my.toml:209: status 406: retry.without_retry_after: there is no 500; correct it",
    ),
    Sample(
        "a replacement by itself",
        'options = ["later"], retry_after = true',
        'options = ["later"], retry_after = true, without_retry_after = 406',
        (
            "my.toml:209: status 406: retry.without_retry_after: 406 has a "
            "without_retry_after itself, and clients take one step only; name a code that has none"
        ),
    ),
    Sample(
        "an option that is kept beside no replacement",
        'options = ["later"], retry_after = true',
        'options = ["later"], retry_after = true, kept_option = "later"',
        (
            "my.toml:209: status 406: retry.kept_option: there is no without_retry_after "
            "beside which to keep it; remove it"
        ),
    ),
    Sample(
        "an option that is kept and not there",
        'options = ["later"], retry_after = true',
        'options = ["later"], retry_after = true, without_retry_after = 503, kept_option = "wait"',
        (
            'my.toml:209: status 406: retry.kept_option: "wait" is not among the options; '
            "correct one of the two"
        ),
    ),
    Sample(
        "a range that begins before now",
        "delay = [2.1, 4.0]",
        "delay = [-1.0, 4.0]",
        (
            "my.toml:209: status 406: retry.delay: is not a range of seconds; write the least, "
            "then the most"
        ),
    ),
    Sample(
        "an owner's range that goes down",
        "delay = [2.1, 4.0]",
        "owner_delay = [4.0, 2.1]",
        (
            "my.toml:209: status 406: retry.owner_delay: is not a range of seconds; write the "
            "least, then the most"
        ),
    ),
    Sample(
        "a range that goes down",
        "delay = [2.1, 4.0]",
        "delay = [4.0, 2.1]",
        (
            "my.toml:209: status 406: retry.delay: is not a range of seconds; write the least, "
            "then the most"
        ),
    ),
    Sample(
        "elsewhere for a user who is nowhere",
        'summary = "Nowhere."\nstate',
        (
            'summary = "Nowhere."\nretry = { options = ["elsewhere"], text = "?", source = { '
            'rfc = 3261, section = "21.6" } }\nstate'
        ),
        (
            "my.toml:258: status 606: retry.options: 6xx speaks for the user anywhere; remove "
            '"elsewhere"'
        ),
    ),
    Sample(
        "forwarded at once and in the end",
        'proxy = [{ rule = "replaced", code = 486, text = "Not upstream.", source',
        (
            'proxy = [{ rule = "never_forwarded", text = "?", source = { rfc = 3261, section = '
            '"16" } }, { rule = "best_response", text = "Not upstream.", source'
        ),
        (
            'my.toml:249: status 503: proxy[1].rule: "best_response" contradicts '
            '"never_forwarded"; remove one of the two'
        ),
    ),
    Sample(
        "forwarded otherwise than its class",
        "isup = { cause = 17,",
        (
            'proxy = [{ rule = "forwarded_at_once", text = "?", source = { rfc = 3261, section '
            '= "16" } }]\nisup = { cause = 17,'
        ),
        (
            'my.toml:236: status 486: proxy[0].rule: "forwarded_at_once" contradicts '
            '"best_response" of its class; remove it'
        ),
    ),
    Sample(
        "the proxy rule of its class again",
        "isup = { cause = 17,",
        (
            'proxy = [{ rule = "best_response", text = "?", source = { rfc = 3261, section = '
            '"16" } }]\nisup = { cause = 17,'
        ),
        (
            'my.toml:236: status 486: proxy[0].rule: "best_response" repeats a rule of its '
            "class; remove it"
        ),
    ),
    Sample(
        "replaced by nothing",
        'rule = "replaced", code = 486',
        'rule = "replaced"',
        ('my.toml:249: status 503: proxy[0].code: "replaced" needs it; add it'),
    ),
    Sample(
        "replaced by a code that is not there",
        'rule = "replaced", code = 486',
        'rule = "replaced", code = 500',
        "my.toml:249: status 503: proxy[0].code: there is no 500; correct it",
    ),
    Sample(
        "a code in place of nothing",
        'rule = "never_forwarded", text',
        'rule = "never_forwarded", code = 486, text',
        ('my.toml:182: status 100: proxy[0].code: "never_forwarded" has no use for it; remove it'),
    ),
    Sample(
        "a provisional response that ends a dialog",
        'effect = "none"',
        'effect = "dialog"',
        'my.toml:184: status 100: dialog.effect: 1xx cannot have the effect "dialog"; correct it',
    ),
    Sample(
        "a redirection that ends a dialog",
        'retry = { options = ["redirect"], change = ["URI"]',
        (
            'dialog = { effect = "dialog", source = { rfc = 5057, section = "5.1" } }\nretry = { '
            'options = ["redirect"], change = ["URI"]'
        ),
        'my.toml:198: status 302: dialog.effect: 3xx cannot have the effect "dialog"; correct it',
    ),
    Sample(
        "a class of failures that ends nothing",
        'methods = [{ rule = "never", names = ["REGISTER"], source',
        (
            'dialog = { effect = "none", source = { rfc = 5057, section = "5.1" } }\nmethods = [{ '
            'rule = "never", names = ["REGISTER"], source'
        ),
        'my.toml:79: dialog.effect: 6xx cannot have the effect "none"; correct it',
    ),
    Sample(
        "a subscription that outlives its end",
        'effect = "usage", ends',
        'effect = "transaction", ends',
        (
            "my.toml:224: status 422: dialog.ends_subscription: a subscription is a usage, and the "
            'effect is "transaction"; correct one of the two'
        ),
    ),
    Sample(
        "a generator twice",
        'elements = ["uas", "proxy"]',
        'elements = ["uas", "uas"]',
        (
            'my.toml:234: status 486: generated_by.elements: "uas" appears twice; remove one of '
            "the two"
        ),
    ),
    Sample(
        "a header field twice",
        '[[header]]\nname = "Min-SE"',
        (
            '[[header]]\nname = "contact"\nsource = { rfc = 3261, section = "20.10" }\n\n'
            '[[header]]\nname = "Min-SE"'
        ),
        'my.toml:88: name: "contact" is taken; choose another, or remove one',
    ),
    Sample(
        "a compact form twice",
        'compact = "t"',
        'compact = "m"',
        'my.toml:98: compact: "m" is taken; choose another, or remove one',
    ),
    Sample(
        "a compact form of two letters",
        'compact = "t"',
        'compact = "to"',
        "my.toml:98: compact: 'to' is not a compact form; use one small letter",
    ),
    Sample(
        "a method twice",
        '[[method]]\nname = "UPDATE"',
        (
            '[[method]]\nname = "INVITE"\nsource = { rfc = 3261, section = "13" }\n\n'
            '[[method]]\nname = "UPDATE"'
        ),
        'my.toml:110: name: "INVITE" is taken; choose another, or remove one',
    ),
    Sample(
        "a step for a code that is not there",
        "codes = [503]\ncode = 486",
        "codes = [504]\ncode = 486",
        "my.toml:115: codes[0]: there is no 504; correct or remove it",
    ),
    Sample(
        "a step that is missing",
        (
            '[[selection]]\nstep = "lowest_class"\nlevel = "should"\ntext = "Lowest."\n'
            'source = { rfc = 3261, section = "16.7" }\n\n'
        ),
        "",
        'my.toml:114: step: no table has the step "lowest_class"; add a [[selection]] for it',
    ),
    Sample(
        "a step twice",
        '[[selection]]\nstep = "prefer"',
        (
            '[[selection]]\nstep = "lowest_class"\nlevel = "must"\ntext = "Again."\n'
            'source = { rfc = 3261, section = "16.7" }\n\n[[selection]]\nstep = "prefer"'
        ),
        'my.toml:288: step: "lowest_class" is taken; choose another, or remove one',
    ),
    Sample(
        "a step for a method that is not there",
        'step = "no_final"\ncode = 406',
        'step = "no_final"\ncode = 406\nmethods = ["INVIT"]',
        'my.toml:271: methods[0]: "INVIT" is not in the table of methods; did you mean "INVITE"?',
    ),
    Sample(
        "a step without its code",
        'step = "no_final"\ncode = 406',
        'step = "no_final"',
        'my.toml:268: code: "no_final" needs it; add it',
    ),
    Sample(
        "a step without its codes",
        'step = "prefer"\ncodes = [422]',
        'step = "prefer"',
        'my.toml:287: codes: "prefer" needs it; add it',
    ),
    Sample(
        "a step with a code that it has no use for",
        'step = "prefer"',
        'step = "prefer"\ncode = 422',
        'my.toml:289: code: "prefer" has no use for it; remove it',
    ),
    Sample(
        "a step for a code twice",
        "\ncodes = [422]\n",
        "\ncodes = [422, 422]\n",
        "my.toml:289: codes[1]: 422 appears twice; remove it",
    ),
    Sample(
        "a step that gives a code that is not there",
        "codes = [503]\ncode = 486",
        "codes = [503]\ncode = 500",
        "my.toml:116: code: there is no 500; correct or remove it",
    ),
    Sample(
        "a metric that leaves out a code that is not there",
        "numerator_except = [422]",
        "numerator_except = [423]",
        "my.toml:164: numerator_except[0]: there is no 423; correct or remove it",
    ),
    Sample(
        "a metric twice",
        "[[confusion]]\n",
        (
            '[[metric]]\nname = "IRA"\ntitle = "Again"\nmethod = "INVITE"\nnumerator = [606]\n'
            'denominator = "session_requests"\ntext = "Again."\nsource = { rfc = 6076, section = '
            '"4.2" }\n\n[[confusion]]\n'
        ),
        'my.toml:171: name: "IRA" is taken; choose another, or remove one',
    ),
    Sample(
        "a header field with the name of a compact form",
        '[[header]]\nname = "Min-SE"',
        (
            '[[header]]\nname = "M"\nsource = { rfc = 3261, section = "20" }\n\n[[header]]\n'
            'name = "Min-SE"'
        ),
        'my.toml:84: compact: "m" is taken; choose another, or remove one',
    ),
    Sample(
        "a note twice",
        "And another thing.",
        "By the way.",
        'my.toml:313: text: "By the way." is taken; choose another, or remove one',
    ),
    Sample(
        "a mix-up of a code with itself",
        "codes = [422, 503]",
        "codes = [422, 422]",
        "my.toml:171: codes[1]: 422 appears twice; remove it",
    ),
    Sample(
        "a mix-up with a code that is not there",
        "codes = [422, 503]",
        "codes = [422, 504]",
        "my.toml:171: codes[1]: there is no 504; correct or remove it",
    ),
    Sample(
        "a metric of a code that is not there",
        "numerator = [606]",
        "numerator = [607]",
        "my.toml:162: numerator[0]: there is no 607; correct or remove it",
    ),
    Sample(
        "a metric that counts a code twice",
        "numerator = [606]",
        "numerator = [406, 606]",
        (
            "my.toml:162: numerator[0]: 4xx is counted, or left out, as a whole; remove the code "
            "or the class"
        ),
    ),
    Sample(
        "a metric that leaves out what it does not count",
        "numerator_except = [422]",
        "numerator_except = [606]",
        "my.toml:164: numerator_except[0]: 606 is not counted in the first place; remove it",
    ),
    Sample(
        "a metric of provisional responses",
        "numerator_classes = [4, 5]",
        "numerator_classes = [1, 4, 5]",
        "my.toml:163: numerator_classes: only final responses are counted; remove 1",
    ),
    Sample(
        "a metric of nothing",
        "numerator = [606]\nnumerator_classes = [4, 5]\nnumerator_except = [422]\n",
        "",
        "my.toml:158: numerator: is empty; name codes or classes",
    ),
    Sample(
        "a metric of the wrong requests",
        'method = "REGISTER"',
        'method = "INVITE"',
        (
            "my.toml:161: method: INVITE does not fit the denominator registration_requests; "
            "correct one of the two"
        ),
    ),
    Sample(
        "a cause of a provisional response",
        'dialog = { effect = "none"',
        (
            'isup = { cause = 31, source = { rfc = 3398, section = "8" } }\ndialog = { effect = '
            '"none"'
        ),
        (
            "my.toml:184: status 100: isup: only 4xx to 6xx have a cause (RFC 3398 section "
            "8.2.6.1); remove it"
        ),
    ),
    Sample(
        "a remedy before nothing",
        'isup = { cause = 31, first = "remedy"',
        'isup = { first = "remedy"',
        (
            "my.toml:210: status 406: isup.first: there is no cause that it could come before; add "
            "the cause"
        ),
    ),
    Sample(
        "a cause out of range",
        "isup = { cause = 17,",
        "isup = { cause = 128,",
        "my.toml:236: status 486: isup.cause: 128 must be at most 127; change the value",
    ),
    Sample(
        "a default for a code that is not there",
        "default_code = 503",
        "default_code = 500",
        "my.toml:123: default_code: there is no 500; correct or remove it",
    ),
    Sample(
        "a cause twice",
        "[[isup.cause]]\ncause = 41",
        (
            '[[isup.cause]]\ncause = 41\ntext = "Again"\ncode = 503\nsource = { rfc = 3398, '
            'section = "7.2.4.1" }\n\n[[isup.cause]]\ncause = 41'
        ),
        (
            "my.toml:159: cause[4].cause: 41 has a row for that already; give each row its own "
            "condition"
        ),
    ),
    Sample(
        "a cause with and without a condition",
        "[[isup.cause]]\ncause = 41",
        (
            '[[isup.cause]]\ncause = 22\ntext = "Again"\nsource = { rfc = 3398, section = '
            '"7.2.4.1" }\n\n[[isup.cause]]\ncause = 41'
        ),
        (
            "my.toml:153: cause[3].cause: 22 has a row for that already; give each row its own "
            "condition"
        ),
    ),
    Sample(
        "a cause that leads nowhere and somewhere",
        "untranslatable = [44]",
        "untranslatable = [41]",
        "my.toml:153: cause[3].cause: 41 is untranslatable; remove it here or there",
    ),
    Sample(
        "a cause that leads to success",
        "code = 302\ncondition",
        "code = 100\ncondition",
        (
            "my.toml:141: cause[1].code: 100 is not a failure, and the call has ended; name a 3xx "
            "to 6xx"
        ),
    ),
    Sample(
        "a cause for a code that is not there",
        "code = 302\ncondition",
        "code = 301\ncondition",
        "my.toml:141: cause[1].code: there is no 301; correct or remove it",
    ),
    Sample(
        "a user's code that is not there",
        "user_code = 606",
        "user_code = 603",
        "my.toml:149: cause[2].user_code: there is no 603; correct or remove it",
    ),
    Sample(
        "a user's code in place of none",
        'text = "Number changed"\ncode = 302',
        'text = "Number changed"\nuser_code = 302',
        ("my.toml:141: cause[1].user_code: there is no code that it could replace; add the code"),
    ),
    Sample(
        "a default that is not a failure",
        "default_code = 503",
        "default_code = 100",
        (
            "my.toml:123: default_code: 100 is not a failure, and the call has ended; name a 3xx "
            "to 6xx"
        ),
    ),
    Sample(
        "a code that does not lead back",
        "isup = { cause = 17,",
        "isup = { cause = 41,",
        (
            "my.toml:236: status 486: isup.cause: is 41, which does not lead back to 486 as "
            "another cause does; correct one of the two, or name 486 in one_way_codes"
        ),
    ),
    Sample(
        "a row that does not lead back",
        'text = "Temporary failure"\ncode = 503',
        'text = "Temporary failure"\ncode = 422',
        (
            "my.toml:155: cause[3].code: 422 has the cause 31, not 41; correct one of the two, or "
            "name 41 in one_way"
        ),
    ),
    Sample(
        "a user's code that does not lead back",
        'text = "Temporary failure"\ncode = 503',
        'text = "Temporary failure"\ncode = 503\nuser_code = 606',
        (
            "my.toml:156: cause[3].user_code: 606 has the cause 31, not 41; correct one of the "
            "two, or name 41 in one_way"
        ),
    ),
    Sample(
        "a one-way cause that nobody has declared",
        "one_way = [31]",
        "one_way = []",
        (
            "my.toml:148: cause[2].code: 486 has the cause 17, not 31; correct one of the two, or "
            "name 31 in one_way"
        ),
    ),
    Sample(
        "a one-way code that leads back",
        "one_way_codes = []",
        "one_way_codes = [503]",
        "my.toml:128: one_way_codes[0]: 503 does lead back; remove it",
    ),
    Sample(
        "a one-way cause that leads back",
        "one_way = [31]",
        "one_way = [31, 17]",
        "my.toml:127: one_way[1]: 17 does lead back; remove it",
    ),
    Sample(
        "a language that one code lacks",
        'translations.zh = { phrase = "此处正忙", summary = "正忙。" }\n',
        "",
        (
            "my.toml:227: status 486: translations: zh is missing, and other codes have it; add "
            "its phrase and summary"
        ),
    ),
    Sample(
        "a translation without a summary",
        '{ phrase = "此处正忙", summary = "正忙。" }',
        '{ phrase = "此处正忙" }',
        "my.toml:237: status 486: translations.zh.summary: is missing; add it",
    ),
    Sample(
        "a language that is none",
        'translations.zh = { phrase = "此处正忙"',
        'translations.chinese = { phrase = "此处正忙"',
        (
            "my.toml:237: status 486: translations.chinese: 'chinese' is not a language tag; "
            'write it as in BCP 47, such as "zh", "zh-Hant" or "pt-BR"'
        ),
    ),
    Sample(
        "a translation that the grammar forbids",
        'phrase = "此处正忙"',
        'phrase = "此处\\r\\n正忙"',
        (
            "my.toml:237: status 486: translations.zh.phrase: octet 0x0d at 6 is not allowed in a "
            "Reason-Phrase (RFC 3261 section 25.1); leave it out or write it as %HH"
        ),
    ),
    Sample(
        "a translation that two codes share in silence",
        'phrase = "此处正忙"',
        'phrase = "正在处理"',
        (
            'my.toml:237: status 486: translations.zh.phrase: "正在处理" is also the zh phrase '
            "of 100 TRYING; choose words that tell the two apart"
        ),
    ),
)


def faults(folder: Path, text: str, overlay: str | None = None) -> list[str]:
    """What is said about a spec, alone or with an overlay."""
    folder.joinpath("my.toml").write_text(text, encoding="utf-8")
    arguments = ["my.toml"]
    if overlay is not None:
        folder.joinpath("more.toml").write_text(overlay, encoding="utf-8")
        arguments += ["--overlay", "more.toml"]
    outcome = sipstatus("validate", *arguments, cwd=folder)
    assert outcome.errors == ""
    return outcome.lines if outcome.code else []


def test_the_sample_is_valid_before_it_is_broken(tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING) == []


@pytest.mark.parametrize("sample", BROKEN, ids=lambda sample: sample.name)
def test_what_makes_no_sense_is_named(sample: Sample, tmp_path: Path) -> None:
    assert faults(tmp_path, edited(MEANING, sample.old, sample.new)) == [sample.fault]


def test_one_fault_in_a_table_is_not_one_at_every_place_that_names_it(tmp_path: Path) -> None:
    text = edited(MEANING, 'compact = "m"', 'compact = "M"')
    (fault,) = faults(tmp_path, text)  # and 302 still knows its Contact
    assert fault == "my.toml:84: compact: 'M' is not a compact form; use one small letter"


def test_a_code_without_a_cause_that_causes_lead_to(tmp_path: Path) -> None:
    cause = 'isup = { cause = 41, source = { rfc = 3398, section = "8.2.6.1" } }'
    text = edited(MEANING, cause, cause.replace("cause = 41, ", ""))
    text = edited(text, 'dialog = { effect = "usage"', f'{cause}\ndialog = {{ effect = "usage"')
    assert faults(tmp_path, text) == [
        "my.toml:155: cause[3].code: 503 has no cause; correct one of the two, or name 41 in "
        "one_way",
        "my.toml:251: status 503: isup.cause: is missing, and a cause leads to 503; correct one of "
        "the two, or name 503 in one_way_codes",
    ]


# The real spec


def test_every_code_has_words_in_chinese() -> None:
    registry = load_registry(ROOT / SPEC)
    assert [s.code for s in registry.statuses if "zh" not in s.translations] == []


# RFC 3398 sections 7.2.4.1 and 8.2.6.1: what either table leads to, the other one leads back from.
ROUND_TRIPS = {403: 21, 404: 1, 410: 22, 484: 28, 486: 17, 501: 79, 503: 41, 504: 102}


@pytest.mark.parametrize(("code", "cause"), ROUND_TRIPS.items())
def test_no_code_drifts_away_from_its_cause(code: int, cause: int, tmp_path: Path) -> None:
    entry = rf"(\n\[\[status\]\]\ncode = {code}\n(?:(?!\[\[).*\n)*?isup = {{ cause = ){cause}\b"
    text, count = re.subn(entry, r"\g<1>127", REAL)
    assert count == 1
    named = f"status {code}: isup.cause: is 127, which does not lead back to {code} as another"
    assert any(named in fault for fault in faults(tmp_path, text))


@pytest.mark.parametrize(("code", "cause"), ROUND_TRIPS.items())
def test_no_cause_drifts_away_from_its_code(code: int, cause: int, tmp_path: Path) -> None:
    row = rf"(\n\[\[isup\.cause\]\]\ncause = {cause}\ntext = .*\ncode = ){code}\n"
    text, count = re.subn(row, r"\g<1>400\n", REAL)
    assert count == 1
    assert any("cause" in fault and "one_way" in fault for fault in faults(tmp_path, text))


# Overlays

GERMAN = """\
[[translation]]
language = "de"
code = 486
phrase = "Hier besetzt"
summary = "Es ist besetzt."
"""

GATEWAY = """\
[[profile]]
name = "acme-gateway"
default_cause = 127
causes = [{ code = 486, cause = 34 }, { code = 606 }]
codes = [{ cause = 34, code = 486 }, { cause = 99 }]
"""


def test_an_overlay_adds_a_language(tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING, GERMAN) == []
    registry = load_registry(tmp_path / "my.toml", [tmp_path / "more.toml"])
    (busy,) = (status for status in registry.statuses if status.code == 486)
    assert list(busy.translations) == ["de", "zh"]
    assert busy.translations["de"].phrase == "Hier besetzt"
    assert registry.digest != load_registry(tmp_path / "my.toml").digest


def test_overlays_in_any_order_give_one_registry(tmp_path: Path) -> None:
    folder = tmp_path
    folder.joinpath("my.toml").write_text(MEANING, encoding="utf-8")
    other = GERMAN.replace('"de"', '"da"') + GATEWAY.replace("acme-", "zenith-")
    paths = []
    for name, text in (("one.toml", GERMAN + GATEWAY), ("two.toml", other)):
        folder.joinpath(name).write_text(text, encoding="utf-8")
        paths.append(folder / name)
    first = load_registry(folder / "my.toml", paths)
    second = load_registry(folder / "my.toml", reversed(paths))
    assert first == second
    assert first.digest == second.digest


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'language = "de"',
            'language = "zh"',
            "more.toml:2: status 486: language: 486 BUSY_HERE has a phrase in zh: "
            '"此处正忙"; remove it: translations are never replaced',
        ),
        (
            "code = 486",
            "code = 487",
            "more.toml:3: status 487: code: there is no 487; correct or remove it",
        ),
        (
            'language = "de"',
            'language = "de_DE"',
            "more.toml:2: status 486: language: 'de_DE' is not a language tag; write it as in BCP "
            '47, such as "zh", "zh-Hant" or "pt-BR"',
        ),
        (
            'phrase = "Hier besetzt"',
            'phrase = "Hier\\r\\nX-Evil: 1"',
            "more.toml:4: status 486: phrase: octet 0x0d at 4 is not allowed in a Reason-Phrase "
            "(RFC 3261 section 25.1); leave it out or write it as %HH",
        ),
        (
            'phrase = "Hier besetzt"',
            'phrase = " Hier besetzt"',
            "more.toml:4: status 486: phrase: begins or ends with white space; trim it",
        ),
        (
            'summary = "Es ist besetzt."\n',
            "",
            "more.toml:1: status 486: summary: is missing; add it",
        ),
    ],
)
def test_a_translation_that_is_refused(old: str, new: str, fault: str, tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING, edited(GERMAN, old, new)) == [fault]


def test_a_translation_twice(tmp_path: Path) -> None:
    other = GERMAN.replace("Hier besetzt", "Besetzt")
    assert faults(tmp_path, MEANING, GERMAN + other) == [
        "more.toml:7: status 486: language: 486 BUSY_HERE has a phrase in de: "
        '"Hier besetzt"; remove it: translations are never replaced'
    ]


def test_two_codes_with_one_phrase_in_a_language(tmp_path: Path) -> None:
    other = GERMAN.replace("486", "503")
    assert faults(tmp_path, MEANING, GERMAN + other) == [
        'more.toml:9: status 503: phrase: "Hier besetzt" is also the de phrase of 486 BUSY_HERE; '
        "choose words that tell the two apart"
    ]


def test_codes_that_share_a_phrase_may_share_its_translation(tmp_path: Path) -> None:
    both = GERMAN.replace("486", "406") + GERMAN.replace("486", "606")
    assert faults(tmp_path, MEANING, both) == []


def test_a_vendors_code_needs_no_translation_and_may_have_one(tmp_path: Path) -> None:
    vendor = (SAMPLES / "vendor.toml").read_text(encoding="utf-8")
    assert faults(tmp_path, MEANING, vendor + GERMAN.replace("486", "477")) == []


def test_the_rules_hold_for_a_vendors_code(tmp_path: Path) -> None:
    vendor = (SAMPLES / "vendor.toml").read_text(encoding="utf-8")
    source = 'source = { rfc = 3261, section = "21" }'
    rule = f'headers = [{{ names = ["X-Acme"], level = "must", {source} }}]\n'
    assert faults(tmp_path, MEANING, vendor + rule) == [
        'more.toml:16: status 687: headers[0].names[0]: "X-Acme" is not in the table of headers; '
        "add a [[header]] for it"
    ]


def test_an_overlay_adds_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(tmp_path, MEANING, GATEWAY) == []
    registry = load_registry(tmp_path / "my.toml", [tmp_path / "more.toml"])
    package = "tables_with_a_profile"
    (tmp_path / package).mkdir()
    recipe = Recipe(options={"python.package": package})
    for path, content in render(registry, find("python"), recipe).items():
        (tmp_path / path).write_bytes(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    profiles = importlib.import_module(f"{package}.registry").ISUP_PROFILES
    assert tuple(profiles["acme-gateway"]) == (
        "acme-gateway",
        127,
        None,
        {486: 34, 606: None},
        {34: 486, 99: None},
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'name = "acme-gateway"',
            'name = "Acme"',
            "more.toml:2: name: 'Acme' is not the name of a profile; "
            "use small letters, digits and single hyphens",
        ),
        (
            "{ code = 486, cause = 34 }",
            "{ code = 487, cause = 34 }",
            "more.toml:4: causes[0].code: there is no 487; correct or remove it",
        ),
        (
            "{ code = 606 }",
            "{ code = 486 }",
            "more.toml:4: causes[1].code: 486 appears twice; remove it",
        ),
        (
            "{ code = 606 }",
            "{ code = 100 }",
            "more.toml:4: causes[1].code: 100 is not a failure; remove it",
        ),
        (
            "{ cause = 99 }",
            "{ cause = 34 }",
            "more.toml:5: codes[1].cause: 34 appears twice; remove it",
        ),
        (
            "{ cause = 99 }",
            "{ cause = 99, code = 500 }",
            "more.toml:5: codes[1].code: there is no 500; correct or remove it",
        ),
        (
            "{ cause = 99 }",
            "{ cause = 99, code = 100 }",
            "more.toml:5: codes[1].code: 100 is not a failure, and the call has ended; name a 3xx "
            "to 6xx",
        ),
        (
            "{ cause = 99 }",
            "{ cause = 0 }",
            "more.toml:5: codes[1].cause: 0 must be at least 1; change the value",
        ),
        (
            "{ code = 486, cause = 34 }",
            "{ code = 786, cause = 34 }",
            "more.toml:4: causes[0].code: 786 is outside 100-699 (RFC 3261 section 7.2); use three "
            "digits, the first of them 1 to 6",
        ),
        (
            "default_cause = 127",
            "default_code = 500",
            "more.toml:3: default_code: there is no 500; correct or remove it",
        ),
        (
            "default_cause = 127",
            "default_code = 100",
            "more.toml:3: default_code: 100 is not a failure, and the call has ended; name a 3xx "
            "to 6xx",
        ),
        (
            "default_cause = 127",
            "default_cause = 128",
            "more.toml:3: default_cause: 128 must be at most 127; change the value",
        ),
        (
            "default_cause = 127",
            "default = 127",
            'more.toml:3: default: is not a known field; did you mean "default_code"?',
        ),
    ],
)
def test_a_profile_that_is_refused(old: str, new: str, fault: str, tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING, edited(GATEWAY, old, new)) == [fault]


def test_a_profile_twice(tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING, GATEWAY + GATEWAY) == [
        'more.toml:7: name: "acme-gateway" is taken; choose another, or remove one'
    ]


def test_an_overlay_that_adds_nothing(tmp_path: Path) -> None:
    assert faults(tmp_path, MEANING, "# nothing\n") == [
        "more.toml:1: status: is missing; add [[status]] tables"
    ]


def test_an_overlay_cannot_touch_the_tables_of_the_spec(tmp_path: Path) -> None:
    header = '[[header]]\nname = "To"\nsource = { rfc = 3261, section = "20" }\n'
    assert faults(tmp_path, MEANING, GERMAN + header) == [
        "more.toml:6: header: is not a known field; "
        "remove it (known: status, alias, translation, profile)"
    ]
