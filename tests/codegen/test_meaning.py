"""What holds for a code when its entry and that of its class are taken together, by hand.

The spec is ``samples/meaning.toml``, here and there with one spot changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandbox import SAMPLES, edited
from sipstatus_codegen import Registry, load_registry
from sipstatus_codegen.model.meaning import Meaning, meaning_of_class, meaning_of_code

if TYPE_CHECKING:
    from pathlib import Path

    from sipstatus_codegen.model.facts import HeaderRule, MethodRule

SAMPLE = (SAMPLES / "meaning.toml").read_text(encoding="utf-8")
CLASS_4 = 'fallback = 400\nabout = "target"\n'
SOURCE = 'source = { rfc = 3261, section = "21.4" }'


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The sample as it is."""
    return load_registry(SAMPLES / "meaning.toml")


def changed(folder: Path, *changes: tuple[str, str]) -> Registry:
    """The sample with some spots changed."""
    text = SAMPLE
    for old, new in changes:
        text = edited(text, old, new)
    (folder / "my.toml").write_text(text, encoding="utf-8")
    return load_registry(folder / "my.toml")


def of_code(registry: Registry, code: int) -> Meaning:
    (status,) = (status for status in registry.statuses if status.code == code)
    return meaning_of_code(registry, status)


def of_class(registry: Registry, digit: int) -> Meaning:
    return meaning_of_class(registry, registry.classes[digit - 1])


def headers(rules: tuple[HeaderRule, ...]) -> list[tuple[tuple[str, ...], str, str | None]]:
    return [(rule.names, rule.level, rule.value) for rule in rules]


