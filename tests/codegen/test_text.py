"""Literals and comments: whatever a string holds, in generated text it stays a string."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox import ROOT, SPEC
from sipstatus_codegen import CodegenError, Target, builtin, load_registry, render
from sipstatus_codegen.language import blocks
from sipstatus_codegen.language.escaping import (
    DOC_BLOCK,
    HASH,
    SLASHES,
    CommentStyle,
    Safe,
    c_literal,
    json_literal,
    plain,
    python_literal,
)
from sipstatus_codegen.language.naming import Identifier
from sipstatus_codegen.targets import FOLDER, Output, records
from sipstatus_codegen.targets.base import filters
from sipstatus_codegen.targets.docs import docs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# The characters that comments and literals trip over come often.
texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\"'\\*/?\n\r\t\0%{}`$-")))


@given(texts)
def test_a_python_literal_means_its_text(text: str) -> None:
    literal = python_literal(text)
    assert ast.literal_eval(literal) == text
    assert "\n" not in literal


@given(st.binary())
def test_a_python_literal_means_its_octets(octets: bytes) -> None:
    assert ast.literal_eval(python_literal(octets)) == octets


@given(texts)
def test_a_json_literal_means_its_text_and_is_visible(text: str) -> None:
    literal = json_literal(text)
    assert json.loads(literal) == text
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", literal)


@given(texts)
def test_a_c_literal_means_the_utf_8_of_its_text_and_is_visible(text: str) -> None:
    literal = c_literal(text)
    assert literal[0] == literal[-1] == '"'
    assert octets_of_c(literal[1:-1]) == text.encode()
    assert "??" not in literal  # no trigraphs
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", literal)


def octets_of_c(literal: str) -> bytes:
    """What C reads in a string literal (C99 6.4.4.4), escape by escape."""
    named = {"n": 10, "r": 13, "t": 9, '"': 34, "\\": 92, "?": 63}
    octets = bytearray()
    for octal, name, char in re.findall(r'\\([0-7]{1,3})|\\([nrt"\\?])|([^"\\])', literal):
        if octal:
            octets.append(int(octal, 8))
        else:
            octets += bytes([named[name]]) if name else char.encode()
    return bytes(octets)


def test_literals_by_hand() -> None:
    assert c_literal('Say "hi"\\') == r'"Say \"hi\"\\"'
    assert c_literal("??/") == r'"?\?/"'
    assert c_literal("é 响铃") == '"é 响铃"'
    assert c_literal("\u202e1\0007") == r'"\342\200\2561\0007"'
    assert c_literal("SIP/2.0 200 OK\r\n") == r'"SIP/2.0 200 OK\r\n"'
    assert python_literal("café \u202e") == '"café \\u202e"'
    assert python_literal(b"\x00\xff'") == 'b"\\x00\\xff\'"'
    assert json_literal("a\u2028\U000e0001") == '"a\\u2028\\udb40\\udc01"'


def test_prose_becomes_one_line_that_hides_nothing() -> None:
    assert plain("one\r\n two\tthree\0 \u202efour\u2066 \u200b") == "one two three four"


@given(texts)
def test_a_line_comment_has_no_line_without_its_mark(text: str) -> None:
    for style in (HASH, SLASHES):
        comment = style(text, indent=4)
        lines = comment.split("\n    ") if comment else []  # the template indents the first
        assert all(line.startswith(style.prefix.rstrip()) for line in lines)
        assert comment.count("\n") == max(0, len(lines) - 1)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", comment)


@given(texts)
def test_a_block_comment_ends_where_it_ends(text: str) -> None:
    comment = DOC_BLOCK(text)
    assert comment.count("*/") == 1
    assert comment.endswith("\n */")
    assert comment.count("/*") == 1


def test_comments_by_hand() -> None:
    block = DOC_BLOCK("ends */ here /* or not", wrap=False)
    assert block == "/**\n * ends * / here / * or not\n */"
    words = " ".join(["word"] * 30)
    lines = CommentStyle("// ", width=40)(words, indent=8).split("\n")
    assert max(map(len, lines[1:])) <= 40
    assert [line[:11] for line in lines[1:]] == ["        // "] * (len(lines) - 1)


def target(templates: Path, template: str) -> Target:
    """A target of one file, made of one template."""
    templates.joinpath("x.j2").write_text(template, encoding="utf-8")

    def ident(name: str, options: Mapping[str, Safe]) -> Identifier:
        return Identifier(name)

    return Target(
        name="test",
        title="A test",
        audience="Nobody.",
        outputs=(Output("x.txt", "x.j2"),),
        literal=python_literal,
        comment=HASH,
        ident=ident,
        class_ident=ident,
        templates=templates,
    )


@pytest.mark.parametrize(
    "template",
    [
        "{{ statuses[0].phrase }}",
        "{{ statuses[0].summary }}",
        "{{ statuses[0].phrase | upper }}",
        "{{ statuses[0].references[0] }}",
        "{{ statuses[0].state }}",
        "{{ registry.sip_version }}",
        "{{ 'x' ~ statuses[0].phrase }}",
        "{{ statuses }}",
        "{{ true }}",
    ],
)
def test_a_plain_string_never_reaches_the_output(template: str, tmp_path: Path) -> None:
    registry = load_registry(ROOT / SPEC)
    with pytest.raises(CodegenError, match="without passing literal or comment"):
        render(registry, target(tmp_path, template))


@pytest.mark.parametrize("lines", [True, False])
def test_an_array_takes_no_plain_string(lines: bool) -> None:
    def comment(text: str) -> Safe:
        return SLASHES(text)

    array = records.Array("codes", "number", [7, Safe("x")], lines, ["seven", ""] if lines else ())
    wanted = "{\n    // seven\n    7,\n    x,\n}" if lines else "{\n    7, x,\n}"
    assert records.laid(array, comment) == wanted
    for item in ("*/ evil(); /*", True, None):
        with pytest.raises(TypeError, match="without passing literal or comment"):
            records.laid(array._replace(values=[item], titles=()), comment)


def test_filters_are_what_a_module_defines() -> None:
    """Nothing that it imports: that may take a plain string for safe."""
    module = ModuleType("syntax")
    code = """from re import escape
