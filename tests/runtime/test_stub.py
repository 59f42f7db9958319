"""The stub of the extension describes what both implementations are."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sipstatus

if TYPE_CHECKING:
    from types import ModuleType

STUB = ast.parse(Path(sipstatus.__file__).with_name("_statusline.pyi").read_text(encoding="utf-8"))
FUNCTIONS = {node.name: node for node in STUB.body if isinstance(node, ast.FunctionDef)}
(CLASS,) = (node for node in STUB.body if isinstance(node, ast.ClassDef))
METHODS = {node.name: node for node in CLASS.body if isinstance(node, ast.FunctionDef)}
PROPERTIES = [name for name, node in METHODS.items() if node.decorator_list]

EMPTY: Any = inspect.Parameter.empty


def stub_parameters(node: ast.FunctionDef) -> list[tuple[str, Any]]:
    arguments = node.args
    assert not any([arguments.posonlyargs, arguments.vararg, arguments.kwarg])
    positional = [None] * (len(arguments.args) - len(arguments.defaults)) + [*arguments.defaults]
    pairs = [*zip(arguments.args, positional, strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [
        (argument.arg, EMPTY if default is None else ast.literal_eval(default))
        for argument, default in pairs
    ]


def real_parameters(function: Any) -> list[tuple[str, Any]]:
    parameters = inspect.signature(function).parameters.values()
    return [(parameter.name, parameter.default) for parameter in parameters]


def test_nothing_is_missing(implementation: ModuleType) -> None:
    twin = import_module("sipstatus._statusline_py")
    assert {*FUNCTIONS, CLASS.name} == {*twin.__all__}
    assert {*FUNCTIONS, CLASS.name} <= {*dir(implementation)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(implementation: ModuleType, name: str) -> None:
    function = getattr(implementation, name)
    assert stub_parameters(FUNCTIONS[name]) == real_parameters(function)
    keyword_only = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    ]
    assert keyword_only == [argument.arg for argument in FUNCTIONS[name].args.kwonlyargs]


def test_constructor(implementation: ModuleType) -> None:
    assert CLASS.name == "StatusLine"
    _, *parameters = stub_parameters(METHODS["__new__"])
    assert parameters == real_parameters(implementation.StatusLine)


def test_attributes(implementation: ModuleType) -> None:
    shown = {name for name in dir(implementation.StatusLine) if not name.startswith("_")}
    assert {*PROPERTIES, *filter(str.isalpha, METHODS)} == shown
    for name in METHODS:
        assert hasattr(implementation.StatusLine, name)
    (match_args,) = (node.value for node in CLASS.body if isinstance(node, ast.AnnAssign))
    assert match_args is not None
    assert ast.literal_eval(match_args) == implementation.StatusLine.__match_args__
