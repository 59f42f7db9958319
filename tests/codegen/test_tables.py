"""The tables that languages spell, by hand: records from the models, rows that stand once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox import ROOT, SAMPLES, SPEC
from sipstatus_codegen import Registry, load_registry
from sipstatus_codegen.model.meaning import resolve
from sipstatus_codegen.model.tables import Kind, Tables

if TYPE_CHECKING:
    from pathlib import Path

OVERLAY = """\
[[profile]]
name = "acme-gateway"
default_cause = 127
causes = [{ code = 486, cause = 34 }, { code = 606 }]
codes = [{ cause = 34, code = 486 }, { cause = 99 }]

[[profile]]
name = "zenith"
default_code = 486

[[translation]]
language = "de"
code = 486
phrase = "Hier besetzt"
summary = "Es ist besetzt."
"""
CODES = (100, 302, 406, 422, 486, 503, 606)

FIELDS = {
    "method_rule": [
        ("rule", Kind.WORD, "method_limit"),
        ("names", Kind.SET, "method"),
        ("level", Kind.WORD, "level"),
        ("condition", Kind.WORD, "condition"),
    ],
    "header_rule": [
        ("names", Kind.WORDS, "header"),
        ("level", Kind.WORD, "level"),
        ("methods", Kind.SET, "method"),
        ("except_methods", Kind.SET, "method"),
        ("value", Kind.TEXT, ""),
        ("each", Kind.FLAG, ""),
        ("condition", Kind.WORD, "condition"),
    ],
    "retry": [
        ("options", Kind.WORDS, "retry_option"),
        ("change", Kind.TEXTS, ""),
        ("retry_after", Kind.FLAG, ""),
        ("without_retry_after", Kind.NUMBER, ""),
        ("kept_option", Kind.WORD, "retry_option"),
        ("keeps_sips", Kind.WORD, "sips_refusal"),
        ("delay", Kind.SECONDS, ""),
        ("owner_delay", Kind.SECONDS, ""),
    ],
    "dialog_effect": [("effect", Kind.WORD, "effect"), ("ends_subscription", Kind.FLAG, "")],
    "gateway_cause": [
        ("cause", Kind.NUMBER, ""),
        ("location", Kind.WORD, "location"),
        ("is_default", Kind.FLAG, ""),
        ("first", Kind.WORD, "first_attempt"),
    ],
    "meaning": [
        ("about", Kind.WORD, "subject"),
        ("generated_by", Kind.SET, "element"),
        ("methods", Kind.ROWS, "method_rule"),
        ("headers", Kind.ROWS, "header_rule"),
        ("request_headers", Kind.ROWS, "header_rule"),
        ("retry", Kind.RECORD, "retry"),
        ("handling", Kind.SET, "handling"),
        ("replaced_by", Kind.NUMBER, ""),
        ("dialog", Kind.RECORD, "dialog_effect"),
        ("isup", Kind.RECORD, "gateway_cause"),
        ("metrics", Kind.SET, "metric"),
    ],
    "metric_formula": [
        ("name", Kind.WORD, "metric"),
        ("numerator", Kind.NUMBERS, ""),
        ("numerator_classes", Kind.NUMBERS, ""),
        ("numerator_except", Kind.NUMBERS, ""),
        ("denominator", Kind.WORD, "denominator"),
        ("excluded_classes", Kind.NUMBERS, ""),
        ("method", Kind.WORD, "method"),
    ],
    "header_field": [("name", Kind.WORD, "header"), ("compact", Kind.TEXT, "")],
}


def tables_of(registry: Registry) -> Tables:
    return Tables(registry, registry.statuses, resolve(registry))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables of ``samples/meaning.toml`` with the overlay."""
    overlay: Path = tmp_path_factory.mktemp("tables") / "more.toml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    registry = load_registry(SAMPLES / "meaning.toml", [overlay])
    assert tuple(status.code for status in registry.statuses) == CODES
    return tables_of(registry)


def test_records_have_the_fields_of_the_models_that_programs_act_on(tables: Tables) -> None:
    found = {
        name: [(field.name, field.kind, field.of) for field in record.fields]
        for name, record in tables.records.items()
    }
    assert found == FIELDS


def test_a_record_stands_behind_those_that_it_holds(tables: Tables) -> None:
    names = list(tables.records)
    for name, record in tables.records.items():
        held = {field.of for field in record.fields if field.kind in (Kind.RECORD, Kind.ROWS)}
        assert held <= set(names[: names.index(name)])


