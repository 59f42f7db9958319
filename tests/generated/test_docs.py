"""Every example, link, table and number of the pages holds.

A page is walked from top to bottom in a folder of its own: blocks with a title become files,
console examples are run, Python examples are doctests.  Programs in other languages are parts of
the examples of the targets, which ``tests/targets/test_examples.py`` builds and runs.
"""

from __future__ import annotations

import ast
import doctest
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import sipstatus_codegen
from pages import ENGINES, OTHERS, PAGES, README, ROOT, Example, anchors, commands, examples, name
from raw_spec import RAW
from sipstatus_codegen import Recipe, builtin, find, load_registry
from sipstatus_codegen.rendering import Renderer
from sipstatus_codegen.targets import template_folder

import sipstatus
from sipstatus import ErrorKind, Leniency

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PARSING, TARGETS = (ROOT / "docs" / page for page in ("parsing.md", "targets.md"))
PIPELINES = ROOT / "docs" / "pipelines.md"
SUFFIXES = {Path(target.example).suffix[1:]: target for target in builtin() if target.example}
"""Languages of example programs."""
END = "==end-of-a-command=="

each_page = pytest.mark.parametrize("page", PAGES, ids=name)


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment whose ``sipstatus`` and ``python`` are those under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program, arguments in (("sipstatus", "-m sipstatus"), ("python", "")):
        command = folder / program
        script = f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n'
        command.write_text(script, encoding="utf-8")
        command.chmod(0o755)
    # In a source tree the roots are on sys.path; a command started elsewhere needs them as well.
    sources = {"PYTHONPATH": os.pathsep.join(sys.path)}
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": "200", "NO_COLOR": "1", **sources}


@each_page
def test_every_example_prints_what_it_says(
    page: Path, shell: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    for example in examples(page):
        if example.title:
            write(example, folder)
        elif commands(example):
            assert printed(example, folder, shell) == commands(example)
        elif ">>> " in example.text:
            assert failures(example, page) == 0
        else:
            assert example.language in {"console", "text", *SUFFIXES}, example


def write(example: Example, folder: Path) -> None:
    path = folder / example.title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(example.text, encoding="utf-8")


def printed(example: Example, folder: Path, shell: dict[str, str]) -> list[tuple[str, str]]:
    """The commands of an example and what they print, run by one shell."""
    words = [command for command, _ in commands(example)]
    script = "\n".join(f"{command}\necho {END}" for command in words)
    run = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return list(zip(words, run.stdout.split(f"{END}\n"), strict=False))


def failures(example: Example, page: Path) -> int:
    """How many prompts of a Python example print something else."""
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    test = parser.get_doctest(example.text, {}, name(page), str(page), example.line)
    results = runner.run(test)
    assert results.attempted >= 2
    return results.failed


# The C examples of this page are programs: test_parsing_in_c.py compiles and runs them.
PROGRAMS = ROOT / "docs" / "parsing-in-c.md"
FRAGMENTS = [
    example
    for page in PAGES
    if page != PROGRAMS
    for example in examples(page)
    if example.language in SUFFIXES and not example.title
]


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: fragment.language)
def test_a_fragment_is_part_of_the_program_of_its_target(fragment: Example) -> None:
    target = SUFFIXES[fragment.language]
    program = (template_folder(target) / target.example).read_text(encoding="utf-8")
    lines = iter(line.strip() for line in program.splitlines())
    for line in fragment.text.splitlines():
        assert line.strip() in lines, line  # consumes them: the order is the same


@pytest.mark.parametrize("page", ENGINES, ids=name)
def test_a_program_is_printed_as_it_is(page: Path) -> None:
    (program,) = (example for example in examples(page) if example.title)
    path = ROOT / "examples" / "engines" / program.title
    assert program.text == path.read_text(encoding="utf-8")


@each_page
def test_a_recipe_is_printed_as_it_is(page: Path) -> None:
    shown = [each for each in examples(page) if each.title.startswith("examples/")]
    for each in shown:
        assert each.text == (ROOT / each.title).read_text(encoding="utf-8"), each.title
    assert bool(shown) == (page == PIPELINES)


def test_the_readme_shows_something_for_everybody() -> None:
    shown = {example.language for example in examples(README)}
    assert shown >= {"python", "console", "c", "go", "ts"}


# --- make and Ninja -----------------------------------------------------------------------------


def titled(page: Path, title: str) -> str:
    """The text of an example that is a file."""
    (text,) = (example.text for example in examples(page) if example.title == title)
    return text


