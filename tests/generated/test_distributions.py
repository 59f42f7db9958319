"""sdist, wheel and pure wheel: built, looked into, installed into clean environments and used."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EPOCH = 1_000_000_000

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
    env["SOURCE_DATE_EPOCH"] = str(EPOCH)
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
    repository_only = (".gitignore", ".gitattributes", ".ci/", ".github/")
    missing = [path for path in tracked if path not in here]
    assert [path for path in missing if not path.startswith(repository_only)] == []


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


def test_no_module_holds_debug_information_or_names_for_a_debugger(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        modules = [archive.read(name) for name in archive.namelist() if name.endswith(".so")]
    assert len(modules) == 5
    assert not any(b".debug_" in module or b".symtab" in module for module in modules)


def test_every_link_of_the_readme_is_an_address(sdist: Path, unpacked: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    home = project["urls"]["Repository"]
    metadata = (unpacked / "PKG-INFO").read_text("utf-8")
    links = re.findall(r"\]\(([^)]*)\)", metadata.partition("# sipstatus")[2])
    assert len(links) > 10
    for link in links:
        assert link.startswith(f"{home}/blob/v{project['version']}/")
        assert (ROOT / link.split(f"/v{project['version']}/")[1].partition("#")[0]).exists()
    assert f"Project-URL: Repository, {home}" in metadata


def test_the_home_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    home = project["urls"]["Repository"].removeprefix("https://")
    command = ["git", "grep", "--files-with-matches", "--fixed-strings", home]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.split() == ["pyproject.toml"]


def test_the_sdist_tells_nothing_of_the_machine_that_made_it(sdist: Path) -> None:
    """Two clones give the same octets: the `release` session compares them."""
    assert sdist.read_bytes()[4:8] == EPOCH.to_bytes(4, "little")  # RFC 1952 section 2
    with tarfile.open(sdist) as archive:
        members = archive.getmembers()
    assert {member.mtime for member in members} == {EPOCH}
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {
        (0, 0, "", "")
    }
    assert {oct(member.mode) for member in members if member.isfile()} <= {"0o644", "0o755"}
    assert {oct(member.mode) for member in members if member.isdir()} == {"0o755"}


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