def test_everything_is_explained(tables: Tables) -> None:
    for record in tables.records.values():
        assert record.doc.endswith(".")
        assert [field.name for field in record.fields if not field.doc.endswith(".")] == []
    for vocabulary in tables.vocabularies.values():
        assert vocabulary.doc.endswith(".")


def test_fields_know_how_many_values_they_hold_at_most(tables: Tables) -> None:
    sizes = {
        (name, field.name): field.size
        for name, record in tables.records.items()
        for field in record.fields
        if field.size
    }
    assert sizes[("header_rule", "names")] == 2  # To or Contact
    assert sizes[("retry", "options")] == 1
    assert sizes[("meaning", "headers")] == 3  # of 302 itself, and of all responses
    assert ("retry", "retry_after") not in sizes


def test_a_rule_that_several_share_is_one_row(tables: Tables) -> None:
    """606 and its class share a rule; the rules of 302 and of 422 differ by their methods."""
    assert tables.shared == {
        "method_rule": (
            ("only", ("INVITE", "UPDATE"), "must", None),
            ("meant", ("INVITE",), "may", None),
            ("never", ("REGISTER",), "must", None),
        ),
        "header_rule": (
            (("To",), "may", (), (), "tag", False, None),
            (("Min-SE",), "must_not", (), (), None, False, None),
            (("Contact",), "should", (), (), None, False, None),
            (("Contact",), "must", ("UPDATE",), (), None, False, None),
            (("Min-SE",), "must", ("INVITE",), (), None, False, None),
            (("Retry-After",), "may", (), (), None, False, "temporary"),
            (("To", "Contact"), "should", (), (), None, False, None),
            (("To",), "must", (), (), "tag", False, None),
        ),
    }


def test_a_meaning_is_a_row_of_cells(tables: Tables) -> None:
    rows = dict(zip(CODES, tables.meanings[: len(CODES)], strict=True))
    assert rows[422] == (
        *("target", (), (0,), (4,), (), None, ("best_response",), None),
        *(("usage", True), (31, "network", True, None), ()),
    )
    assert rows[606] == (
        *("user", (), (1, 2), (1,), (6,), None, (), None),
        *(None, (31, "user", False, None), ("IRA",)),
    )
    assert rows[406][5] == (("later",), (), True, None, None, None, (2.1, 4.0), None)
    assert rows[503][7] == 486
    classes = tables.meanings[len(CODES) :]
    assert len(classes) == 6
    assert classes[0][3] == (7, 1)
    assert classes[5][2] == (2,)


def test_every_code_has_the_number_of_its_row_or_of_that_of_its_class(tables: Tables) -> None:
    assert len(tables.row_numbers) == 600
    numbers = dict(zip(range(100, 700), tables.row_numbers, strict=True))
    assert [numbers[code] for code in CODES] == [0, 1, 2, 3, 4, 5, 6]
    assert [numbers[code] for code in (101, 200, 399, 400, 599, 699)] == [7, 8, 9, 10, 11, 12]
    assert {numbers[code] for code in range(200, 300)} == {8}


def test_vocabularies_are_the_words_of_the_fields_then_what_the_spec_lists(tables: Tables) -> None:
    assert set(tables.vocabularies) == {
        *("subject", "element", "method_limit", "level", "condition", "retry_option", "handling"),
        *("effect", "location", "first_attempt", "denominator", "method", "metric", "header"),
        "sips_refusal",
    }
    assert {name for name, words in tables.vocabularies.items() if words.flags} == {
        *("element", "handling", "method", "metric")
    }
    assert [tuple(word) for word in tables.vocabularies["level"].words] == [
        ("must", "MUST", "The RFC demands it."),
        ("should", "SHOULD", "The RFC recommends it."),
        ("may", "MAY", "The RFC permits it, or it is the usual case."),
        ("should_not", "SHOULD_NOT", "The RFC advises against it."),
        ("must_not", "MUST_NOT", "The RFC forbids it."),
    ]
    assert [tuple(word) for word in tables.vocabularies["header"].words] == [
        ("Contact", "CONTACT", ""),
        ("Min-SE", "MIN_SE", ""),
        ("Retry-After", "RETRY_AFTER", ""),
        ("To", "TO", ""),
    ]
    (metric,) = tables.vocabularies["metric"].words
    assert metric.doc == "Ineffective Registration Attempts (RFC 6076 section 4.2)."


