"""What a fresh machine relies on: the extras, the pins, the Makefile, its scripts and .ci/run.

The scripts run for real; only the programs they call (apt-get, sudo, make, python) are stubs.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("desktop", "training", "convert", "remotes", "ray", "dev")
# What a room imports only where it is asked to, and says which to install.
ON_REQUEST = {"training": ("remotes", "ray", "hopsworks")}
NOT_THE_APPS = {"torch", "transformers", "pandas", "pyarrow", "datasets", "pytest"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not Windows's")


def read_extra(extra: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        Requirement(r) for r in [*project["dependencies"], *project["optional-dependencies"][extra]]
    ]


def is_for_this_system(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate()


def read_pins() -> dict[str, str]:
    """Package name to version, of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def find_all_needed(requirements: list[Requirement]) -> set[str]:
    """Names of all installed packages that an install of these brings, however deep."""
    found: set[str] = set()
    waiting = [(r, frozenset(r.extras)) for r in requirements if is_for_this_system(r)]
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found and not extras:
            continue
        found.add(name)
        for text in metadata.requires(requirement.name) or []:
            child = Requirement(text)
            environments = [{"extra": extra} for extra in (extras or {""})]
            if child.marker is None or any(child.marker.evaluate(e) for e in environments):
                waiting.append((child, frozenset(child.extras)))
    return found


def find_imports(room: Path) -> set[str]:
    """Top-level names of all modules that a room's code imports, anywhere in it."""
    found: set[str] = set()
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


def write_stub(folder: Path, name: str, script: str) -> Path:
    """An executable of this name in folder, made of shell lines."""
    folder.mkdir(exist_ok=True)
    stub = folder / name
    stub.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    stub.chmod(0o755)
    return stub


def run_with_stubs(
    command: list[str], stubs: Path, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{stubs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    env.pop("MAKEFLAGS", None)  # this suite itself runs below make
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_app_needs_no_training_package() -> None:
    needed = find_all_needed(read_extra("desktop"))
    assert {"pyside6-essentials", "ctranslate2", "onnxruntime"} <= needed
    assert not needed & NOT_THE_APPS


@pytest.mark.parametrize("room", ["desktop", "training", "convert"])
def test_a_room_imports_only_what_its_extra_names(room: str) -> None:
    extras = (room, *ON_REQUEST.get(room, ()))
    named = {canonicalize_name(r.name) for extra in extras for r in read_extra(extra)}
    distributions = metadata.packages_distributions()
    for module in find_imports(ROOT / room) - sys.stdlib_module_names - {room}:
        owners = {canonicalize_name(name) for name in distributions.get(module, [module])}
        assert owners & named, f"{room} imports {module}"


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_requirement_is_pinned_to_a_version_it_allows(extra: str) -> None:
    pins = read_pins()
    for requirement in filter(is_for_this_system, read_extra(extra)):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), (
            requirement
        )


def test_pins_fit_any_build_from_any_registry() -> None:
    for version in read_pins().values():
        assert re.fullmatch(r"[0-9][0-9a-z.]*", version)


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).parent / "talskrift"
    result = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout) == (0, f"talskrift {metadata.version('talskrift')}\n")


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets
    listed = run_with_stubs(["make"], ROOT / "none").stdout
    for target in targets[1].split():
        assert f"make {target} " in listed
        assert run_with_stubs(["make", "-n", target], ROOT / "none").returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with what `make app` reads, and stubs/python3 that notes what it is asked."""
    folder = tmp_path / "en mapp på svenska"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    write_stub(
        folder / "stubs",
        "python3",
        f'echo "$*" >> "{folder}/calls"\n'
        'case "$*" in "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;; esac',
    )
    return folder


def make_app(checkout: Path) -> list[str]:
    """Run `make app` with no system package asked for; returns what python was asked to do."""
    (checkout / "calls").unlink(missing_ok=True)
    stubs = checkout / "stubs"
    result = run_with_stubs(["make", "app", "APP_PACKAGES=", "PYTHON=python3"], stubs, checkout)
    assert result.returncode == 0, result.stderr
    return (checkout / "calls").read_text(encoding="utf-8").splitlines()


def test_make_app_installs_once_and_again_when_a_pin_changes(checkout: Path) -> None:
    first = make_app(checkout)
    assert any("pip" in call and ".[desktop]" in call for call in first)
    assert first[-1] == "-m desktop"

    (checkout / "constraints.txt").touch()
    assert make_app(checkout) == ["-m desktop"]

    with (checkout / "constraints.txt").open("a") as pins:
        pins.write("another==1.0\n")
    assert any("pip" in call and ".[desktop]" in call for call in make_app(checkout))


def test_an_install_that_fails_is_not_taken_for_done(checkout: Path) -> None:
    make_app(checkout)
    with (checkout / "constraints.txt").open("a") as pins:
        pins.write("another==1.0\n")
    write_stub(checkout / ".venv/bin", "python", 'case "$*" in *install*) exit 1;; esac')
    result = run_with_stubs(["make", "app", "APP_PACKAGES="], checkout / "stubs", checkout)
    assert result.returncode != 0
    write_stub(checkout / ".venv/bin", "python", f'echo "$*" >> "{checkout}/calls"')
    assert any("pip" in call and "install" in call for call in make_app(checkout))


def test_without_a_display_the_sample_is_transcribed(tmp_path: Path) -> None:
    from desktop.__main__ import EXIT_NO_DISPLAY

    python = write_stub(
        tmp_path, "python", f'echo "asked $*"\n[ "$*" != "-m desktop" ] || exit {EXIT_NO_DISPLAY}'
    )
    result = run_with_stubs(["sh", "scripts/open-app.sh", str(python)], tmp_path)
    assert result.returncode == 0
    assert result.stdout.splitlines()[0] == "asked -m desktop"
    assert result.stdout.splitlines()[-1] == "asked -m desktop --self-check"


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get is Linux's")
class TestSystemPackages:
    PACKAGES = ("libone", "libtwo")

    def run(self, stubs: Path, uid: int) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        """Ask for PACKAGES, of which libone is installed; returns apt-get's calls too."""
        write_stub(stubs, "dpkg-query", 'case "$*" in *libone) echo "install ok installed";; esac')
        write_stub(stubs, "id", f"echo {uid}")
        write_stub(stubs, "sudo", "exit 1")
        result = run_with_stubs(["sh", "scripts/system-packages.sh", *self.PACKAGES], stubs)
        calls = stubs / "calls"
        return result, calls.read_text().splitlines() if calls.exists() else []

    def test_names_the_command_when_it_may_not_install(self, tmp_path: Path) -> None:
        write_stub(tmp_path, "apt-get", f'echo "$*" >> "{tmp_path}/calls"')
        result, calls = self.run(tmp_path, uid=1000)
        assert result.returncode == 0
        assert "\n  sudo apt-get install libtwo\n" in result.stderr
        assert calls == []

    def test_fetches_package_lists_when_the_first_try_fails(self, tmp_path: Path) -> None:
        write_stub(
            tmp_path,
            "apt-get",
            f'echo "$1" >> "{tmp_path}/calls"\n'
            f'[ "$1" = update ] && touch "{tmp_path}/lists"\n[ -e "{tmp_path}/lists" ]',
        )
        result, calls = self.run(tmp_path, uid=0)
        assert result.returncode == 0
        assert result.stderr == ""
        assert calls == ["install", "update", "install"]

    def test_says_so_when_apt_cannot(self, tmp_path: Path) -> None:
        write_stub(tmp_path, "apt-get", 'echo "E: no such thing" >&2; exit 100')
        result, _ = self.run(tmp_path, uid=0)
        assert "E: no such thing" in result.stderr
        assert "apt-get install libtwo" in result.stderr

    def test_does_nothing_when_all_is_there(self, tmp_path: Path) -> None:
        write_stub(tmp_path, "dpkg-query", "echo install ok installed")
        write_stub(tmp_path, "apt-get", "echo called; exit 1")
        result = run_with_stubs(["sh", "scripts/system-packages.sh", *self.PACKAGES], tmp_path)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


