"""Cython: the compiled status-line parser and encoder of the ``sipstatus`` runtime."""

from __future__ import annotations

from ...language.escaping import HASH, python_literal
from ..base import Option, Output, Target
from ..c import statusline
from ..c.syntax import COMMENT

TARGET = Target(
    name="cython",
    title="Cython parser and encoder of status-lines (.pyx, .pxd, .h)",
    audience="The `sipstatus` wheel, which compiles it as `sipstatus._statusline`; Cython proxies "
    "that `cimport` the parser; builders of a parser that knows an overlay's codes.",
    outputs=(
        Output("_statusline.pyx", "_statusline.pyx.j2"),
        Output("_statusline.pxd", "_statusline.pxd.j2"),
        Output(
            "sip_statusline.h",
            statusline.TEMPLATE,
            comment=COMMENT,
            extra=statusline.variables,
        ),
    ),
    options=(
        Option(
            "python_package",
            "_sipstatus",
            "package of the python target that `StatusLine.status` looks codes up in",
            r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*",
        ),
    ),
    literal=python_literal,
    comment=HASH,
)
