"""A recorded demand is corrected, withdrawn, or its list narrowed; on every backend."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def chosen(service: Service, conversation: Any) -> list[str]:
    return [choice["item_id"] for choice in service.read(conversation)["demands"][0]["chosen"]]


def test_another_place_tells_which_choice_no_longer_fits_and_a_new_one_replaces_it(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    service.step(conversation[0], "choices", case_no=case_no, text="1")
    assert chosen(service, conversation) == ["F-guarantee"]
    done = service.step(conversation[0], "corrections", case_no=case_no, slots={"region": "110105"}).json()
    assert done["chosen"] == ["小微企业贷款担保"]
    assert done["unfit"] in ([], ["小微企业贷款担保"])
    assert bool(done["unfit"]) == bool(done["items"])
    assert chosen(service, conversation) == ["F-guarantee"]


def test_what_does_not_matter_is_not_matched_again(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    done = service.step(conversation[0], "corrections", case_no=case_no, slots={"phone": "13987654321"}).json()
    assert (done["items"], done["chosen"], done["unfit"]) == ([], [], [])


def test_another_amount_shows_the_list_again_while_nothing_is_chosen(service: Service) -> None:
    conversation = service.open()
    case_no = service.submit(conversation[0])["case_no"]
    done = service.step(conversation[0], "corrections", case_no=case_no, slots={"amount_cny": 300000}).json()
    assert done["items"][0]["item_id"] == "F-guarantee"


def test_withdrawn_before_it_is_dispatched_and_not_after(service: Service) -> None:
    conversation = service.open()
    first = service.submit(conversation[0], "a")["case_no"]
    second = service.submit(conversation[0], "b")["case_no"]
    service.move(second, "dispatched")
    for _ in range(2):
        assert service.step(conversation[0], "withdrawals", case_no=first).json() == {"withdrawn": True}
    assert service.step(conversation[0], "withdrawals", case_no=second).json() == {"withdrawn": False}
    assert [d["status"] for d in service.read(conversation)["demands"]] == ["cancelled", "dispatched"]


def test_a_wish_leaves_what_it_names_under_the_numbers_shown(service: Service) -> None:
    conversation = service.open()
    done = service.submit(conversation[0])
    best = done["items"][0]
    narrowed = service.step(conversation[0], "more", case_no=done["case_no"], text="有没有政策").json()
    assert narrowed["wish"] == "政策"
    assert {item["kind"] for item in narrowed["items"]} == {"policy"}
    shown = {item["item_id"]: item["number"] for item in done["items"]}
    assert all(shown.get(item["item_id"], item["number"]) == item["number"] for item in narrowed["items"])
    service.step(conversation[0], "choices", case_no=done["case_no"], text=f"第{best['number']}个")
    assert chosen(service, conversation) == [best["item_id"]]
