"""The recipe of a file: everything that decides its octets, except the generator itself.

Programs pass it to :mod:`.api`, the command makes it from its arguments, and banners repeat it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SPEC_NAME = "sip-status-codes.toml"
"""File name of the packaged spec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to generate, and from what.

    ``spec`` None is the packaged spec.  ``targets`` are names; none means every built-in target.
    ``overlays`` are files that add to the spec.  ``options`` are ``{"c.prefix": "ACME_"}``.

    >>> Recipe(targets=["c"], options={"c.prefix": "ACME_"}).arguments()
    ['--target', 'c', '--option', 'c.prefix=ACME_']
    """

    spec: str | Path | None = None
    targets: Sequence[str] = ()
    overlays: Sequence[str | Path] = ()
    include_historic: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def spec_name(self) -> str:
        """File name of the spec."""
        return SPEC_NAME if self.spec is None else Path(self.spec).name

    @property
    def overlay_names(self) -> tuple[str, ...]:
        """File names of the overlays, in their order."""
        return tuple(Path(overlay).name for overlay in self.overlays)

    def arguments(self) -> list[str]:
        """The same as words for ``sipstatus generate`` and ``check``."""
        words = [] if self.spec is None else ["--spec", str(self.spec)]
        for target in self.targets:
            words += ["--target", target]
        for overlay in self.overlays:
            words += ["--overlay", str(overlay)]
        if self.include_historic:
            words.append("--include-historic")
        for key, value in self.options.items():
            words += ["--option", f"{key}={value}"]
        return words

    @classmethod
    def from_arguments(cls, words: Iterable[str]) -> Recipe:
        """The recipe with these :meth:`arguments`; raises ValueError for any other words."""
        given: dict[str, list[str]] = {}
        options: dict[str, str] = {}
        historic = False
        rest = iter(words)
        for word in rest:
            if word == "--include-historic":
                historic = True
            elif word in ("--spec", "--target", "--overlay", "--option"):
                value = next(rest, None)
                if value is None:
                    raise ValueError(f"{word} needs a value")
                given.setdefault(word, []).append(value)
            else:
                raise ValueError(f"{word} is not an argument of a recipe")
        for text in given.get("--option", ()):
            key, equals, value = text.partition("=")
            if not equals:
                raise ValueError(f"--option {text} has no value")
            options[key] = value
        return cls(
            spec=given.get("--spec", [None])[-1],
            targets=tuple(given.get("--target", ())),
            overlays=tuple(given.get("--overlay", ())),
            include_historic=historic,
            options=options,
        )


class Delivery(NamedTuple):
    """A recipe, and the folder that its files go straight into.

    ``only``: these of its files alone, without a manifest; none means all.

    >>> from pathlib import Path
    >>> Delivery(Path("include"), Recipe(targets=["c"]), ("sip_status.h",)).recipe.targets
    ['c']
    """

    folder: Path
    recipe: Recipe
    only: tuple[str, ...] = ()