def methods(rules: tuple[MethodRule, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(rule.rule, rule.names) for rule in rules]


def cause(meaning: Meaning) -> tuple[int | None, str | None, bool] | None:
    found = meaning.isup
    return (found.cause, found.location, found.is_default) if found else None


NO_MIN_SE = (("Min-SE",), "must_not", None)
"""What holds for every response but 422."""


def test_a_rule_of_the_class_holds_for_all_but_its_exceptions(registry: Registry) -> None:
    assert headers(of_class(registry, 1).headers) == [(("To",), "must", "tag"), NO_MIN_SE]
    # its own, and none of its class
    assert headers(of_code(registry, 100).headers) == [(("To",), "may", "tag"), NO_MIN_SE]


def test_a_rule_of_all_responses_holds_for_all_but_its_exceptions(registry: Registry) -> None:
    assert headers(of_code(registry, 422).headers) == [(("Min-SE",), "must", None)]
    for code in (100, 302, 406, 486, 503, 606):
        assert headers(of_code(registry, code).headers)[-1] == NO_MIN_SE
    for digit in range(1, 7):  # a code of the class that has no entry
        assert headers(of_class(registry, digit).headers)[-1] == NO_MIN_SE


def test_rules_of_a_code_stand_before_those_of_its_class(
    registry: Registry, tmp_path: Path
) -> None:
    assert methods(of_code(registry, 606).methods) == [
        ("meant", ("INVITE",)),
        ("never", ("REGISTER",)),
    ]
    assert methods(of_class(registry, 6).methods) == [("never", ("REGISTER",))]
    rules = (
        f'headers = [{{ names = ["Contact"], level = "may", {SOURCE} }}]\n'
        'request_headers = [{ names = ["To"], level = "must", except_codes = [406], '
        f"{SOURCE} }}]\n"
        'methods = [{ rule = "never", names = ["REGISTER"], except_codes = [422, 486], '
        f"{SOURCE} }}]\n"
    )
    more = changed(tmp_path, (CLASS_4, CLASS_4 + rules))
    assert headers(of_code(more, 422).headers) == [
        (("Min-SE",), "must", None),
        (("Contact",), "may", None),
    ]
    assert methods(of_code(more, 422).methods) == [("only", ("INVITE", "UPDATE"))]
    assert methods(of_code(more, 406).methods) == [("never", ("REGISTER",))]
    assert headers(of_code(more, 406).request_headers) == []
    assert headers(of_code(more, 486).request_headers) == [(("To",), "must", None)]
    assert headers(of_class(more, 4).request_headers) == [(("To",), "must", None)]


def test_what_is_resolved_has_no_exceptions_left(registry: Registry) -> None:
    """Not in the model, and not even as a key in its JSON."""
    rule, of_all = of_class(registry, 1).headers
    assert rule.except_codes == of_all.except_codes == ()
    assert rule == rule.model_validate({**dict(rule), "except_codes": ()})
    dumped, _ = of_class(registry, 1).dump()["headers"]
    assert dumped == {
        "names": ["To"],
        "level": "must",
        "methods": [],
        "except_methods": [],
        "value": "tag",
        "each": False,
        "source": {"rfc": 3261, "section": "8.2.6.2"},
        "basis": "stated",
        "verified": True,
    }


def test_advice_of_a_code_takes_the_place_of_that_of_its_class(
    registry: Registry, tmp_path: Path
) -> None:
    waits = of_code(registry, 100).retry
    assert waits is not None
    assert waits.options == ("wait",)  # from its class
    assert of_class(registry, 4).retry is None
    assert of_code(registry, 486).retry is None
    advice = (
        f'retry = {{ options = ["change"], change = ["URI"], text = "?", {SOURCE} }}\n'
        f'dialog = {{ effect = "transaction", {SOURCE} }}\n'
    )
    more = changed(tmp_path, (CLASS_4, CLASS_4 + advice))
    retries = {code: of_code(more, code).retry for code in (406, 486)}
    assert [retry and retry.options for retry in retries.values()] == [("later",), ("change",)]
    effects = {code: of_code(more, code).dialog for code in (422, 486)}
    assert [dialog and dialog.effect for dialog in effects.values()] == ["usage", "transaction"]


def test_proxies_handle_a_response_as_code_and_class_say(
    registry: Registry, tmp_path: Path
) -> None:
    assert of_class(registry, 1).handling == ("forwarded_at_once",)
    assert of_code(registry, 486).handling == ("best_response",)
    assert of_code(registry, 302).handling == ()
    replaced = of_code(registry, 503)
    assert (replaced.handling, replaced.replaced_by) == (("replaced",), 486)
    assert of_code(registry, 486).replaced_by is None
    rule = f'proxy = [{{ rule = "ends_search", text = "?", {SOURCE} }}]\nisup = {{ cause = 17,'
    more = changed(tmp_path, ("isup = { cause = 17,", rule))
    assert of_code(more, 486).handling == ("ends_search", "best_response")
    assert [rule.rule for rule in of_code(more, 486).proxy] == ["ends_search", "best_response"]


def test_what_is_never_forwarded_has_no_rules_of_its_class(registry: Registry) -> None:
    trying = of_code(registry, 100)
    assert trying.handling == ("never_forwarded",)
    assert [rule.text for rule in trying.proxy] == ["Never."]


def test_a_failure_without_a_cause_of_its_own_has_the_default(registry: Registry) -> None:
    """RFC 3398 section 8.2.6.1: 31, from the user for the classes that say so."""
    assert {code: cause(of_code(registry, code)) for code in (100, 302, 406, 422, 486, 606)} == {
        100: None,
        302: None,
        406: (31, "network", False),
        422: (31, "network", True),
        486: (17, "network", False),
        606: (31, "user", False),
    }
    assert [cause(of_class(registry, digit)) for digit in range(1, 7)] == [
        *(None, None, None),
        *((31, "network", True), (31, "network", True), (31, "user", True)),
    ]
    default = of_code(registry, 422).isup
    assert default is not None
    assert str(default.source) == "RFC 3398 section 8.2.6.1"
    own = of_code(registry, 406).isup
    assert own is not None
    assert own.first == "remedy"


def test_a_code_may_say_that_it_has_no_cause(tmp_path: Path) -> None:
    own = 'isup = { source = { rfc = 3398, section = "8.2.6.1" } }\n'
    registry = changed(
        tmp_path, ('dialog = { effect = "usage"', own + 'dialog = { effect = "usage"')
    )
    assert cause(of_code(registry, 422)) == (None, None, False)


def test_without_a_table_of_causes_there_is_no_default(tmp_path: Path) -> None:
    table = SAMPLE[SAMPLE.index("[isup]") : SAMPLE.index("[[metric]]")]
    registry = changed(tmp_path, (table, ""))
    assert cause(of_code(registry, 422)) is None
    assert cause(of_class(registry, 6)) is None


def test_metrics_count_codes_and_classes_but_for_exceptions(registry: Registry) -> None:
    counted = {status.code: of_code(registry, status.code).metrics for status in registry.statuses}
    assert [code for code, metrics in counted.items() if metrics == ("IRA",)] == [
        *(406, 486, 503, 606)
    ]
    assert [code for code, metrics in counted.items() if metrics == ()] == [100, 302, 422]
    assert [of_class(registry, digit).metrics for digit in range(1, 7)] == [
        *((), (), (), ("IRA",), ("IRA",), ())
    ]


def test_a_condition_in_words_alone_is_marked(registry: Registry, tmp_path: Path) -> None:
    rule, of_all = of_code(registry, 503).headers
    assert (of_all.condition, of_all.when) == (None, None)
    assert (rule.condition, rule.when) == ("temporary", "It passes.")
    words = changed(tmp_path, ('condition = "temporary", when', "when"))
    rule, _ = of_code(words, 503).headers
    assert (rule.condition, rule.when) == ("other", "It passes.")
    (rule,) = of_code(words, 422).headers
    assert (rule.condition, rule.when) == (None, None)


def test_what_only_a_code_or_only_a_class_can_say(registry: Registry) -> None:
    busy = of_code(registry, 486)
    assert busy.generated_by is not None
    assert busy.generated_by.elements == ("uas", "proxy")
    assert (busy.about, of_code(registry, 606).about) == ("target", "user")
    assert of_class(registry, 4).generated_by is None


def test_a_spec_may_say_nothing_at_all() -> None:
    registry = load_registry(SAMPLES / "valid.toml")
    assert (registry.isup, registry.headers, registry.profiles) == (None, (), ())
    assert all(of_code(registry, status.code) == Meaning() for status in registry.statuses)
    assert all(of_class(registry, digit) == Meaning() for digit in range(1, 7))
    assert Meaning().dump() == {
        key: []
        for key in (
            "methods",
            "headers",
            "request_headers",
            "handling",
            "proxy",
            "metrics",
            "notes",
        )
    }
