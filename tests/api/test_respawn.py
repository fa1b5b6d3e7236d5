"""What is killed is started again; what ends by itself, cannot start or is stopped stays ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api import respawn
from api.respawn import Keeper
from api.settings import ROOT

KILLS_ITSELF_TWICE = """
import os, pathlib, signal, sys
marks = pathlib.Path(sys.argv[1])
marks.write_text(marks.read_text() + "x")
if len(marks.read_text()) < 3:
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return where each start leaves a mark."""
    file = tmp_path / "marks"
    file.touch()
    return file


def test_killed_is_started_again(marks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respawn, "STARTED_SECONDS", 0.0)
    monkeypatch.setattr(respawn, "PAUSE_SECONDS", 0.0)
    assert Keeper([sys.executable, "-c", KILLS_ITSELF_TWICE, str(marks)]).run() == 0
    assert marks.read_text() == "xxx"


def test_killed_at_once_is_not(marks: Path) -> None:
    assert Keeper([sys.executable, "-c", KILLS_ITSELF_TWICE, str(marks)]).run() == -signal.SIGKILL
    assert marks.read_text() == "x"


def test_what_ends_by_itself_stays_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respawn, "STARTED_SECONDS", 0.0)
    assert Keeper([sys.executable, "-c", "raise SystemExit(3)"]).run() == 3


def test_signal_is_handed_on() -> None:
    code = (
        "import sys; from api import respawn\n"
        "keeper = respawn.Keeper([sys.executable, '-c', \"print('up', flush=True); import time; time.sleep(60)\"])\n"
        "import signal; signal.signal(signal.SIGTERM, keeper.stop); sys.exit(keeper.run())"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
