"""The canonical file against tables typed by hand, and against its own schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from oracle import DEFINING_RFC, HISTORIC, REGISTERED
from raw_spec import RAW, SPEC

ROOT = SPEC.parents[1]
STATUSES: list[dict[str, Any]] = RAW["status"]


def phrases(*states: str) -> dict[int, str]:
    return {entry["code"]: entry["phrase"] for entry in STATUSES if entry["state"] in states}


def test_registered_codes_and_phrases_are_the_oracles() -> None:
    assert phrases("registered", "deprecated") == REGISTERED


def test_historic_codes_and_phrases_are_the_oracles() -> None:
    assert phrases("historic") == HISTORIC


def test_the_first_reference_is_the_defining_rfc() -> None:
    assert {entry["code"]: entry["references"][0]["rfc"] for entry in STATUSES} == DEFINING_RFC


def test_only_202_is_deprecated() -> None:
    assert list(phrases("deprecated")) == [202]  # RFC 6665 section 8.3.1


def test_the_renamed_code_keeps_its_former_name() -> None:
    named = {
        alias["name"]: entry["code"]
        for entry in STATUSES
        for alias in entry.get("aliases", ())
        if "name" in alias
    }
    assert named == {"UNSUPPORTED_CERTIFICATE": 437}  # RFC 8224 section 13.2


def test_classes_and_fallbacks() -> None:
    classes = {entry["digit"]: (entry["name"], entry["fallback"]) for entry in RAW["class"]}
    assert classes == {  # RFC 3261 sections 7.2, 8.1.3.2 and 21
        1: ("PROVISIONAL", 183),
        2: ("SUCCESS", 200),
        3: ("REDIRECTION", 300),
        4: ("REQUEST_FAILURE", 400),
        5: ("SERVER_FAILURE", 500),
        6: ("GLOBAL_FAILURE", 600),
    }


def test_summaries_are_sentences_of_their_own() -> None:
    summaries = [entry["summary"] for entry in (*RAW["class"], *STATUSES)]
    assert len(set(summaries)) == len(summaries)
    assert all(text.endswith(".") and 20 < len(text) <= 300 for text in summaries)


def test_the_editors_schema_accepts_the_file_and_is_wired_into_it() -> None:
    first = SPEC.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("#:schema ")
    schema = json.loads((SPEC.parent / first.removeprefix("#:schema ")).read_bytes())
    # JSON has no dates: an editor hands the schema the text.
    spec = {**RAW, "spec": {**RAW["spec"], "registry_date": str(RAW["spec"]["registry_date"])}}
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(spec)


def test_the_editors_schema_refuses_what_validate_refuses() -> None:
    schema = json.loads((ROOT / "generated" / "json" / "spec.schema.json").read_bytes())
    entry = {**STATUSES[0], "phrse": "Trying"}
    spec = {**RAW, "spec": {**RAW["spec"], "registry_date": "2026-01-07"}, "status": [entry]}
    (error,) = jsonschema.Draft202012Validator(schema).iter_errors(spec)
    assert "phrse" in error.message


def test_the_resolved_json_obeys_its_schema() -> None:
    folder = ROOT / "generated" / "json"
    document = json.loads((folder / "sip-status-codes.json").read_bytes())
    schema = json.loads((folder / document["$schema"]).read_bytes())
    jsonschema.Draft202012Validator(schema).validate(document)
    assert {s["code"]: s["phrase"] for s in document["statuses"]} == REGISTERED | HISTORIC
