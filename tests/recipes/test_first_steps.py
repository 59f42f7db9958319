"""``sipstatus init`` and ``sipstatus generate`` in a new project, then the build of its tool."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from workshop import PIPELINES, Workshop


class Start(NamedTuple):
    """A project before it knows sipstatus, and the program that its author writes then."""

    language: str
    create: str
    """The command that makes an empty project."""
    files: dict[str, str]
    """What its author writes."""
    build: str
    run: str
    idle: str
    """What the second build says; it compiles nothing."""
    works: str
    """What a build says that compiles."""


POM = (PIPELINES / "maven" / "pom.xml").read_text("utf-8")
"""Its build plugins are left out here: nothing of a project has to know sipstatus."""
PLAIN_POM = POM[: POM.index("      <plugin>\n        <groupId>org.codehaus")] + (
    "    </plugins>\n  </build>\n</project>\n"
)
STARTS = [
    Start(
        language="go",
        create="go mod init example.com/busy",
        files={
            "main.go": """package main

import (
	"fmt"

	"example.com/busy/internal/sipstatus"
)

func main() {
	fmt.Println(sipstatus.StatusBusyHere, sipstatus.ReasonPhrase(sipstatus.StatusBusyHere))
}
""",
        },
        build="go build -v",
        run="./busy",
        idle="",
        works="example.com/busy",
    ),
    Start(
        language="npm",
        create="npm init --yes && npm pkg set type=module scripts.build='node --check main.js'",
        files={
            "main.js": """import { StatusCode, reasonPhrase } from "./sip-status/sip-status.js";

console.log(StatusCode.BUSY_HERE, reasonPhrase(StatusCode.BUSY_HERE));
""",
        },
        build="npm run build",
        run="node main.js",
        idle="node --check",
        works="",
    ),
    Start(
        language="cmake",
        create="""printf '%s\\n' 'cmake_minimum_required(VERSION 3.16)' 'project(busy C)' \
'add_executable(busy main.c)' 'target_include_directories(busy PRIVATE include)' \
> CMakeLists.txt""",
        files={
            "main.c": """#include <stdio.h>

#include "sip_status.h"

int main(void) {
  printf("%d %s\\n", SIP_STATUS_BUSY_HERE, sip_status_reason_phrase(SIP_STATUS_BUSY_HERE));
  return 0;
}
""",
        },
        build="cmake -B build -G Ninja && cmake --build build",
        run="build/busy",
        idle="no work to do",
        works="main.c.o",
    ),
    Start(
        language="cargo",
        create="cargo init --name busy --vcs none",
        files={
            "src/main.rs": """mod sip_status;

use sip_status::StatusCode;

fn main() {
    let code = StatusCode::BUSY_HERE;
    println!("{} {}", code.0, code.reason_phrase().unwrap());
}
""",
        },
        build="cargo build --offline",
        run="target/debug/busy",
        idle="Finished",
        works="Compiling busy",
    ),
    Start(
        language="maven",
        create=f"cat > pom.xml <<'END'\n{PLAIN_POM}END",
        files={
            "src/main/java/busy/Main.java": """package busy;

import sipstatus.SipStatus;

public class Main {
  public static void main(String[] arguments) {
    System.out.println(SipStatus.BUSY_HERE + " " + SipStatus.reasonPhrase(SipStatus.BUSY_HERE));
  }
}
""",
        },
        build="mvn --batch-mode compile",
        run="java -cp target/classes busy.Main",
        idle="Nothing to compile",
        works="Compiling",
    ),
    Start(
        language="python",
        create="""mkdir -p src/busy && printf '%s\\n' '[build-system]' 'requires = ["setuptools"]' \
'build-backend = "setuptools.build_meta"' '[project]' 'name = "busy"' 'version = "1"' \
> pyproject.toml""",
        files={
            "src/busy/__init__.py": """from sip_codes import StatusCode

print(StatusCode.BUSY_HERE.value, StatusCode.BUSY_HERE.phrase)
""",
        },
        build="python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir wheels .",
        run="PYTHONPATH=$(echo wheels/busy-*.whl) python -c 'import busy'",
        idle="",
        works="",
    ),
]


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.language)
def test_two_commands_are_enough(start: Start, workshop: Workshop) -> None:
    workshop.project.mkdir()
    workshop.says(start.create)
    said = workshop.says("sipstatus init --yes && sipstatus generate")
    assert said.endswith(" written, 0 removed, 0 unchanged\n")
    for name, text in start.files.items():
        path = workshop.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert start.works in workshop.says(start.build)
    assert workshop.says(start.run) == "486 Busy Here\n"

    assert " 0 written, 0 removed," in workshop.says("sipstatus generate")
    said = workshop.says(start.build)
    assert start.idle in said
    assert not start.works or start.works not in said

    workshop.says("sipstatus check")
    made = workshop.says("sipstatus generate --list-outputs").split()
    (edited,) = [path for path in made if "Busy Here" in (workshop.project / path).read_text()][:1]
    file = workshop.project / edited
    file.write_text(file.read_text("utf-8").replace("Busy Here", "Busy There"), "utf-8")
    code, said = workshop.run("sipstatus check")
    assert code == 1
    assert f"stale: {edited}\n" in said
    assert said.endswith("repair: sipstatus generate\n")