def test_causes_are_decided_for_every_location_and_diagnostic(tables: Tables) -> None:
    """RFC 3398 section 7.2.4.1: (usual, from the user, with a diagnostic, with both)."""
    decided = dict(
        zip(range(1, 128), (tables.cause_codes[row] for row in tables.rfc3398.codes), strict=True)
    )
    assert decided[17] == (486, 486, 486, 486)
    assert decided[22] == (0, 0, 302, 302)  # with a diagnostic alone
    assert decided[31] == (486, 606, 486, 606)
    assert decided[41] == (503, 503, 503, 503)
    assert decided[44] == (0, 0, 0, 0)  # untranslatable
    assert decided[1] == decided[127] == (503, 503, 503, 503)  # the default
    assert len(set(tables.cause_codes)) == len(tables.cause_codes)


def test_the_causes_without_a_profile_are_those_of_rfc_3398(tables: Tables) -> None:
    """Section 8.2.6.1; 31 is the cause of any other final response that is a failure."""
    causes = dict(zip(range(100, 700), tables.rfc3398.causes, strict=True))
    assert [causes[code] for code in (486, 606, 503, 499, 699, 302, 100, 200, 399)] == [
        *(17, 31, 41, 31, 31, 0, 0, 0, 0)
    ]
    assert tables.rfc3398.name == ""


def test_a_profile_is_complete(tables: Tables) -> None:
    acme, zenith = tables.profiles
    assert (acme.name, zenith.name) == ("acme-gateway", "zenith")
    causes = dict(zip(range(100, 700), acme.causes, strict=True))
    assert [causes[code] for code in (486, 606, 406, 422, 499, 302, 100)] == [
        *(34, 0, 31, 127, 127, 0, 0)
    ]
    codes = dict(zip(range(1, 128), (tables.cause_codes[row] for row in acme.codes), strict=True))
    assert codes[34] == (486, 486, 486, 486)
    assert codes[99] == (0, 0, 0, 0)
    assert codes[31] == (486, 606, 486, 606)  # as RFC 3398 has it
    assert codes[1] == (503, 503, 503, 503)
    codes = dict(zip(range(1, 128), (tables.cause_codes[row] for row in zenith.codes), strict=True))
    assert codes[1] == (486, 486, 486, 486)
    assert dict(zip(range(100, 700), zenith.causes, strict=True))[499] == 31


def test_languages_have_their_phrases(tables: Tables) -> None:
    assert list(tables.languages) == ["de", "zh"]
    assert tables.languages["de"] == {486: "Hier besetzt"}
    assert tables.languages["zh"][302] == "临时迁移"
    assert list(tables.languages["zh"]) == list(CODES)


def test_header_fields_and_metrics_are_rows_too(tables: Tables) -> None:
    assert tables.headers == (
        *(("Contact", "m"), ("Min-SE", None), ("Retry-After", None), ("To", "t")),
    )
    assert tables.metrics == (
        ("IRA", (606,), (4, 5), (422,), "registration_requests", (3,), "REGISTER"),
    )


def test_a_spec_without_meaning_has_the_same_tables() -> None:
    """Languages spell them alike; only what the spec lists is empty."""
    bare = tables_of(load_registry(SAMPLES / "valid.toml"))
    whole = tables_of(load_registry(ROOT / SPEC))
    assert [
        (name, [field._replace(size=0) for field in record.fields])
        for name, record in bare.records.items()
    ] == [
        (name, [field._replace(size=0) for field in record.fields])
        for name, record in whole.records.items()
    ]
    assert list(bare.vocabularies) == list(whole.vocabularies)
    assert bare.vocabularies["header"].words == ()
    assert (bare.shared, bare.profiles, bare.languages) == (
        {"method_rule": (), "header_rule": ()},
        (),
        {},
    )
    assert set(bare.cause_codes) == {(0, 0, 0, 0)}
    assert bare.row_numbers[486 - 100] == 2


def test_the_unit_of_a_time_can_be_left_to_its_type(tables: Tables) -> None:
    times = {field.name: field for field in tables.records["retry"].fields if field.of == ""}
    about = "Least and most delay{} between which the client picks."
    assert times["delay"].doc == about.format(", in seconds,")
    assert times["delay"].doc_without_unit == about.format("")
    assert "second" not in times["owner_delay"].doc_without_unit
