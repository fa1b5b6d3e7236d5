"""A backup to restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings


@pytest.fixture
def archive(settings: Settings, qifu: Any, tmp_path: Path) -> Path:
    """Return a backup of the settings' data, made with nothing running."""
    file = tmp_path / "b.tar.gz"
    assert qifu("backup", file).exit_code == 0
    return file
