"""Checks the facts of codes and classes: each makes sense and fits the others.

The models see to it that every fact names its source.  Header rules and method rules are checked in
:mod:`.headers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ..faults import Fault
from ..model.facts import DialogEffect, IsupCause, ProxyRule, Retry
from ..model.registry import ResponseClass, Status
from ..reading.entries import Loaded
from .headers import OWN_RFC, check_headers, class_of, holders

# A field, what is wrong with it, what to do about it.
_Objection = tuple[str, str, str]

# Of these rules, which say when a response goes upstream, a code has one at most.
_FORWARDING = ("never_forwarded", "forwarded_at_once", "best_response")


def check_meanings(loaded: Loaded) -> Iterator[Fault]:
    """Every fault in the facts of codes and classes."""
    yield from check_headers(loaded)
    for rule in _RULES:
        yield from rule(loaded)


def _retries(loaded: Loaded) -> Iterator[Fault]:
    retries = {entry.status.code: entry.status.retry for entry in loaded.entries}
    for holder in holders(loaded):
        retry = holder.model.retry
        if retry is None:
            continue
        for objection in _against_retry(retry, _digit(holder.model)):
            yield holder.fault(*objection)
        if (code := retry.without_retry_after) is not None:
            field = "retry.without_retry_after"
            instead = retries.get(code)
            if code not in retries:
                yield holder.fault(field, f"there is no {code}", "correct it")
            elif instead is not None and instead.without_retry_after is not None:
                what = f"{code} has a without_retry_after itself, and clients take one step only"
                yield holder.fault(field, what, "name a code that has none")
    for entry in loaded.entries:
        retry, of_class = entry.status.retry, class_of(entry, loaded)
        about_user = of_class is not None and of_class.model.about == "user"
        if retry is not None and about_user and "elsewhere" in retry.options:
            what = f"{entry.status.class_digit}xx speaks for the user anywhere"
            yield entry.fault("retry.options", what, 'remove "elsewhere"')


def _digit(model: ResponseClass | Status) -> int:
    return model.digit if isinstance(model, ResponseClass) else model.class_digit


def _against_retry(retry: Retry, digit: int) -> Iterator[_Objection]:
    options = set(retry.options)
    for option in ("wait", "none", "never"):
        if option in options and len(options) > 1:
            yield "retry.options", f'"{option}" excludes other options', "remove it or the others"
    if len(options) < len(retry.options):
        yield "retry.options", "an option appears twice", "remove one of the two"
    if "wait" in options and digit > 1:
        yield "retry.options", '"wait" is for 1xx alone', "correct it"
    if "wait" not in options and digit == 1:
        yield "retry.options", '1xx has the option "wait" alone', "correct it"
    if "change" in options and not retry.change:
        yield "retry.change", "is missing", "name what must change"
    if retry.change and not options & {"change", "redirect"}:
        yield "retry.change", '"change" is not among the options', "add it there or remove this"
    if retry.retry_after and options & {"none", "never"}:
        yield "retry.retry_after", "there is nothing to retry", "remove it"
    if retry.without_retry_after is not None and not retry.retry_after:
        yield "retry.without_retry_after", "Retry-After is not honoured", "say retry_after = true"
    if retry.kept_option is not None:
        field = "retry.kept_option"
        if retry.without_retry_after is None:
            yield field, "there is no without_retry_after beside which to keep it", "remove it"
        elif retry.kept_option not in options:
            what = f'"{retry.kept_option}" is not among the options'
            yield field, what, "correct one of the two"
    if retry.source.document is not None:
        yield "retry.source.document", "retry_advice cites RFCs alone", OWN_RFC
    for field, delay in (("delay", retry.delay), ("owner_delay", retry.owner_delay)):
        if delay is not None and not 0 <= delay[0] <= delay[1]:
            yield f"retry.{field}", "is not a range of seconds", "write the least, then the most"
        if delay is not None and options & {"none", "never"}:
            yield f"retry.{field}", "there is nothing to retry", "remove it"


def _proxies(loaded: Loaded) -> Iterator[Fault]:
    codes = {entry.status.code for entry in loaded.entries}
    for holder in holders(loaded):
        rules = holder.model.proxy
        for i, rule in enumerate(rules):
            for what in _against_proxy(rule, rules[:i]):
                yield holder.fault(f"proxy[{i}].rule", what, "remove one of the two")
            field = f"proxy[{i}].code"
            if rule.code is None and rule.rule == "replaced":
                yield holder.fault(field, '"replaced" needs it', "add it")
            elif rule.code is not None and rule.rule != "replaced":
                yield holder.fault(field, f'"{rule.rule}" has no use for it', "remove it")
            elif rule.code is not None and rule.code not in codes:
                yield holder.fault(field, f"there is no {rule.code}", "correct it")
    for entry in loaded.entries:
        of_class = class_of(entry, loaded)
        for i, rule in enumerate(entry.status.proxy):
            if (
                of_class and rule.rule != "never_forwarded"
            ):  # which sets the rules of the class aside
                for what in _against_proxy(rule, of_class.model.proxy):
                    yield entry.fault(f"proxy[{i}].rule", f"{what} of its class", "remove it")


def _against_proxy(rule: ProxyRule, others: Sequence[ProxyRule]) -> Iterator[str]:
    """What is wrong with a rule beside others."""
    for other in others:
        if rule.rule == other.rule:
            yield f'"{rule.rule}" repeats a rule'
        elif {rule.rule, other.rule} <= set(_FORWARDING):
            yield f'"{rule.rule}" contradicts "{other.rule}"'


def _dialogs(loaded: Loaded) -> Iterator[Fault]:
    for holder in holders(loaded):
        if holder.model.dialog is not None:
            for objection in _against_dialog(holder.model.dialog, _digit(holder.model)):
                yield holder.fault(*objection)


def _against_dialog(dialog: DialogEffect, digit: int) -> Iterator[_Objection]:
    fitting = {1: {"none", "early_dialog"}, 2: {"none"}, 3: {"redirect"}}
    if dialog.effect not in fitting.get(digit, {"transaction", "usage", "dialog"}):
        yield "dialog.effect", f'{digit}xx cannot have the effect "{dialog.effect}"', "correct it"
    if dialog.ends_subscription and dialog.effect not in ("usage", "dialog"):
        what = f'a subscription is a usage, and the effect is "{dialog.effect}"'
        yield "dialog.ends_subscription", what, "correct one of the two"


def _causes(loaded: Loaded) -> Iterator[Fault]:
    for entry in loaded.entries:
        if entry.status.isup is not None:
            for objection in _against_cause(entry.status.isup, entry.status.code):
                yield entry.fault(*objection)


def _against_cause(isup: IsupCause, code: int) -> Iterator[_Objection]:
    if code < 400:
        what = "only 4xx to 6xx have a cause (RFC 3398 section 8.2.6.1)"
        yield "isup", what, "remove it"
    if isup.first is not None and isup.cause is None:
        yield "isup.first", "there is no cause that it could come before", "add the cause"


def _generators(loaded: Loaded) -> Iterator[Fault]:
    for entry in loaded.entries:
        if entry.status.generated_by is not None:
            for element, count in Counter(entry.status.generated_by.elements).items():
                if count > 1:
                    what = f'"{element}" appears twice'
                    yield entry.fault("generated_by.elements", what, "remove one of the two")


_RULES: tuple[Callable[[Loaded], Iterator[Fault]], ...] = (
    _retries,
    _proxies,
    _dialogs,
    _causes,
    _generators,
)