from sipstatus_codegen.language.naming import Names, camel
from sipstatus_codegen.language.blocks import block
name, WIDTH = Names(camel), 100
def doc(text): ...
def _row(text): ...
class Rows: ...
"""
    exec(code, vars(module))
    assert set(filters(module)) == {"name", "doc"}


def test_no_filter_of_a_target_is_imported() -> None:
    """What filters() cannot tell: an imported object that can be called."""
    names = [path.parent.name for path in FOLDER.glob("*/syntax.py")]
    assert {"c", "cpp", "csharp", "erlang", "go", "rust"} <= set(names)
    for name in names:
        syntax = import_module(f"sipstatus_codegen.targets.{name}.syntax")
        tree = ast.parse(inspect.getsource(syntax))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        imported = {alias.asname or alias.name for node in imports for alias in node.names}
        assert imported.isdisjoint(filters(syntax)), name


def test_every_doc_is_said_in_some_language() -> None:
    """The comments that it becomes are rendered, and read without their marks and line ends."""
    registry = load_registry(ROOT / SPEC)
    # RFC 3261 section 8.1.3.2.
    fallbacks = "183 in 1xx, 200 in 2xx, 300 in 3xx, 400 in 4xx, 500 in 5xx, 600 in 6xx"
    spec = {"fallbacks": fallbacks, "code_min": 100, "code_max": 699}
    said, every = set(), set()
    for target in builtin():
        text = "\n".join(content.decode() for content in render(registry, target).values())
        prose = " ".join(re.sub(r"^ *(?:/?\*+/?|///?|%%|#|--)", "", text, flags=re.M).split())
        every |= set(known := docs({**target.nothing._asdict(), **spec}))
        said |= {name for name, doc in known.items() if doc in prose}
    assert every - said == set()
    assert len(every) > 20


def test_brackets_by_hand() -> None:
    assert blocks.block("[]", ["a,", "b,"], indent=2) == "[\n      a,\n      b,\n  ]"
    assert blocks.filled("[]", [100, 200, 300], step=2, width=12) == "[\n  100, 200,\n  300,\n]"
    assert blocks.block("[]", []) == blocks.filled("[]", []) == "[]"
    declared = [("About *a*.", "a: u16,"), ("", "b: u16,")]
    with_docs = "{\n    // About *a*.\n    a: u16,\n    b: u16,\n}"
    assert blocks.members(SLASHES.__call__, declared) == with_docs


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match="target test fails: UndefinedError: 'phrase' is undef"):
        render(load_registry(ROOT / SPEC), target(tmp_path, "{{ phrase }}"))


def test_what_passed_a_filter_is_printed(tmp_path: Path) -> None:
    template = "{{ banner }}\n{{ statuses[0].code }} {{ statuses[0].phrase | literal }}\n"
    files = render(load_registry(ROOT / SPEC), target(tmp_path, template))
    assert files["x.txt"].decode().endswith('\n100 "Trying"\n')


class TestCompiledTemplates:
    """Templates are kept compiled, as modules are; nobody may see a difference."""

    REGISTRY = load_registry(ROOT / SPEC)
    TEMPLATE = "{{ banner }}\n{{ 'text' | turned | safe }}\n"

    def text(
        self, templates: Path, template: str = TEMPLATE, turned: Callable[[str], str] = str.upper
    ) -> str:
        """The last line, rendered."""
        filters: dict[str, Any] = {"turned": turned, "safe": Safe}
        made = replace(target(templates, template), filters=filters)
        return render(self.REGISTRY, made)["x.txt"].decode().splitlines()[-1]

    @pytest.fixture
    def templates(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder in which bytecode may be kept."""
        monkeypatch.setattr(sys, "dont_write_bytecode", False)
        monkeypatch.setattr(sys, "pycache_prefix", None)
        return tmp_path

    def test_the_text_of_the_template_decides(self, templates: Path) -> None:
        assert self.text(templates) == "TEXT"
        assert self.text(templates, "{{ banner }}\n{{ 'other' | turned | safe }}\n") == "OTHER"

    def test_the_filter_of_today_decides(self, templates: Path) -> None:
        assert self.text(templates) == "TEXT"
        assert self.text(templates, turned=str.title) == "Text"

    def test_what_is_kept_is_used_and_replaced_if_damaged(self, templates: Path) -> None:
        self.text(templates)
        (kept,) = templates.glob("__pycache__/*.pyc")
        before = kept.read_bytes()
        for damaged in (b"", before[:40], before[:-9], b"x" * len(before)):
            kept.write_bytes(damaged)
            assert self.text(templates) == "TEXT"
            assert kept.read_bytes() == before
        kept.touch()
        old = kept.stat().st_mtime_ns
        assert self.text(templates) == "TEXT"
        assert kept.stat().st_mtime_ns == old

    def test_nothing_is_kept_where_python_keeps_nothing(
        self, templates: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        assert self.text(templates) == "TEXT"
        assert [path.name for path in templates.iterdir()] == ["x.j2"]

    def test_a_folder_that_cannot_be_written_is_no_fault(self, templates: Path) -> None:
        (templates / "__pycache__").write_text("a file where the folder would be")
        assert self.text(templates) == "TEXT"
