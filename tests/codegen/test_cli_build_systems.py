"""``--depfile`` and ``--stamp``: what make, Ninja and CMake need, judged by make and Ninja."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox import SAMPLES, files_in, sipstatus

from sipstatus.cli.depfile import rule

VENDOR = (SAMPLES / "vendor.toml").read_text("utf-8")
AWKWARD = "my $1 #2: codes/vendor.toml"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a/b.toml", "a/b.toml"),
        ("a b.toml", r"a\ b.toml"),
        ("a#b.toml", r"a\#b.toml"),
        ("a$b.toml", "a$$b.toml"),
        ("a:b.toml", r"a\:b.toml"),
        ("C:/codes/b.toml", "C:/codes/b.toml"),
        ("a\\b.toml", "a\\b.toml"),
        ("a\\ b.toml", "a\\\\\\ b.toml"),
    ],
)
def test_names_are_escaped_as_make_and_ninja_read_them(name: str, written: str) -> None:
    text = rule([Path("out.h")], [Path(name)])
    assert text == f"out.h: {written}\n{written}:\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "vendor.toml").write_text(VENDOR, "utf-8")
    return tmp_path


CALL = ("generate", "--target", "c", "--option", "c.meaning=no", "--overlay", "vendor.toml")


def test_the_stamp_depends_on_the_inputs(project: Path) -> None:
    (project / "my.toml").write_bytes((SAMPLES / "valid.toml").read_bytes())
    files = ("--depfile", "build/sip.d", "--stamp", "build/sip.stamp")
    outcome = sipstatus(*CALL, "--spec", "my.toml", "--out", "sip", *files, cwd=project)
    assert (outcome.code, outcome.errors) == (0, "")
    text = (project / "build/sip.d").read_text()
    assert text == "build/sip.stamp: my.toml vendor.toml\nmy.toml:\nvendor.toml:\n"
    assert (project / "build/sip.stamp").read_bytes() == b""


def test_without_a_stamp_the_outputs_depend_on_them(project: Path) -> None:
    assert sipstatus(*CALL, "--out", "sip", "--depfile", "sip.d", cwd=project).code == 0
    targets, _, inputs = (project / "sip.d").read_text().splitlines()[0].partition(": ")
    listed = sipstatus(*CALL, "--out", "sip", "--list-outputs", cwd=project).lines
    assert targets.split() == listed
    *packaged, overlay = inputs.split()
    assert overlay == "vendor.toml"
    # A new version of sipstatus brings a new file of the spec.
    assert [Path(path).name for path in packaged] == ["sip-status-codes.toml"]
    assert Path(packaged[0]).is_file()


def test_a_project_file_is_an_input(project: Path) -> None:
    (project / "codes").mkdir()
    (project / "sipstatus.toml").write_text(
        'version = 1\noverlays = ["vendor.toml"]\n[[output]]\ntarget = "go"\npath = "sip"\n'
    )
    assert sipstatus("generate", "--depfile", "d", "--stamp", "s", cwd=project / "codes").code == 0
    first = (project / "codes/d").read_text().splitlines()[0]
    assert first.startswith("s: ../sipstatus.toml /")
    assert first.endswith(" ../vendor.toml")


def test_only_the_stamp_gets_a_new_time(project: Path) -> None:
    files = ("--depfile", "sip.d", "--stamp", "sip.stamp")
    assert sipstatus(*CALL, "--out", "sip", *files, cwd=project).code == 0
    old = 1_000_000_000
    for path in files_in(project):
        os.utime(project / path, (old, old))
    (project / "sip.stamp").write_bytes(b"kept")
    os.utime(project / "sip.stamp", (old, old))
    assert sipstatus(*CALL, "--out", "sip", *files, cwd=project).code == 0
    times = {path: (project / "sip" / path).stat().st_mtime for path in files_in(project / "sip")}
    assert len(times) == 3
    assert set(times.values()) == {old}
    assert (project / "sip.stamp").stat().st_mtime > old
    assert (project / "sip.stamp").read_bytes() == b"kept"


def test_a_refusal_leaves_the_stamp_alone(project: Path) -> None:
    (project / "sip").mkdir()
    (project / "sip/sip_status.h").write_text("/* mine */\n")
    files = ("--depfile", "sip.d", "--stamp", "sip.stamp")
    assert sipstatus(*CALL, "--out", "sip", *files, cwd=project).code == 2
    assert not {"sip.d", "sip.stamp"} & files_in(project).keys()


@pytest.mark.parametrize("other", ["--stdout", "--dry-run", "--list-outputs"])
def test_they_are_for_calls_that_write(project: Path, other: str) -> None:
    outcome = sipstatus(*CALL, "--out", "sip", "--stamp", "s", other, cwd=project)
    assert outcome.code == 2
    assert "--depfile and --stamp are for calls that write" in outcome.errors
    assert not (project / "s").exists()


MAKEFILE = """\
main.o: include/sip_status.h
\t: compiled
\ttouch main.o

include/sip_status.h: sip.stamp ;

sip.stamp:
\tsipstatus generate --depfile sip.d --stamp sip.stamp

-include sip.d
"""

NINJA = """\
rule sipstatus
  command = sipstatus generate --depfile $out.d --stamp $out
  depfile = $out.d
  restat = 1

rule cc
  command = : compiled && touch $out

build sip.stamp | include/sip_status.h: sipstatus
build main.o: cc | include/sip_status.h
"""


@pytest.mark.parametrize(("tool", "recipe"), [("make", MAKEFILE), ("ninja", NINJA)])
def test_a_second_build_does_nothing(tool: str, recipe: str, tmp_path: Path) -> None:
    program = shutil.which(tool)
    if program is None:  # what it shows is that tool's behaviour
        assert "--depfile" in recipe
        return
    command = tmp_path / "bin/sipstatus"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sipstatus "$@"\n')
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    project = tmp_path / "project"
    project.mkdir()
    (project / {"make": "Makefile", "ninja": "build.ninja"}[tool]).write_text(recipe)
    (project / "sipstatus.toml").write_text(
        f'version = 1\noverlays = ["{AWKWARD}"]\n[[output]]\ntarget = "c"\npath = "include"\n'
        'options = { meaning = "no" }\n'
    )
    overlay = project / AWKWARD
    overlay.parent.mkdir()

    def built() -> list[str]:
        """What a build did."""
        run = subprocess.run(
            [program, *(["-v"] if tool == "ninja" else []), "main.o"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return [word for word in ("sipstatus generate", ": compiled") if word in run.stdout]

    overlay.write_text(VENDOR, "utf-8")
    assert built() == ["sipstatus generate", ": compiled"]
    assert built() == []
    overlay.write_text(f"# a comment\n{VENDOR}", "utf-8")
    assert built() == ["sipstatus generate"]
    assert built() == []
    overlay.write_text(VENDOR.replace("Campaign Over", "Campaign Done"), "utf-8")
    assert built() == ["sipstatus generate", ": compiled"]
    assert built() == []
    # An overlay that is gone is no error of make's: the project no longer names it.
    text = (project / "sipstatus.toml").read_text().replace(AWKWARD, "other.toml")
    overlay.rename(project / "other.toml")
    (project / "sipstatus.toml").write_text(text)
    assert built() == ["sipstatus generate", ": compiled"]
    assert built() == []
