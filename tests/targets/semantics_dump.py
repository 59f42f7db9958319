"""What every language's semantic consumer must print, computed from the TOML read raw.

A semantic consumer is a second tiny program beside a target's templates: the one whose path has
``semantics`` in it.  It asks the output about every code as a stranger would and prints the same
dump in every language.

First, sorted by code, one line per registered code; separated by tabs:

1. status code
2. header fields that the response must carry
3. header fields that it should carry
4. header fields that it may carry
5. what a client may do next (retry options)
6. 1 if a Retry-After header field is honoured, else 0
7. basis of that advice: ``stated`` or ``inferred``; ``-`` if there is none
8. what the response is about: ``target``, ``user``, ``progress`` or ``success``; ``-`` if nothing
   is said
9. how a proxy handles it (proxy rules)
10. what it ends beside its transaction (dialog effect); ``-`` if nothing is said
11. 1 if it ends a subscription, else 0
12. the ISUP cause that a gateway sends, or ``-``
13. methods that it is limited to, meant for, never sent to: ``rule:level:NAMES``
14. who generates it
15. the metrics that count it in their numerator
16. header fields that a request must or should have carried to be answered so

Then an empty line, and per ISUP cause from 1 to 127: the cause, the status code that a gateway
answers with, that code when the cause's location is the user, and that code when the cause has a
diagnostic; ``-`` where there is none.

Columns 2 to 4, 13 and 16 hold rules joined by ``;``, in the order of the file: those of the code,
then those of its class, but for the class rules that name the code in ``except_codes``.  A header
rule is its names joined by ``|``; ``=VALUE`` if the value is given; ``?`` if it has a condition, be
it a ``condition`` or a ``when``; ``@METHOD,METHOD`` if it is limited to methods.  All of that in
this order: ``Require=100rel?@INVITE``.

Columns 5, 9, 14 and 15 and the methods of a rule are sets: each value once, in alphabetical order,
joined by ``,``.

- Retry (5 to 7) and dialog effect (10, 11) are the code's own or, if it has none, its class's.
- Proxy rules (9) are the code's own and its class's; a code that is never forwarded
  (``never_forwarded``) has its own alone.
- The ISUP cause (12) is ``cause`` of the code's ``isup``, and ``-`` where ``isup`` names none; a
  4xx to 6xx without ``isup`` has the default cause.
- A cause that neither a row nor ``untranslatable`` names has the default status code.  With a
  diagnostic the row ``with_diagnostic`` counts, where there is one.
- In a spec without semantics all of it is empty, 0 or ``-``.

Neither loader nor renderer has a part in what is expected.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import consumers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    Table = Mapping[str, Any]


def expected_semantics(
    spec: Path = consumers.SPEC, include_historic: bool = False, overlays: Iterable[Path] = ()
) -> str:
    """What a semantic consumer prints."""
    registry = tomllib.loads(spec.read_text("utf-8"))
    statuses = consumers.read_statuses(spec, include_historic, overlays)
    lines = [
        *("\t".join(_columns(entry, registry)) for entry in statuses.values()),
        "",
        *("\t".join(cause_columns(cause, registry.get("isup"))) for cause in range(1, 128)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _columns(entry: Table, registry: Table) -> Iterator[str]:
    code = entry["code"]
    (of_class,) = (found for found in registry["class"] if found["digit"] == code // 100)
    headers = rules("headers", entry, of_class)
    retry = entry.get("retry", of_class.get("retry"))
    dialog = entry.get("dialog", of_class.get("dialog", {}))

    yield str(code)
    for level in ("must", "should", "may"):
        yield ";".join(_header(rule) for rule in headers if rule["level"] == level)
    yield _set(retry["options"] if retry else ())
    yield str(int(bool(retry and retry.get("retry_after"))))
    yield retry.get("basis", "stated") if retry else "-"
    yield of_class.get("about", "-")
    yield _set(_proxy_rules(entry, of_class))
    yield dialog.get("effect", "-")
    yield str(int(dialog.get("ends_subscription", False)))
    yield str(_cause(entry, registry.get("isup")))
    yield ";".join(
        f"{rule['rule']}:{rule.get('level', 'must')}:{_set(rule['names'])}"
        for rule in rules("methods", entry, of_class)
    )
    yield _set(entry.get("generated_by", {}).get("elements", ()))
    yield _set(metric["name"] for metric in registry.get("metric", ()) if _counts(metric, code))
    yield ";".join(map(_header, rules("request_headers", entry, of_class)))


def rules(key: str, entry: Table, of_class: Table) -> list[Table]:
    """The rules of a code, then those of its class."""
    inherited = [
        rule for rule in of_class.get(key, ()) if entry["code"] not in rule.get("except_codes", ())
    ]
    return [*entry.get(key, ()), *inherited]


def _header(rule: Table) -> str:
    value = f"={rule['value']}" if "value" in rule else ""
    conditional = "?" if "condition" in rule or "when" in rule else ""
    methods = f"@{_set(rule['methods'])}" if rule.get("methods") else ""
    return f"{'|'.join(rule['names'])}{value}{conditional}{methods}"


def _proxy_rules(entry: Table, of_class: Table) -> set[str]:
    own = {rule["rule"] for rule in entry.get("proxy", ())}
    if "never_forwarded" in own:
        return own
    return own | {rule["rule"] for rule in of_class.get("proxy", ())}


def _cause(entry: Table, isup: Table | None) -> object:
    if "isup" in entry:
        return entry["isup"].get("cause", "-")
    return isup["default_cause"] if isup and entry["code"] >= 400 else "-"


def _counts(metric: Table, code: int) -> bool:
    in_class = code // 100 in metric.get("numerator_classes", ())
    left_out = code in metric.get("numerator_except", ())
    return code in metric.get("numerator", ()) or (in_class and not left_out)


def cause_columns(cause: int, isup: Table | None) -> Iterator[str]:
    isup = isup or {"cause": (), "untranslatable": range(1, 128)}
    rows = {row.get("condition"): row for row in isup["cause"] if row["cause"] == cause}
    untranslatable = cause in isup.get("untranslatable", ())
    default = {} if untranslatable else {"code": isup["default_code"]}
    without = rows.get("without_diagnostic", rows.get(None, {} if rows else default))
    with_diagnostic = rows.get("with_diagnostic", without)

    yield str(cause)
    yield _code(without)
    yield str(without.get("user_code", _code(without)))
    yield _code(with_diagnostic)


def _code(row: Table) -> str:
    return str(row.get("code", "-"))


def _set(values: Iterable[str]) -> str:
    return ",".join(sorted(set(values)))