@pytest.mark.parametrize(("tool", "recipe"), [("make", "Makefile"), ("ninja", "build.ninja")])
def test_a_build_system_compiles_only_what_changed(
    tool: str, recipe: str, shell: dict[str, str], tmp_path: Path
) -> None:
    program = shutil.which(tool)
    if program is None:  # what it shows is that tool's behaviour
        assert recipe in {example.title for example in examples(PIPELINES)}
        return
    text = titled(PIPELINES, recipe)
    for compile_command in ("$(CC) -c -Iinclude main.c", "cc -c -Iinclude $in -o $out"):
        text = text.replace(compile_command, "touch main.o")
    (tmp_path / recipe).write_text(text, encoding="utf-8")
    (tmp_path / "main.c").write_text("", encoding="utf-8")
    overlay = tmp_path / "acme.toml"
    entries = titled(PIPELINES, "acme.toml")

    def made(text: str, second: int) -> str:
        """What the tool does after the overlay was written at a time."""
        overlay.write_text(text, encoding="utf-8")
        os.utime(overlay, (second, second))
        call = [program, *(["-v"] if tool == "ninja" else []), "main.o"]
        run = subprocess.run(call, cwd=tmp_path, env=shell, stdout=subprocess.PIPE, text=True)
        assert run.returncode == 0, run.stdout
        return run.stdout

    now = int(time.time())
    assert "touch main.o" in made(entries, now - 9)
    assert "sipstatus" not in made(entries, now - 9)
    comment = made(f"# a comment\n{entries}", now + 100)  # later than what was made
    assert "sipstatus generate" in comment
    assert "touch main.o" not in comment
    assert "touch main.o" in made(entries.replace("Send failed", "Sending failed"), now + 200)


# --- Tables, links, names and numbers -----------------------------------------------------------


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table whose first heading this is, without its two first lines."""
    text = page.read_text(encoding="utf-8")
    _, _, rest = text.partition(f"| {heading} ")
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_leniency_table_is_the_enum() -> None:
    table = rows(PARSING, "`Leniency` flag")
    default = {flag for flag in Leniency if flag in Leniency.DEFAULT}
    in_all = [flag.name for flag in Leniency if flag in Leniency.ALL]
    others = [flag.name for flag in Leniency if flag not in Leniency.ALL]
    assert [row[0] for row in table] == [
        f"`{flag}`" for flag in ("STRICT", *in_all, "LOG", "ALL", *others)
    ]
    assert {Leniency[row[0].strip("`")] for row in table if row[2].strip(" |") == "yes"} == default


def test_the_table_of_errors_is_the_enum() -> None:
    assert [row[0] for row in rows(PARSING, "`kind` ")] == [f"`{kind}`" for kind in ErrorKind]


def test_the_table_of_variables_is_what_templates_get() -> None:
    context = Renderer(load_registry(), Recipe()).context(find("go"))
    named = [word for row in rows(TARGETS, "Variable") for word in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted([*context.variables(), "banner"])


@pytest.mark.parametrize("page", [*PAGES, *OTHERS], ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path, anchor in re.findall(r"\]\((?!https?://)([^)#]*)#?([^)]*)\)", text):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_every_page_is_linked() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name(page) for page in PAGES[1:] if f"({name(page)})" not in text] == []


def test_the_reference_of_the_api_has_every_public_name() -> None:
    shown: dict[str, list[str]] = {"sipstatus": [], "sipstatus_codegen": []}
    for page in (ROOT / "docs" / "api").glob("*.rst"):
        text = page.read_text(encoding="utf-8")
        module = re.findall(r"currentmodule:: (\w+)", text)
        names = re.findall(r"^\.\. auto\w+:: (\w+)(?:\(\))?$", text, re.MULTILINE)
        shown[module[0] if module else "sipstatus"] += names
    assert sorted(shown["sipstatus"]) == sorted(vars(sipstatus)["__all__"])
    assert sorted(shown["sipstatus_codegen"]) == sorted(sipstatus_codegen.__all__)


@each_page
def test_sessions_and_extras_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    noxfile = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = {node.name for node in noxfile.body if isinstance(node, ast.FunctionDef)}
    assert set(re.findall(r"nox -s \"?(\w+)", text)) <= sessions
    extras = {*PROJECT["optional-dependencies"]}
    assert set(re.findall(r"pip install \"[\w.]+\[(\w+)\]\"", text)) <= extras


def test_the_readme_names_its_two_commands() -> None:
    text = README.read_text(encoding="utf-8")
    assert "pipx run nox -s demo " in text
    assert "pipx run nox " in text


NUMBERS = {
    r"(\d+) registered": sum(s["state"] in ("registered", "deprecated") for s in RAW["status"]),
    r"(\d+) historic": sum(entry["state"] == "historic" for entry in RAW["status"]),
    r"([\d,]+) octets\.": RAW["limits"]["status_line_max"],
    r"Python\** \(?3\.(\d+) or later": int(PROJECT["requires-python"].removeprefix(">=3.")),
}


@pytest.mark.parametrize("pattern", NUMBERS)
def test_a_number_is_the_true_one(pattern: str) -> None:
    found = [
        int(number.replace(",", ""))
        for page in PAGES
        for number in re.findall(pattern, page.read_text(encoding="utf-8"))
    ]
    assert set(found) == {NUMBERS[pattern]}
