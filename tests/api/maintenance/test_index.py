"""How the index stands, for maintainers: in step, behind, and what is saved beside."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Service


def index(service: Service) -> dict[str, Any]:
    """Return what a maintainer is told."""
    answer = service.client.get("/api/v1/maintenance/index", headers=service.user("maintainer"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_it_agrees_with_the_catalogue_and_names_what_is_in_use(service: Service) -> None:
    found = index(service)
    assert found["in_step"] is True
    assert found["indexed_items"] == found["items"] > 0
    (current,) = [one for one in found["saved"] if one["role"] == "current"]
    assert current["model_version"] == found["model_version"]
    assert current["built_at"].endswith("+08:00")


def test_the_way_back_is_told(alone: Service) -> None:
    before = index(alone)["saved"][0]["name"]
    name, _ = alone.state.matcher.build_beside()
    alone.state.matcher.switch(name)
    roles = {one["name"]: one["role"] for one in index(alone)["saved"]}
    assert (roles[name], roles[before]) == ("current", "previous")
