"""sdist, wheel and pure wheel: built, looked into, installed into clean environments and used."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What a user of the installed package does first; printed by the interpreter that has it.
USE = """
import sipstatus, sys
line = sipstatus.parse_status_line(b"SIP/2.0 486 Busy Here\\r\\n")
assert (line.status_code, line.reason_octets, line.end) == (486, b"Busy Here", 23)
assert line.status is sipstatus.StatusCode.BUSY_HERE
assert sipstatus.scan_status_lines(b"\\nSIP/2.0 486 Busy Here\\r\\n")[0].end == 24
assert sipstatus.encode_status_line(404) == b"SIP/2.0 404 Not Found\\r\\n"
assert not any(name.partition(".")[0] in ("click", "rich", "jinja2") for name in sys.modules)
print(sipstatus.IMPLEMENTATION)
"""


def build(out: Path, *arguments: str, source: Path = ROOT, pure: bool = False) -> Path:
    """Build with this environment's setuptools and Cython; returns the one new file."""
    env = {**os.environ, "SIPSTATUS_PURE_PYTHON": "1" if pure else ""}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*command, *arguments, str(source)], check=True, capture_output=True, env=env)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sdist"), "--sdist")


def unpack(sdist: Path, folder: Path) -> Path:
    """The root of the sdist, unpacked into a new folder."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(sdist, tmp_path_factory.mktemp("unpacked"))


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"), "--wheel", source=unpacked)


@pytest.fixture(scope="module")
def pure_wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("pure"), "--wheel", source=unpacked, pure=True)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def use(wheel: Path, folder: Path) -> str:
    """Install into a new environment, nothing else in it, and use it from elsewhere."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env.pop("SIPSTATUS_PURE_PYTHON", None)
    install = [str(python), "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, env=env)
    run = subprocess.run([python, "-c", USE], cwd=folder, env=env, capture_output=True, text=True)
    assert run.stderr == ""
    return run.stdout.strip()


def test_the_sdist_holds_what_the_repository_holds(unpacked: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    here = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    repository_only = {".gitignore", ".gitattributes", ".ci/run", ".github/workflows/registry.yml"}
    assert [path for path in tracked if path not in here and path not in repository_only] == []


def test_the_wheel_holds_runtime_tables_generator_and_spec(wheel: Path) -> None:
    held = names(wheel)
    assert {
        "sipstatus/__init__.py",
        "sipstatus/py.typed",
        "sipstatus/_statusline.pyi",
        "sipstatus/_statusline.pxd",
        "sipstatus/sip_statusline.h",
        "sipstatus/_statusline_py.py",
        "sipstatus/cli/capture/_messages.pyi",
        "sipstatus/cli/capture/_messages_py.py",
        "sipstatus/_scan.pyi",
        "sipstatus/_scan_py.py",
        "sipstatus/_rows.pyi",
        "sipstatus/_rows_py.py",
        "sipstatus/cli/capture/_shape.pyi",
        "sipstatus/cli/capture/_shape_py.py",
        "sipstatus/cli/__init__.py",
        "sipstatus/cli/capture/counting.py",
        "sipstatus/cli/commands/scan.py",
        "sipstatus/cli/terminal/histogram.py",
        "_sipstatus/status_code.py",
        "_sipstatus/py.typed",
        "sipstatus_codegen/__init__.py",
        "sipstatus_codegen/spec/rfc-sections-later.json",
        "sipstatus_codegen/spec/rfc-sections.json",
        "sipstatus_codegen/spec/sip-status-codes.toml",
        "sipstatus_codegen/spec/vectors/status-lines.json",
        "sipstatus_codegen/targets/cython/templates/_statusline.pyx.j2",
    } <= held
    for extension in (
        "sipstatus/_statusline.",
        "sipstatus/_scan.",
        "sipstatus/_rows.",
        "sipstatus/cli/capture/_messages.",
        "sipstatus/cli/capture/_shape.",
    ):
        assert any(name.startswith(extension) and ".so" in name for name in held)
    # The examples of targets are text for the generator.
    compiled = [name for name in held if "/templates/" not in name]
    assert not any(name.endswith((".c", ".pyx", "_scan.h", "_rows.h")) for name in compiled)
    tops = {name.partition("/")[0].partition("-")[0] for name in held}
    assert tops == {"sipstatus", "_sipstatus", "sipstatus_codegen"}


def test_the_pure_wheel_is_for_every_machine(pure_wheel: Path) -> None:
    assert pure_wheel.name.endswith("-py3-none-any.whl")
    assert not any(".so" in name for name in names(pure_wheel))


def test_the_wheel_installed_alone_works(wheel: Path, tmp_path: Path) -> None:
    assert use(wheel, tmp_path / "env") == "cython"


def test_the_pure_wheel_installed_alone_works(pure_wheel: Path, tmp_path: Path) -> None:
    assert use(pure_wheel, tmp_path / "env") == "python"


def test_the_installed_command_says_what_it_lacks(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    folder = tmp_path / "env" / "bin"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([folder / "python", *install], check=True)
    run = subprocess.run([folder / "sipstatus", "list"], capture_output=True, text=True)
    assert run.returncode == 2
    assert 'pip install ".[cli]"' in run.stderr
    assert "Traceback" not in run.stderr


def test_a_build_without_a_compiler_names_the_way_out(sdist: Path, tmp_path: Path) -> None:
    source = unpack(sdist, tmp_path / "source")
    env = {**os.environ, "CC": str(tmp_path / "no-compiler"), "SIPSTATUS_PURE_PYTHON": ""}
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", f"-o{tmp_path}"]
    run = subprocess.run([*command, str(source)], env=env, capture_output=True, text=True)
    assert run.returncode != 0
    assert "SIPSTATUS_PURE_PYTHON=1" in run.stdout + run.stderr
    assert not list(tmp_path.glob("*.whl"))
