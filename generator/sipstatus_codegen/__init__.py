"""One spec file of SIP response status codes, rendered into the files of many languages.

The functions here are what ``sipstatus generate``, ``check`` and ``validate`` call::

    from sipstatus_codegen import Selection, check, generate, load_registry, render

    load_registry("my-spec.toml")                            # raises InvalidSpecError: .faults
    generate("include/", Selection(targets=["c"]))           # writes what changed
    check("include/", Selection(targets=["c"])).clean        # True: nothing differs
    files = render(load_registry(), find("go"))              # {path: bytes}, no disk

It needs jinja2 and pydantic (``pip install sipstatus[codegen]``), and never the runtime.
"""

from .api import Selection, check, contents, generate, outputs, plan
from .faults import CodegenError, Fault, InvalidSpecError
from .folder.writer import Plan, Report
from .loader import is_overlay, load_registry
from .model.registry import Registry
from .rendering import Request, render
from .targets import Target, builtin, find
from .vendored import Finding, Verdict, inspect

__all__ = [
    "CodegenError",
    "Fault",
    "Finding",
    "InvalidSpecError",
    "Plan",
    "Registry",
    "Report",
    "Request",
    "Selection",
    "Target",
    "Verdict",
    "builtin",
    "check",
    "contents",
    "find",
    "generate",
    "inspect",
    "is_overlay",
    "load_registry",
    "outputs",
    "plan",
    "render",
]
