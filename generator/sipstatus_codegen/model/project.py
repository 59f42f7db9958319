"""The layout of ``sipstatus.toml``, in which a project says what it generates."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Model

Path = Annotated[
    str, Field(min_length=1, description="Path from the folder of this file, with slashes.")
]


class ProjectOutput(Model):
    """What one target writes into one folder.  Several outputs may share a folder."""

    target: str = Field(
        min_length=1, description="Name of the target (`sipstatus targets` lists them)."
    )
    path: Path = Field(description="Folder of its files, from the folder of this file.")
    only: tuple[Path, ...] = Field(
        default=(),
        description="These of its files alone, without a manifest (`sipstatus targets` lists "
        "them); all of them if left out.",
    )
    options: dict[str, str] = Field(
        default_factory=dict, description="Settings of the target, such as `prefix` of `c`."
    )
    historic: bool | None = Field(
        default=None,
        description="Whether it has the codes that only RFC 2543 has; as the whole file if left "
        "out.",
    )


class ProjectFile(Model):
    """The layout of ``sipstatus.toml``, and of ``[tool.sipstatus]`` in ``pyproject.toml``."""

    version: Literal[1] = Field(description="Version of this layout.")
    spec: Path | None = Field(
        default=None, description="Spec to generate from; the packaged one if left out."
    )
    overlays: tuple[Path, ...] = Field(
        default=(), description="Files of vendor codes, aliases, languages and profiles to add."
    )
    historic: bool = Field(
        default=False, description="Whether outputs have the codes that only RFC 2543 has."
    )
    outputs: tuple[ProjectOutput, ...] = Field(alias="output", min_length=1)
