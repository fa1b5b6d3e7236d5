"""A visitor without a name: counts and cookies of each test its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.limiter import Limiter
from tests.api.conftest import Service


@pytest.fixture
def visitor(service: Service) -> Iterator[TestClient]:
    """Return a client that nobody has counted yet and that holds no cookie."""
    service.state.limiter = Limiter()
    service.client.cookies.clear()
    yield service.client
    service.client.cookies.clear()
    service.state.limiter = Limiter()
