"""What the programs of every language print, computed from the TOML files read raw.

Neither loader nor renderer has a part in it; what a class leaves to its codes, RFC 3261 section
8.1.3.2 and RFC 3398 are worked out here once more, by hand.

The program ``constants`` prints lines of fields behind tabs:

- per constant, sorted by code, and aliases behind the code that they are another name of: code,
  identifier without the prefix of the language, reason phrase, class digit, fallback code,
  canonical status-line without its CRLF;
- an empty line;
- per int from 0 to 999, then -1: the int, reason phrase or nothing, class digit or 0, fallback code
  or ``-``, and 0 or 1 for each of provisional, final, success, redirection, request failure,
  server failure, global failure.

The program ``meaning`` prints JSON objects, one a line:

- for each code from 100 to 699 in order::

    {"code": 486, "about": "target", "generated_by": ["uas"],
     "methods": [{"rule": "only", "names": ["INVITE"], "level": "must", "condition": ""}],
     "headers": [{"names": ["Retry-After"], "level": "may", "methods": [], "except_methods": [],
                  "value": "", "each": false, "condition": ""}],
     "request_headers": [],
     "retry": {"options": ["later", "elsewhere"], "change": [], "retry_after": true,
               "without_retry_after": 0, "kept_option": "", "keeps_sips": "",
               "delay": [0, 0], "owner_delay": [0, 0]},
     "handling": ["best_response"], "replaced_by": 0,
     "dialog": {"effect": "transaction", "ends_subscription": false},
     "isup": {"cause": 17, "location": "network", "is_default": false, "first": ""},
     "metrics": ["IRA"], "phrases": {"zh": "..."}}

- for each header field: ``{"header": "Call-ID", "compact": "i"}``
- for each metric: ``{"metric": "SER", "numerator": [200], "numerator_classes": [],
  "numerator_except": [], "denominator": "session_requests", "excluded_classes": [3],
  "method": "INVITE"}``
- without a cause profile, and then for each in the order of their names: ``{"profile": "",
  "causes": [that of each code from 100 to 699], "codes": [[usual, user, diagnostic, both], ...]}``:
  for each ISUP cause from 1 to 127 the status code, that with the location user, that with a
  diagnostic, that with both

Delays are milliseconds.  Absent is 0, "", [] or [0, 0]: no key is missing, and nothing is null.
Sets (generated_by, handling, metrics, methods, except_methods, names of methods) have any order.  A
code without an entry means what its class means.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from languages import SPEC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Table = dict[str, Any]

CODES = range(100, 700)
CAUSES = range(1, 128)
INTS = (*range(1000), -1)
RULES = ("methods", "headers", "request_headers")


def read(spec: Path = SPEC, overlays: Iterable[Path] = (), include_historic: bool = False) -> Table:
    """A spec with its overlays as one table of TOML, its codes sorted."""
    toml, *added = (tomllib.loads(path.read_text("utf-8")) for path in (spec, *overlays))
    return merged(toml, added, include_historic)


def merged(toml: Table, overlays: Iterable[Table] = (), include_historic: bool = False) -> Table:
    """The same for files that are read already."""
    files = [toml, *overlays]
    entries = [dict(entry) for file in files for entry in file.get("status", ())]
    wanted = {e["code"]: e for e in entries if include_historic or e["state"] != "historic"}
    for row in (row for file in files for row in file.get("translation", ())):
        if entry := wanted.get(row["code"]):
            words = {"phrase": row["phrase"], "summary": row["summary"]}
            entry["translations"] = {**entry.get("translations", {}), row["language"]: words}
    return {
        **toml,
        "status": [wanted[code] for code in sorted(wanted)],
        "profile": [profile for file in files for profile in file.get("profile", ())],
    }


def statuses(toml: Table) -> dict[int, Table]:
    """Code -> entry."""
    return {entry["code"]: entry for entry in toml["status"]}


# --- constants -----------------------------------------------------------------------------------


def constants(toml: Table) -> list[str]:
    """The lines of the program ``constants``, identifiers as :func:`spelled` leaves them."""
    known = statuses(toml)
    return [
        *(line for entry in toml["status"] for line in _constant(entry)),
        "",
        *(_int(code, known) for code in INTS),
        "",
    ]


def _constant(entry: Table) -> Iterator[str]:
    code, phrase = entry["code"], entry["phrase"]
    aliases = [alias["name"] for alias in entry.get("aliases", ()) if "name" in alias]
    for name in (entry["name"], *aliases):
        # RFC 3261 section 7.2: the line, and the class as the first digit.
        line = f"SIP/2.0 {code} {phrase}"
        yield f"{code}\t{spelled(name)}\t{phrase}\t{str(code)[0]}\t{code}\t{line}"


def _int(code: int, known: Mapping[int, Table]) -> str:
    phrase = known[code]["phrase"] if code in known else ""
    if not 100 <= code <= 699:
        return f"{code}\t{phrase}\t0\t-\t0000000"
    # RFC 3261 section 8.1.3.2: an unrecognised code is x00 of its class, in 1xx 183.
    x00 = {1: 183, 2: 200, 3: 300, 4: 400, 5: 500, 6: 600}
    digit = code // 100
    fallback = code if code in known else x00[digit]
    # Provisional, then final, then the five final classes.
    tests = {1: "1000000", 2: "0110000", 3: "0101000", 4: "0100100", 5: "0100010", 6: "0100001"}
    return f"{code}\t{phrase}\t{digit}\t{fallback}\t{tests[digit]}"


def spelled(identifier: str) -> str:
    """The letters and digits of an identifier: its case, and dodging, are the language's affair."""
    return identifier.replace("_", "").lower()


