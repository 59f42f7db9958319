"""Each project of ``examples/pipelines``, built by its own tool as a user would build it."""

from __future__ import annotations

import shutil
from typing import NamedTuple

import pytest
from workshop import PIPELINES, Workshop


class Recipe(NamedTuple):
    """How a project is built, and what its tool says when there is nothing to do."""

    folder: str
    build: str
    run: str
    check: str
    output: str
    """A generated file."""
    idle: str
    """What a build says that had nothing to do."""
    works: str
    """What a build says that had something to compile; empty if nothing is compiled."""
    setup: str = ":"
    asks: int = 0
    """How often each build calls sipstatus, if the tool keeps no times of its own."""
    at_once: bool = False
    """Whether the tool allows two builds at once in the same folder."""


RECIPES = [
    Recipe(
        folder="make",
        build="make -j 8",
        run="./busy",
        check="make check",
        output="include/sip_status.h",
        idle="'busy' is up to date",
        works="main.o",
    ),
    Recipe(
        folder="cmake",
        setup="cmake -B build -G Ninja",
        build="cmake --build build -j 8",
        run="build/busy",
        check="ctest --test-dir build --output-on-failure",
        output="build/busy.sipstatus/sip_status.h",
        idle="no work to do",
        works="main.c.o",
    ),
    Recipe(
        folder="cmake",
        setup="cmake -B build -G 'Unix Makefiles'",
        build="cmake --build build -j 8",
        run="build/busy",
        check="ctest --test-dir build --output-on-failure",
        output="build/busy.sipstatus/sip_status.h",
        idle="Built target busy",
        works="main.c.o",
    ),
    Recipe(
        folder="meson",
        setup="meson setup build",
        build="ninja -C build",
        run="build/busy",
        check="meson test -C build --no-rebuild --print-errorlogs",
        output="build/sip_status.h",
        idle="no work to do",
        works="main.c.o",
    ),
    Recipe(
        folder="go",
        build="go generate && go build -v",
        run="./busy",
        check="go test ./...",
        output="internal/sipstatus/status.go",
        idle="0 written, 0 removed, 1 unchanged",
        works="example.com/busy",
        asks=1,
        at_once=True,
    ),
    Recipe(
        folder="npm",
        build="npm run build",
        run="npm start --silent",
        check="npm test",
        output="src/sip-status/sip-status.js",
        idle="0 written, 0 removed, 3 unchanged",
        works="",
        asks=1,
        at_once=True,
    ),
    Recipe(
        folder="cargo",
        build="cargo build --offline",
        run="target/debug/busy",
        check="cargo test --offline",
        output="src/sip_status.rs",
        idle="Finished",
        works="Compiling busy",
        at_once=True,
    ),
    Recipe(
        folder="maven",
        build="mvn --batch-mode --threads 4 compile",
        run="java -cp target/classes busy.Main",
        check="mvn --batch-mode exec:exec@check",
        output="src/main/java/sipstatus/SipStatus.java",
        idle="Nothing to compile - all classes are up to date",
        works="Compiling",
        asks=1,
    ),
    Recipe(
        folder="setuptools",
        build="python -m pip install -v --no-build-isolation --no-deps --upgrade --target=site .",
        run="PYTHONPATH=site python -c 'import busy; busy.main()'",
        check="sipstatus check",
        output="src/sip_codes/status_code.py",
        idle="0 written, 0 removed, 13 unchanged",
        works="",
        asks=2,  # for the metadata, and for the wheel
    ),
]
PRINTED = "486 Busy Here\n477 Send failed\n"


@pytest.fixture(params=RECIPES, ids=lambda recipe: f"{recipe.folder} {recipe.setup}".strip(" :"))
def recipe(request: pytest.FixtureRequest) -> Recipe:
    """Each of them."""
    chosen = request.param
    assert isinstance(chosen, Recipe)
    return chosen


@pytest.fixture
def workshop(recipe: Recipe, workshop: Workshop) -> Workshop:
    shutil.copytree(PIPELINES / recipe.folder, workshop.project)
    workshop.says(recipe.setup)
    workshop.calls()
    return workshop


def test_a_recipe(recipe: Recipe, workshop: Workshop) -> None:
    def build() -> str:
        """Build after a change: sipstatus is called once, or as often as always."""
        said = workshop.says(recipe.build)
        assert workshop.calls() == ["generate"] * (recipe.asks or 1)
        return said

    def build_again() -> None:
        said = workshop.says(recipe.build)
        assert workshop.calls() == ["generate"] * recipe.asks
        assert recipe.idle in said
        assert not recipe.works or recipe.works not in said

    assert recipe.works in build()
    assert workshop.says(recipe.run) == PRINTED
    build_again()

    overlay = workshop.project / "acme.toml"
    text = overlay.read_text("utf-8")
    overlay.write_text(f"# Nothing else has changed.\n{text}", "utf-8")
    build()
    build_again()
    overlay.write_text(text.replace("Send failed", "Sending failed"), "utf-8")
    assert recipe.works in build()
    assert workshop.says(recipe.run) == PRINTED.replace("Send", "Sending")
    build_again()

    workshop.says(recipe.check)
    output = workshop.project / recipe.output
    output.write_text(output.read_text("utf-8").replace("Busy Here", "Busy There"), "utf-8")
    code, said = workshop.run(recipe.check)
    assert code != 0
    assert "Busy There" in said
    (repair,) = {line.strip() for line in said.splitlines() if "repair: " in line}
    workshop.says(repair[repair.index("sipstatus generate") :])
    workshop.says(recipe.check)
    assert workshop.says(recipe.run) == PRINTED.replace("Send", "Sending")


@pytest.mark.parametrize("recipe", [each for each in RECIPES if each.at_once], indirect=True)
def test_two_builds_at_once(recipe: Recipe, workshop: Workshop) -> None:
    builds = [workshop.start(recipe.build) for _ in range(2)]
    said = [build.communicate()[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert workshop.says(recipe.run) == PRINTED
