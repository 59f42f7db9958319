"""Renders one spec file of SIP response status codes into the files of many languages.

``sipstatus generate``, ``check`` and ``validate`` call these functions::

    from sipstatus_codegen import Recipe, check, find, generate, load_registry, render

    load_registry("my-spec.toml")                      # raises InvalidSpecError, with its faults
    generate("include/", Recipe(targets=["c"]))        # writes the files that differ
    check("include/", Recipe(targets=["c"])).clean     # True: nothing differs
    files = render(load_registry(), find("go"))        # {path: bytes}; writes none of them

The package needs jinja2, pydantic and tomli (the extra ``codegen`` of sipstatus), but not the
runtime.
"""

from .api import check, contents, deliver, delivered, generate, outputs, plan, plans
from .faults import CodegenError, Fault, InvalidSpecError
from .folder.writer import Plan, Report
from .loader import is_overlay, load_registry
from .model.registry import Registry
from .recipe import Delivery, Recipe
from .rendering import render
from .targets import Target, builtin, find
from .vendored import Inspection, Inspector, Verdict, inspect

__all__ = [
    "CodegenError",
    "Delivery",
    "Fault",
    "Inspection",
    "Inspector",
    "InvalidSpecError",
    "Plan",
    "Recipe",
    "Registry",
    "Report",
    "Target",
    "Verdict",
    "builtin",
    "check",
    "contents",
    "deliver",
    "delivered",
    "find",
    "generate",
    "inspect",
    "is_overlay",
    "load_registry",
    "outputs",
    "plan",
    "plans",
    "render",
]
