"""The README's examples in C, Go and TypeScript, built and run against generated/ as vendored."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import toolchains
from toolchains import CCompiler, Command

ROOT = toolchains.ROOT
README = (ROOT / "README.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    """The one fenced example in a language."""
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert isinstance(text, str)
    return text


def vendor(language: str, folder: Path) -> None:
    """Copy the committed output, as a project that vendors it would."""
    shutil.copytree(ROOT / "generated" / language, folder, dirs_exist_ok=True)


def test_c(c_compiler: CCompiler, tmp_path: Path) -> None:
    vendor("c", tmp_path)
    source = tmp_path / "example.c"
    source.write_text(example("c"), encoding="utf-8")
    flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
    c_compiler(*flags, source, "-o", tmp_path / "example")
    assert toolchains.run([tmp_path / "example"]) == "486 Busy Here\n1\n17\n"


def test_go(go: Command, tmp_path: Path) -> None:
    vendor("go", tmp_path / "sipstatus")
    (tmp_path / "main.go").write_text(example("go"), encoding="utf-8")
    module = "module example\n\ngo 1.21\n\nrequire sipstatus v0.0.0\n\n"
    module += "replace sipstatus => ./sipstatus\n"
    (tmp_path / "go.mod").write_text(module, encoding="utf-8")
    offline = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    assert toolchains.run([*go, "run", "."], tmp_path, offline) == "486 Busy Here\ntrue\n17\n"


def test_typescript(node: Command, tmp_path: Path) -> None:
    vendor("typescript", tmp_path)
    source = tmp_path / "example.ts"
    source.write_text(example("typescript"), encoding="utf-8")
    assert toolchains.run([*node, source], tmp_path) == "486 Busy Here\ntrue\n17\n"
