"""Which Python the environments are made with."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import ROOT

Fake = Callable[[str, str], Path]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Put a program into a folder of its own that answers the measure with a line, or refuses it."""

    def made(name: str, says: str) -> Path:
        place = tmp_path / f"place-{len(list(tmp_path.iterdir()))}"
        place.mkdir()
        program = place / name
        program.write_text(f"#!/bin/sh\n{f'echo {says}' if says else 'exit 1'}\n", encoding="utf-8")
        program.chmod(0o755)
        return place

    return made


def found(tmp_path: Path, places: list[Path], *versions: str) -> str:
    path = os.pathsep.join(map(str, [*places, "/usr/bin", "/bin"]))
    command = [str(ROOT / "setup" / "find-python"), *versions]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, env={"PATH": path, "HOME": str(tmp_path)})
    return ran.stdout.strip()


def test_the_quickest_of_a_version_is_taken(tmp_path: Path, fake: Fake) -> None:
    places = [fake("python9.9", "300 /slow"), fake("python9.9", "90 /quick one"), fake("python9.9", "100 /middling")]
    assert found(tmp_path, places, "9.9") == "/quick one"


def test_one_that_cannot_serve_is_passed_over(tmp_path: Path, fake: Fake) -> None:
    places = [fake("python9.9", ""), fake("python9.9", "300 /slow")]
    assert found(tmp_path, places, "9.9") == "/slow"


def test_the_first_version_goes_before_a_quicker_one(tmp_path: Path, fake: Fake) -> None:
    places = [fake("python9.9", "300 /first"), fake("python9.10", "90 /second")]
    assert found(tmp_path, places, "9.9", "9.10") == "/first"
    assert found(tmp_path, places, "9.8", "9.10") == "/second"


def test_where_there_is_none_the_version_itself_is_handed_on(tmp_path: Path) -> None:
    assert found(tmp_path, [], "9.9", "9.10") == "9.9"


def test_a_python_tells_its_own_speed_and_path_and_refuses_another_version() -> None:
    measure = [sys.executable, str(ROOT / "setup" / "quickness.py")]
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    told = subprocess.run([*measure, here], capture_output=True, text=True)
    if told.returncode == 0:  # one without ensurepip refuses
        ratio, _, path = told.stdout.strip().partition(" ")
        assert int(ratio) > 0
        assert path == os.path.realpath(sys.executable)
    other = subprocess.run([*measure, "9.9"], capture_output=True, text=True)
    assert (other.returncode, other.stdout) == (1, "")
