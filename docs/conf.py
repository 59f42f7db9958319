"""The site: Sphinx reads the pages of the whole repository, so their links lead where they say.

``nox -s docs`` builds it with ``sphinx-build -c docs . FOLDER``.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.nodes import make_refnode

# The twin has what the compiled parser lacks: signatures, and types of all its properties.
os.environ["SIPSTATUS_PURE_PYTHON"] = "1"

import sipstatus

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = PROJECT["name"]
author = PROJECT["authors"][0]["name"]
version = release = PROJECT["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
root_doc = "docs/index"
include_patterns = [
    "docs/**",
    "generated/README.md",
    "generated/markdown/*.md",
    "spec/vectors/README.md",
    "examples/forking_proxy/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
]
exclude_patterns = [".*", "build", "dist", "src", "tests", "**/node_modules"]
nitpicky = True
# Types that have no entry here: of Python, of typing, of the inside. No other host is asked.
nitpick_ignore_regex = [
    ("py:class", r"(collections|enum|fractions|os|pathlib)\..*|Buffer|Fraction|Path"),
    ("py:class", r"ArrowArray|ArrowStream|Headers|OctetHeaders|Readable|Severity|TextHeaders"),
    ("py:(class|obj)", r"(sipstatus\._best_response\.)?Response"),
    ("py:class", r"sipstatus_codegen\.(model|targets)\..*|(sipstatus_codegen\.)?banner\.Banner"),
    ("py:class", "Change"),
]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
default_role = "code"

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "sipstatus"
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
# Copied as they are: the reference, and the way from the address of the site to its start page.
html_extra_path = ["../generated/html", "site"]
REFERENCE = "generated/html/sip-status-codes.html"


def show_reference(app: Sphinx, doctree: nodes.document) -> None:
    """A link to the reference opens it; MyST would have it saved, like all that is no page."""
    up = "../" * app.env.docname.count("/")
    for node in list(doctree.findall(addnodes.download_reference)):
        if node["reftarget"].endswith(REFERENCE):
            link = nodes.reference("", "", *node.children, refuri=up + Path(REFERENCE).name)
            node.replace_self(link)


def adapt_page(app: Sphinx, page: str, source: list[str]) -> None:
    """Blocks that are files show their names; a folder, which has no page here, is only named."""
    begin = r"```{code-block} \1\n:caption: \2\n"
    text = re.sub(r'^```(\w+) title="(.+)"$', begin, source[0], flags=re.MULTILINE)
    here = Path(app.env.doc2path(page)).parent

    def named(link: re.Match[str]) -> str:
        return link[1] if (here / link[2]).is_dir() else link[0]

    source[0] = re.sub(r"\[([^]]+)\]\(([^)#:]+)\)", named, text)


def resolve_unqualified(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.Element
) -> nodes.Element | None:
    """A type is found by its bare name, wherever the annotation imports it from."""
    if node["refdomain"] != "py":
        return None
    home, _, bare = node["reftarget"].rpartition(".")
    found = env.domains.python_domain.find_obj(env, None, None, bare, None, 1)
    inside = home.startswith("sipstatus_codegen")
    fitting = [(name, at) for name, at in found if name.startswith("sipstatus_codegen") == inside]
    if len(fitting) != 1:
        return None
    name, place = fitting[0]
    return make_refnode(app.builder, node["refdoc"], place.docname, place.node_id, text, name)


def document_fields() -> None:
    """Let autodoc find the docstrings of fields, although public classes name another module."""
    public = ModuleAnalyzer.for_module("sipstatus")
    public.analyze()
    for name in sorted(set(sipstatus._HOME.values())):
        home = ModuleAnalyzer.for_module(name)
        home.analyze()
        for table in ("annotations", "attr_docs", "tagorder"):
            getattr(public, table).update(getattr(home, table))


_FIELD = re.compile(r"(\w+(?:, \w+)*): ")


def list_parameters(
    _app: Sphinx, _what: str, _name: str, _public: object, _options: object, lines: list[str]
) -> None:
    """Lines ``name: what it is`` at the beginning of a paragraph become a list of definitions."""
    in_list, begins, listed = False, True, []
    for line in lines:
        found = _FIELD.match(line)
        if not line:
            in_list = False
        elif found and (begins or in_list):
            listed += [] if in_list else [""]
            in_list = True
            listed += [f"``{found[1]}``", f"    {line[found.end() :]}"]
            begins = False
            continue
        listed.append(f"    {line}" if in_list else line)
        begins = not line
    lines[:] = listed


# What axe misses in the pages of Sphinx and furo: levels, names, headings, what keys can scroll.
_REPAIRS = {
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer': '<aside aria-label="Page" class="toc-drawer',
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
    '<th class="head"><p></p></th>': "<td></td>",
    "<pre>": '<pre tabindex="0">',
}


def repair_pages(app: Sphinx, failure: Exception | None) -> None:
    """Make the pages accessible; a page that is not written anew stays as it is."""
    for path in [] if failure else Path(app.outdir).rglob("*.html"):
        if path.name == Path(REFERENCE).name:
            continue
        text = path.read_text(encoding="utf-8")
        for old, new in _REPAIRS.items():
            text = text.replace(old, new) if new not in text else text
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect the hooks above."""
    document_fields()
    app.add_lexer("ninja", TextLexer)
    app.connect("source-read", adapt_page)
    app.connect("autodoc-process-docstring", list_parameters)
    app.connect("doctree-read", show_reference, priority=0)  # before files to save are collected
    app.connect("missing-reference", resolve_unqualified)
    app.connect("build-finished", repair_pages)
