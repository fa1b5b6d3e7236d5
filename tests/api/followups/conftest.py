"""The desk on a database of the test's own."""

from __future__ import annotations

import pytest

from tests.api.conftest import Service
from tests.api.followups.desk import Desk


@pytest.fixture
def desk(alone: Service, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the desk."""
    return Desk(alone, monkeypatch)
