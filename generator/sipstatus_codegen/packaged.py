"""The data of the package: the spec, and the headings of the RFCs that it cites."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from .faults import CodegenError


def read(name: str) -> tuple[bytes, Path | None]:
    """The octets of a file, and its path if it is not in the package: that of a source tree.

    Raises CodegenError if it is in neither.
    """
    try:
        return resources.files(f"{__package__}.spec").joinpath(name).read_bytes(), None
    except (ModuleNotFoundError, FileNotFoundError):
        if (in_source_tree := _in_source_tree(name)).is_file():
            return in_source_tree.read_bytes(), in_source_tree
        raise CodegenError(f"{name} is missing from the installation; reinstall") from None


def path(name: str) -> Path | None:
    """Where a file lies; None if the package is no folder (but a zip file, for instance)."""
    for place in (Path(__file__).parent / "spec" / name, _in_source_tree(name)):
        if place.is_file():
            return place
    return None


def _in_source_tree(name: str) -> Path:
    return Path(__file__).parents[2] / "spec" / name