class TestPythonThatWillNotDo:
    def make_venv(self, tmp_path: Path, script: str) -> subprocess.CompletedProcess[str]:
        write_stub(tmp_path, "python3", script)
        write_stub(tmp_path, "id", "echo 1000")
        write_stub(tmp_path, "sudo", "exit 1")
        write_stub(tmp_path, "apt-get", "exit 1")
        write_stub(tmp_path, "dpkg-query", "exit 1")
        command = ["sh", "scripts/make-venv.sh", "python3", str(tmp_path / "venv")]
        return run_with_stubs(command, tmp_path)

    def test_too_old(self, tmp_path: Path) -> None:
        script = 'case "$*" in *version_info*) exit 1;; -V) echo Python 3.10.12;; esac'
        result = self.make_venv(tmp_path, script)
        assert result.returncode == 1
        assert "needs Python 3.11 or later; 'python3' is Python 3.10.12" in result.stderr

    def test_missing(self, tmp_path: Path) -> None:
        command = ["sh", "scripts/make-venv.sh", "python-that-is-not", str(tmp_path / "venv")]
        result = run_with_stubs(command, tmp_path)
        assert result.returncode == 1
        assert "there is no 'python-that-is-not' here" in result.stderr

    def test_without_venv(self, tmp_path: Path) -> None:
        result = self.make_venv(tmp_path, 'case "$*" in *ensurepip*) exit 1;; esac')
        assert result.returncode == 1
        assert "sudo apt-get install python3-venv" in result.stderr


class TestContinuousIntegration:
    PASSED = "=================== 412 passed, 3 skipped in 201.52s (0:03:21) ==================="

    def run(self, stubs: Path, output: str, status: int) -> tuple[int, str]:
        """.ci/run with a `make` of this output and exit status; its own status and last line."""
        write_stub(stubs, "make", f"cat <<'END'\n{output}\nEND\nexit {status}")
        result = run_with_stubs(["bash", ".ci/run"], stubs)
        return result.returncode, result.stdout.splitlines()[-1]

    def test_passes_when_tests_passed(self, tmp_path: Path) -> None:
        assert self.run(tmp_path, f"{self.PASSED}\nmore talk", 0) == (0, self.PASSED)

    def test_fails_when_a_test_failed(self, tmp_path: Path) -> None:
        closing = "============ 1 failed, 411 passed in 9.50s ============"
        assert self.run(tmp_path, closing, 2) == (2, closing)

    @pytest.mark.parametrize(
        "closing",
        [
            "============ no tests ran in 0.01s ============",
            "============ 7 skipped in 0.10s ============",
            "============ 12 deselected in 0.10s ============",
        ],
    )
    def test_fails_when_no_test_ran(self, tmp_path: Path, closing: str) -> None:
        assert self.run(tmp_path, closing, 0) == (1, closing)

    def test_fails_when_pytest_never_started(self, tmp_path: Path) -> None:
        status, last = self.run(tmp_path, "nothing to be done", 0)
        assert status == 1
        assert "no closing line" in last
