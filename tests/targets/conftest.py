"""Fixtures of the target tests: one per tool, so that arguments say what a test needs."""

from __future__ import annotations

import pytest
import toolchains
from toolchains import CCompiler, Command


@pytest.fixture(params=toolchains.c_compilers(), ids=str)
def c_compiler(request: pytest.FixtureRequest) -> CCompiler:
    """Every C compiler in turn: GCC where there is one, and always a Clang."""
    compiler: CCompiler = request.param
    return toolchains.usable(compiler)


@pytest.fixture(params=toolchains.cpp_compilers(), ids=str)
def cpp_compiler(request: pytest.FixtureRequest) -> CCompiler:
    """Every C++ compiler in turn, as one that also links."""
    compiler: CCompiler = request.param
    return toolchains.usable(compiler)


@pytest.fixture(params=toolchains.C_DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Each language that the C files are for."""
    name: str = request.param
    return name


@pytest.fixture
def clang_format() -> Command:
    """``clang-format``."""
    return toolchains.clang_format()


@pytest.fixture
def go() -> Command:
    """``go``."""
    return toolchains.go()


@pytest.fixture
def gofmt() -> Command:
    """``gofmt``."""
    return toolchains.gofmt()


@pytest.fixture
def node() -> Command:
    """``node``, of a version that runs TypeScript."""
    return toolchains.node()


@pytest.fixture
def npm() -> Command:
    """``npm`` beside that node."""
    return toolchains.npm()


@pytest.fixture
def tsc() -> Command:
    """``tsc``."""
    return toolchains.tsc()


@pytest.fixture
def prettier() -> Command:
    """``prettier``."""
    return toolchains.prettier()