def printed_constants(text: str) -> list[str]:
    """What a program printed, comparable with :func:`constants`."""
    lines = text.split("\n")  # phrases may hold what else Python takes for a line end
    end = lines.index("") if "" in lines else 0
    for i, line in enumerate(lines[:end]):
        code, name, rest = line.split("\t", 2)
        lines[i] = f"{code}\t{spelled(name)}\t{rest}"
    return lines


# --- what holds for a code -----------------------------------------------------------------------


def resolved(toml: Table, digit: int, entry: Table | None = None) -> Table:
    """What a response means: the facts of a code, and of its class; of a class without ``entry``.

    It has the keys of the JSON output.  What is absent is not among them, nor are empty arrays.
    """
    own = entry or {}
    (of_class,) = (found for found in toml["class"] if found["digit"] == digit)
    proxy = own.get("proxy", [])
    if all(rule["rule"] != "never_forwarded" for rule in proxy):
        proxy = [*proxy, *of_class.get("proxy", ())]
    meaning = {
        "about": of_class.get("about"),
        "generated_by": own.get("generated_by"),
        **{key: _rules(own, of_class, toml, key) for key in RULES},
        "retry": own.get("retry", of_class.get("retry")),
        "handling": list(dict.fromkeys(rule["rule"] for rule in proxy)),
        "replaced_by": next((rule["code"] for rule in proxy if "code" in rule), None),
        "proxy": proxy,
        "dialog": own.get("dialog", of_class.get("dialog")),
        "isup": _cause(toml.get("isup"), digit, own),
        "metrics": [m["name"] for m in toml.get("metric", ()) if _counts(m, digit, own)],
        "notes": own.get("notes"),
    }
    return {key: value for key, value in meaning.items() if value}


def _rules(own: Table, of_class: Table, toml: Table, key: str) -> list[Table]:
    """The rules of a code, of its class and of all responses, but those that leave it out."""
    rules = [*own.get(key, ())]
    for rule in (*of_class.get(key, ()), *toml.get("response", {}).get(key, ())):
        if own.get("code") not in rule.get("except_codes", ()):
            rules.append({name: value for name, value in rule.items() if name != "except_codes"})
    implied: Table = {"level": "must"} if key == "methods" else {}
    return [
        # A condition in words alone is none that a program can see.
        {**implied, **({"condition": "other"} if "when" in rule else {}), **rule}
        for rule in rules
    ]


def _cause(isup: Table | None, digit: int, own: Table) -> Table | None:
    """RFC 3398 section 8.2.6.1: a 4xx to 6xx without a cause of its own has the default cause."""
    by_user = isup is not None and digit in isup["user_location_classes"]
    location = {"location": "user" if by_user else "network"}
    if "isup" in own:
        return {**own["isup"], **(location if "cause" in own["isup"] else {})}
    if isup is None or digit < 4:
        return None
    return {
        "cause": isup["default_cause"],
        "is_default": True,
        "source": isup["cause_source"],
        "text": "The default: the code has none of its own.",
        **location,
    }


def _counts(metric: Table, digit: int, own: Table) -> bool:
    in_class = digit in metric.get("numerator_classes", ())
    left_out = own.get("code") in metric.get("numerator_except", ())
    return own.get("code") in metric.get("numerator", ()) or (in_class and not left_out)


def status_codes(isup: Table | None, cause: int) -> list[int]:
    """RFC 3398 section 7.2.4.1: the usual code, with the location user, with a diagnostic, both.

    A cause that neither a row nor ``untranslatable`` names has the default code; 0 is none.
    """
    if isup is None:
        return [0, 0, 0, 0]
    rows = {row.get("condition"): row for row in isup["cause"] if row["cause"] == cause}
    named = rows or cause in isup.get("untranslatable", ())
    default = {} if named else {"code": isup["default_code"]}
    usual = rows.get("without_diagnostic", rows.get(None, default))
    diagnostic = rows.get("with_diagnostic", usual)
    return [
        code
        for row in (usual, diagnostic)
        for code in (row.get("code", 0), row.get("user_code", row.get("code", 0)))
    ]


