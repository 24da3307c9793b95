"""The wheel: what it holds, and that it builds a brief where nothing of the checkout is in reach."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run(command, check=True)
    (built,) = folder.glob("briefgen-*.whl")
    return built


def test_the_wheel_carries_templates_styles_models_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "styles", "briefgen/models"):
        inside = f"briefgen/{folder}" if not folder.startswith("briefgen") else folder
        wanted = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()}
        wanted = {path for path in wanted if "__pycache__" not in path.parts}
        assert wanted
        assert {f"{inside}/{path.as_posix()}" for path in wanted} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "training/", "examples/")) for name in names)


def test_a_brief_is_built_with_the_wheel_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """The libraries come from this environment by a .pth file, without its editable install of briefgen."""
    environment = tmp_path / "venv"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = (environment / "lib").glob("python*/site-packages")
    # A path line adds the folder without reading the .pth files in it, so the checkout stays out of reach.
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    where = "import briefgen; print(briefgen.__file__)"
    found = subprocess.run([python, "-c", where], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert found.startswith(str(environment))
    command = [environment / "bin" / "briefgen", "build", EXAMPLES / "minutes.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/minutes/brief.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "out/minutes/brief.html").stat().st_size > 5_000
