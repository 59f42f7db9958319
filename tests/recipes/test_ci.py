"""The action of GitHub and the job of GitLab: their steps, run by a shell as a runner does it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from workshop import PIPELINES, ROOT, Workshop

PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
OUTPUT = "internal/sipstatus/status.go"


def shown(title: str) -> Any:
    """A file that the page shows."""
    (text,) = re.findall(rf'^```yaml title="{re.escape(title)}"\n(.*?)^```$', PAGE, re.M | re.S)
    return yaml.safe_load(text)


@pytest.fixture
def project(workshop: Workshop) -> Path:
    """The project of Go, with its output."""
    shutil.copytree(PIPELINES / "go", workshop.project)
    workshop.says("sipstatus generate")
    # From here on, sipstatus is what the steps install.
    (workshop.project.parent / "bin" / "sipstatus").unlink()
    return workshop.project


def judged(workshop: Workshop, check: str) -> None:
    """The step passes with what was generated, and not with an edit."""
    workshop.says(check)
    output = workshop.project / OUTPUT
    output.write_text(output.read_text("utf-8").replace("Busy Here", "Busy There"), "utf-8")
    code, said = workshop.run(check)
    assert code == 1
    assert said.endswith("repair: sipstatus generate\n")


def test_the_action_of_github(workshop: Workshop, project: Path, repository: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    programs = project.parent / "pipx" / "bin"
    workshop.environment |= {
        "GITHUB_ACTION_PATH": str(repository),
        "PIPX_HOME": str(programs.parent),
        "PIPX_BIN_DIR": str(programs),
        "PATH": f"{programs}:{workshop.environment['PATH']}",
    }
    install, check = action["runs"]["steps"]
    assert {install["shell"], check["shell"]} == {"bash"}
    workshop.environment |= install["env"]
    workshop.says(install["run"])
    folder = check["working-directory"].replace("${{ inputs.folder }}", ".")
    assert action["inputs"]["folder"]["default"] == folder == "."
    judged(workshop, check["run"])

    (job,) = shown(".github/workflows/sip.yml")["jobs"].values()
    (given,) = (step["with"] for step in job["steps"] if "sipstatus" in step["uses"])
    assert given.keys() <= action["inputs"].keys()


def test_the_job_of_gitlab(workshop: Workshop, project: Path, repository: Path) -> None:
    (job,) = shown(".gitlab-ci.yml").values()
    workshop.says("python -m venv ../venv")
    path = f"{project.parent / 'venv' / 'bin'}:{workshop.environment['PATH']}"
    # For git alone, the address that the page names is that of what is here now.
    here = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{repository}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/OWNER/sipstatus",
    }
    workshop.environment |= {**job["variables"], **here, "PATH": path}
    install, check = job["script"]
    workshop.says(install)
    judged(workshop, check)


def test_the_hook_that_the_page_names() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (named,) = shown(".pre-commit-config.yaml")["repos"]
    assert named["hooks"] == [{"id": hook["id"]}]
