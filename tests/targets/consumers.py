"""Every target's consumer: what it must print, and its build and run.

A consumer is the tiny program beside a target's templates.  It uses every constant and every
lookup as a stranger would, and prints the same dump in every language:

- per constant, sorted by code and aliases behind the code they are another name of:
  code, name in the spec, reason phrase, class digit, fallback code, canonical status-line without
  its CRLF; separated by tabs;
- an empty line;
- per int from 0 to 999, and -1: the int, reason phrase or nothing, class digit or 0, fallback
  code or ``-``, and 0 or 1 for each of provisional, final, success, redirection, request failure,
  server failure, global failure; separated by tabs.

What is expected is computed here from the TOML file as ``tomllib`` reads it and from rules that
are typed by hand; neither loader nor renderer has a part in it.

A second program, the file of the consumer that has ``semantics`` in its path, prints what
responses mean and demand: see :mod:`semantics_dump`; a third, with ``facts`` in its path, every
fact with its text and source: see :mod:`facts_dump`.  How a program is built and run is for the
target to say (:class:`sipstatus_codegen.targets.Consumer`).
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import toolchains
from sipstatus_codegen import Request, find, load_registry, render
from sipstatus_codegen.rendering import render_consumer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sipstatus_codegen import Target

SPEC = toolchains.ROOT / "spec" / "sip-status-codes.toml"
NASTY = toolchains.ROOT / "tests" / "golden" / "nasty.toml"

RAW_INTS = (*range(1000), -1)


def expected_dump(
    spec: Path = SPEC, include_historic: bool = False, overlays: Iterable[Path] = ()
) -> str:
    """What a consumer of a code target prints."""
    statuses = read_statuses(spec, include_historic, overlays)
    lines = [*_constants(statuses), "", *(_raw_int(code, statuses) for code in RAW_INTS)]
    return "".join(f"{line}\n" for line in lines)


def read_statuses(
    spec: Path = SPEC, include_historic: bool = False, overlays: Iterable[Path] = ()
) -> dict[int, dict[str, Any]]:
    """Code -> its entry as the TOML files have it, sorted by code."""
    entries = [
        entry
        for path in (spec, *overlays)
        for entry in tomllib.loads(path.read_text("utf-8"))["status"]
        if include_historic or entry["state"] != "historic"
    ]
    return {entry["code"]: entry for entry in sorted(entries, key=lambda entry: entry["code"])}


def _constants(statuses: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    for code, entry in statuses.items():
        aliases = [alias["name"] for alias in entry.get("aliases", ()) if "name" in alias]
        for name in (entry["name"], *aliases):
            phrase = entry["phrase"]
            # RFC 3261 section 7.2: the line, and the class as the first digit.
            line = f"SIP/2.0 {code} {phrase}"
            yield f"{code}\t{name}\t{phrase}\t{str(code)[0]}\t{code}\t{line}"


def _raw_int(code: int, statuses: Mapping[int, Mapping[str, Any]]) -> str:
    phrase = statuses[code]["phrase"] if code in statuses else ""
    if not 100 <= code <= 699:
        return f"{code}\t{phrase}\t0\t-\t0000000"
    # RFC 3261 section 8.1.3.2: an unrecognised code is x00 of its class, in 1xx 183.
    x00 = {1: 183, 2: 200, 3: 300, 4: 400, 5: 500, 6: 600}
    digit = code // 100
    fallback = code if code in statuses else x00[digit]
    # Provisional, then final, then the five final classes.
    tests = {1: "1000000", 2: "0110000", 3: "0101000", 4: "0100100", 5: "0100010", 6: "0100001"}
    return f"{code}\t{phrase}\t{digit}\t{fallback}\t{tests[digit]}"


def dump(
    name: str,
    folder: Path,
    spec: Path = SPEC,
    *,
    overlays: Iterable[Path] = (),
    include_historic: bool = False,
    options: Mapping[str, str] | None = None,
    semantics: bool = False,
    facts: bool = False,
    target: Target | None = None,
) -> str:
    """What the consumer of the target ``name`` prints, built and run in ``folder``."""
    target = target or find(name)
    main = write_consumer(
        name,
        folder,
        spec,
        overlays=overlays,
        include_historic=include_historic,
        options=options,
        semantics=semantics,
        facts=facts,
        target=target,
    )
    return run(target, folder, main)


def run(target: Target, folder: Path, main: Path) -> str:
    """What a program prints that is built and run as the target's consumer is."""
    assert target.consumer is not None
    path = main.relative_to(folder)
    printed = ""
    for tool, *arguments in target.consumer.commands:
        words = [word.format(main=path, folder=path.parent) for word in arguments]
        program = toolchains.tool(tool) if "/" not in tool else (str(folder / tool),)
        environment = target.consumer.environment
        printed = toolchains.run([*program, *words], cwd=folder, env=environment)
    return printed


def write_consumer(
    name: str,
    folder: Path,
    spec: Path = SPEC,
    *,
    overlays: Iterable[Path] = (),
    include_historic: bool = False,
    options: Mapping[str, str] | None = None,
    semantics: bool = False,
    facts: bool = False,
    target: Target | None = None,
) -> Path:
    """Render the target ``name`` and its consumer into ``folder``.

    Returns the main file of a program: the first or, for semantics and facts, the one that says so
    in its path.
    """
    overlays = tuple(overlays)
    registry = load_registry(spec, overlays)
    request = Request(
        spec=spec.name,
        overlays=tuple(overlay.name for overlay in overlays),
        include_historic=include_historic,
        options=options or {},
    )
    target = target or find(name)
    write(render(registry, target, request), folder)
    consumer = render_consumer(registry, target, request)
    write(consumer, folder)
    word = "semantics" if semantics else "facts" if facts else ""
    return folder / next(path for path in consumer if word in path)


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files as :func:`sipstatus_codegen.render` gives them."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
