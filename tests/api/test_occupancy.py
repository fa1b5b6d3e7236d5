"""Who works on a data directory: real processes hold it, and give it back however they end."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api import occupancy
from api.errors import ConfigurationError, ConflictError
from api.settings import ROOT

HOLD = (
    "import os, sys; from pathlib import Path; from api import occupancy\n"
    "with occupancy.shared(Path(sys.argv[1])):\n"
    "    child = os.fork()\n"
    "    print(child or 'child', flush=True)\n"
    "    sys.stdin.read()\n"
)


def test_many_together_or_one_alone(tmp_path: Path) -> None:
    with occupancy.shared(tmp_path), occupancy.shared(tmp_path):
        with pytest.raises(ConflictError, match="先停下它"), occupancy.alone(tmp_path):
            pytest.fail("let in")
    with occupancy.alone(tmp_path):
        for other in (occupancy.shared, occupancy.alone):
            with pytest.raises((ConfigurationError, ConflictError)), other(tmp_path):
                pytest.fail("let in")
    with occupancy.alone(tmp_path):
        pass


def test_a_forked_process_counts_when_its_parent_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        assert len({parent.stdout.readline(), parent.stdout.readline()}) == 2
        parent.send_signal(signal.SIGKILL)
        parent.wait(timeout=10)
        with pytest.raises(ConflictError), occupancy.alone(tmp_path):
            pytest.fail("let in")
        parent.stdin.close()  # which the child waits for
        assert parent.stdout.read() == ""
    with occupancy.alone(tmp_path):
        pass
