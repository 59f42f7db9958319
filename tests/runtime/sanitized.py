"""Are the extensions really watched? Ends with an error unless ASan and UBSan were compiled in."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

MARKS = (b"__asan_report_load", b"__ubsan_handle_")


def unwatched() -> list[str]:
    """The extensions that lack the calls of a sanitizer."""
    package = find_spec("sipstatus")
    assert package
    assert package.origin
    extensions = sorted(Path(package.origin).parent.glob("*.so"))
    assert extensions
    return [
        extension.name
        for extension in extensions
        if not all(mark in extension.read_bytes() for mark in MARKS)
    ]


if __name__ == "__main__":
    sys.exit(f"not sanitized: {', '.join(found)}" if (found := unwatched()) else 0)
