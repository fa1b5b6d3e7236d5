"""Who may ask for figures, what is refused, and that no figure asks the database more the more there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.api.conftest import BACKENDS, Service
from tests.api.reports.conftest import PERIOD, Story
from tests.api.test_app import shape

FIGURES = (
    "demands", "funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "awards", "warnings",
    "unmet",
)  # fmt: skip


@contextmanager
def counted(service: Service) -> Iterator[list[str]]:
    """Collect the statements that a service sends."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    event.listen(service.state.database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(service.state.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", FIGURES)
def test_only_viewers_and_agents_are_let_in(service: Service, name: str) -> None:
    path = f"/api/v1/figures/{name}"
    shape(service.client.get(path), 401, "UnauthenticatedError")
    for role in ("institution", "maintainer", "reviewer"):
        shape(service.client.get(path, headers=service.user(role)), 403, "NotAllowedError")
    for role in ("viewer", "agent", "admin"):
        answer = service.client.get(path, headers=service.user(role))
        assert answer.status_code == 200, answer.text
        assert answer.json()["period"]["since"] == "2026-01-01"
        assert answer.json()["period"]["until"] == "2026-11-23"


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_bad_questions_are_answered_with_a_sentence(service: Service) -> None:
    def get(query: str) -> Any:
        return service.client.get(f"/api/v1/figures/{query}", headers=service.user("agent"))

    shape(get("demands?by=colour"), 422, "ValidationError")
    shape(get("demands?region=43"), 422, "ValidationError")
    shape(get("funnel?since=yesterday"), 422, "ValidationError")
    shape(get("funnel?colour=red"), 422, "ValidationError")
    backwards = get("funnel?since=2026-05-01&until=2026-04-01")
    shape(backwards, 422, "InvalidInputError")
    assert "晚于" in backwards.json()["detail"]
    shape(get("funnel?window=W-nowhere"), 404, "NotFoundError")
    assert get("demands?by=day&since=2019-01-01&until=2019-01-02").json()["total"] == 0


def test_a_viewer_reads_lists_but_no_single_case(story: Story) -> None:
    rows = story.get("/api/v1/demands", "viewer").json()
    assert {row["case_no"] for row in rows} == {story.numbers[name] for name in ("before", "good", "late", "unmet")}
    shape(story.get(f"/api/v1/demands/{story.numbers['good']}", "viewer"), 403, "NotAllowedError")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(story: Story) -> None:
    limits = {
        "demands?by=city": 2, "demands?by=day": 2, "funnel": 3, "timeliness": 2, "matching": 4, "satisfaction": 2,
        "windows": 3, "institutions": 5, "awards": 9, "warnings": 8, "unmet": 2,
    }  # fmt: skip
    for name, most in limits.items():
        with counted(story.service) as sent:
            story.figure(name)
        begun = [one for one in sent if one.startswith("SELECT") or one.startswith("WITH")]
        assert len([one for one in begun if "FROM users" not in one]) <= most, (name, begun)
    with counted(story.service) as one_row:
        story.get("/api/v1/demands?limit=1")
    with counted(story.service) as all_rows:
        assert len(story.get("/api/v1/demands?limit=50").json()) == 5
    assert len(all_rows) <= len(one_row) + 1  # names of institutions, which the newest has none of
    with counted(story.service) as short:
        story.get(f"/api/v1/demands/{story.numbers['far']}")
    with counted(story.service) as long:
        story.get(f"/api/v1/demands/{story.numbers['late']}")
    assert len(long) <= len(short) + 2  # names of institutions, which the other has none of
    with counted(story.service) as history:
        story.get(f"/api/v1/demands/{story.numbers['late']}/history")
    assert len(history) <= 6


def test_description_says_how_a_cell_opens(service: Service) -> None:
    described = service.client.get("/openapi.json").json()["paths"]
    assert "GET /api/v1/demands" in described["/api/v1/figures/funnel"]["get"]["description"]
    assert PERIOD.startswith("since")
