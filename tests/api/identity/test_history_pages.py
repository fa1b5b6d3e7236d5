"""The history comes a page at a time, with as many queries for many cases as for few."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import Talk, fresh_phone, hotline_case, path, verify
from tests.api.reports.test_figure_routes import counted
from tests.api.test_app import shape

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
MOST_QUERIES = 9


def read(service: Service, talk: Talk, **wish: Any) -> Any:
    return service.client.get(path(talk, "history"), params=wish, headers=talk[1])


def person(service: Service, cases: int) -> tuple[Talk, list[str]]:
    """Return somebody with an appeal and so many demands, of which some were chosen for and handed on; oldest first."""
    phone, talk = fresh_phone(), service.open()
    numbers = []
    for n in range(cases):
        numbers.append(service.submit(talk[0], key=f"draft-{n}")["case_no"])
        if n % 3 == 0:
            service.step(talk[0], "choices", case_no=numbers[-1], text="第一个")
        if n % 3 == 1:
            assert service.move(numbers[-1], "dispatched").status_code == 200
    numbers += [appeals_parts.submit(service, talk[0]), hotline_case(service, phone, f"page-{phone}")]
    verify(service, talk, phone)
    return talk, numbers


@everywhere
def test_pages_join_to_the_whole_newest_first(service: Service) -> None:
    talk, numbers = person(service, 4)
    whole = read(service, talk).json()
    assert ([one["case_no"] for one in whole["cases"]], whole["total"]) == (numbers[::-1], 6)
    pages = [read(service, talk, offset=offset, limit=4).json() for offset in (0, 4, 8)]
    assert [one["case_no"] for page in pages for one in page["cases"]] == numbers[::-1]
    assert ([len(page["cases"]) for page in pages], {page["total"] for page in pages}) == ([4, 2, 0], {6})
    for wish in ({"limit": 0}, {"limit": 101}, {"offset": -1}, {"limit": "x"}):
        shape(read(service, talk, **wish), 422, "ValidationError")


@everywhere
def test_who_has_it_is_told_as_before(service: Service) -> None:
    talk, numbers = person(service, 2)
    rows = {one["case_no"]: one for one in read(service, talk).json()["cases"]}
    lines = service.step(talk[0], "progress", text="我的进度").json()["lines"]
    assert len(lines) == len(numbers)
    for line in lines:
        assert rows[line.split("（")[0]]["following"] in line  # the same unit in both


@everywhere
def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(service: Service) -> None:
    (few, _), (many, numbers) = person(service, 3), person(service, 9)
    sent = {}
    for name, talk in (("few", few), ("many", many)):
        with counted(service) as statements:
            assert read(service, talk).status_code == 200
        sent[name] = [one for one in statements if one.startswith("SELECT")]
        with counted(service) as statements:
            service.step(talk[0], "progress", text="我的进度")
        sent[f"{name} told"] = [one for one in statements if one.startswith("SELECT")]
    assert len(numbers) == 11
    assert len(sent["few"]) == len(sent["many"]), sent
    assert len(sent["few told"]) == len(sent["many told"]), sent
    of_cases = [one for one in sent["many"] if "persons" not in one and "identity_bindings" not in one]
    assert len(of_cases) <= MOST_QUERIES + 1, of_cases  # and the conversation itself
