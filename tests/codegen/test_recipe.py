"""A recipe and the words of the command that say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sipstatus_codegen import Recipe

EVERYTHING = (
    *("--spec", "my.toml", "--target", "c", "--target", "go"),
    *("--overlay", "a.toml", "--overlay", "b.toml", "--include-historic"),
    *("--option", "c.prefix=ACME_", "--option", "go.module=a=b"),
)


def test_a_recipe_in_words() -> None:
    recipe = Recipe(
        spec=Path("my.toml"),
        targets=("c", "go"),
        overlays=(Path("a.toml"), Path("b.toml")),
        include_historic=True,
        options={"c.prefix": "ACME_", "go.module": "a=b"},
    )
    assert recipe.arguments() == [*EVERYTHING]
    assert Recipe().arguments() == []


def test_words_as_a_recipe() -> None:
    assert Recipe.from_arguments(EVERYTHING) == Recipe(
        spec="my.toml",
        targets=("c", "go"),
        overlays=("a.toml", "b.toml"),
        include_historic=True,
        options={"c.prefix": "ACME_", "go.module": "a=b"},
    )
    assert Recipe.from_arguments([]) == Recipe()


words = st.text(min_size=1) | st.sampled_from(["--spec", "--option", "=", "-", "a b"])


@given(
    st.none() | words,
    st.lists(words).map(tuple),
    st.lists(words).map(tuple),
    st.booleans(),
    st.dictionaries(words.filter(lambda key: "=" not in key), st.text()),
)
def test_the_words_of_any_recipe_give_it_again(
    spec: str | None,
    targets: tuple[str, ...],
    overlays: tuple[str, ...],
    include_historic: bool,
    options: dict[str, str],
) -> None:
    recipe = Recipe(
        spec=spec,
        targets=targets,
        overlays=overlays,
        include_historic=include_historic,
        options=options,
    )
    assert Recipe.from_arguments(recipe.arguments()) == recipe


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "x"),
        ("--only", "sip_status.h"),
        ("--stdout",),
        ("c",),
        ("--target=c",),
        ("--include-historic", "yes"),
        ("--spec",),
        ("--target", "c", "--overlay"),
        ("--option", "c.prefix"),
        ("", ""),
    ],
    ids=" ".join,
)
def test_other_words_are_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"--|not an argument"):
        Recipe.from_arguments(arguments)


def test_the_names_that_banners_repeat() -> None:
    recipe = Recipe(spec=Path("a/my.toml"), overlays=("b/x.toml", Path("/c/y.toml")))
    assert (recipe.spec_name, recipe.overlay_names) == ("my.toml", ("x.toml", "y.toml"))
    assert Recipe().spec_name == "sip-status-codes.toml"
