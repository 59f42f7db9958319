"""What others do with the TypeScript output: compile it under their flags, and bundle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import toolchains

if TYPE_CHECKING:
    from pathlib import Path

    from toolchains import Command

# tsconfig.json is somebody else's; a module must compile under whatever it says.
STRICT = (
    *("--ignoreConfig", "--pretty", "false", "--lib", "es2022,dom"),
    *("--strict", "--isolatedModules", "--verbatimModuleSyntax", "--erasableSyntaxOnly"),
    *("--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noImplicitReturns"),
    *("--noFallthroughCasesInSwitch", "--noPropertyAccessFromIndexSignature"),
    *("--noUnusedLocals", "--noUnusedParameters", "--allowUnreachableCode", "false"),
)
RESOLUTIONS = {
    "nodenext": ("--target", "es2022", "--module", "nodenext"),
    "bundler": ("--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler"),
}

_BUNDLE = """\
const { outputFiles } = require("esbuild").buildSync({
  entryPoints: ["entry.js"], bundle: true, minify: true, format: "esm", charset: "utf8",
  write: false,
});
process.stdout.write(outputFiles[0].text);
"""


def check(tsc: Command, resolution: str, folder: Path, *arguments: str) -> None:
    """Compile modules of the folder without a result."""
    command = [*tsc, *STRICT, *RESOLUTIONS[resolution], "--noEmit", *arguments]
    toolchains.run(command, cwd=folder)


def emitted(tsc: Command, resolution: str, module: Path, folder: Path) -> dict[str, str]:
    """What tsc makes of a module: file name -> text."""
    flags = (*STRICT, *RESOLUTIONS[resolution], "--declaration", "--outDir")
    toolchains.run([*tsc, *flags, folder, module])
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def bundle(entry: str, node: Command, folder: Path) -> str:
    """An entry point and what it needs of the modules in the folder, as esbuild bundles them."""
    (folder / "entry.js").write_text(entry, "utf-8")
    where = {"NODE_PATH": str(toolchains.node_modules())}
    return toolchains.run([*node, "-e", _BUNDLE], cwd=folder, env=where)