# --- meaning -------------------------------------------------------------------------------------


def meaning(toml: Table, codes: Iterable[int] = CODES) -> list[Table]:
    """The objects that the program ``meaning`` prints, as :func:`printed_meaning` reads them.

    ``codes``: those to begin with.
    """
    known = statuses(toml)
    rows = [
        *(_code(toml, code, known.get(code)) for code in codes),
        *map(_header, toml.get("header", ())),
        *map(_metric, toml.get("metric", ())),
        *(
            _profile(profile, toml.get("isup"), known)
            for profile in sorted([{"name": ""}, *toml["profile"]], key=lambda row: row["name"])
        ),
    ]
    return [_with_sorted_sets(row) for row in rows]


def printed_meaning(text: str) -> list[Table]:
    """What a program printed, comparable with :func:`meaning`."""
    return [_with_sorted_sets(json.loads(line)) for line in text.split("\n") if line]


def _code(toml: Table, code: int, entry: Table | None) -> Table:
    of = resolved(toml, code // 100, entry)
    retry, dialog, isup = (of.get(key, {}) for key in ("retry", "dialog", "isup"))
    translations = (entry or {}).get("translations", {})
    return {
        "code": code,
        "about": of.get("about", ""),
        "generated_by": of.get("generated_by", {}).get("elements", []),
        "methods": [
            {
                **{key: rule[key] for key in ("rule", "names", "level")},
                "condition": rule.get("condition", ""),
            }
            for rule in of.get("methods", ())
        ],
        "headers": list(map(_header_rule, of.get("headers", ()))),
        "request_headers": list(map(_header_rule, of.get("request_headers", ()))),
        "retry": {
            "options": retry.get("options", []),
            "change": retry.get("change", []),
            "retry_after": retry.get("retry_after", False),
            "without_retry_after": retry.get("without_retry_after", 0),
            "kept_option": retry.get("kept_option", ""),
            "keeps_sips": retry.get("keeps_sips", ""),
            "delay": _milliseconds(retry.get("delay", (0, 0))),
            "owner_delay": _milliseconds(retry.get("owner_delay", (0, 0))),
        },
        "handling": of.get("handling", []),
        "replaced_by": of.get("replaced_by", 0),
        "dialog": {
            "effect": dialog.get("effect", ""),
            "ends_subscription": dialog.get("ends_subscription", False),
        },
        "isup": {
            "cause": isup.get("cause", 0),
            "location": isup.get("location", ""),
            "is_default": isup.get("is_default", False),
            "first": isup.get("first", ""),
        },
        "metrics": of.get("metrics", []),
        "phrases": {language: words["phrase"] for language, words in translations.items()},
    }


def _header_rule(rule: Table) -> Table:
    return {
        "names": rule["names"],
        "level": rule["level"],
        "methods": rule.get("methods", []),
        "except_methods": rule.get("except_methods", []),
        "value": rule.get("value", ""),
        "each": rule.get("each", False),
        "condition": rule.get("condition", ""),
    }


def _milliseconds(bounds: Iterable[float]) -> list[int]:
    return [round(1000 * seconds) for seconds in bounds]


def _header(header: Table) -> Table:
    return {"header": header["name"], "compact": header.get("compact", "")}


def _metric(metric: Table) -> Table:
    lists = ("numerator", "numerator_classes", "numerator_except", "excluded_classes")
    return {
        "metric": metric["name"],
        **{key: metric.get(key, []) for key in lists},
        **{key: metric[key] for key in ("denominator", "method")},
    }


def _profile(profile: Table, isup: Table | None, known: Mapping[int, Table]) -> Table:
    """What a profile does not say is as RFC 3398 has it, but for its defaults."""
    default = profile.get("default_cause", isup["default_cause"] if isup else 0)
    causes = {
        code: known.get(code, {}).get("isup", {"cause": default} if code >= 400 else {})
        for code in CODES
    } | {row["code"]: row for row in profile.get("causes", ())}
    if isup and "default_code" in profile:
        isup = {**isup, "default_code": profile["default_code"]}
    codes = {cause: status_codes(isup, cause) for cause in CAUSES}
    codes |= {row["cause"]: [row.get("code", 0)] * 4 for row in profile.get("codes", ())}
    return {
        "profile": profile["name"],
        "causes": [row.get("cause", 0) for row in causes.values()],
        "codes": list(codes.values()),
    }


def _with_sorted_sets(row: Table) -> Table:
    if "code" in row:
        for key in ("generated_by", "handling", "metrics"):
            row[key] = sorted(row[key])
        for rule in row["methods"]:
            rule["names"] = sorted(rule["names"])
        for rule in (*row["headers"], *row["request_headers"]):
            for key in ("methods", "except_methods"):
                rule[key] = sorted(rule[key])
    return row
