"""By a number that several have had one person is deleted and taken along, never another with him."""

from __future__ import annotations

from typing import Any

import pytest

from api.identity import reissue
from api.privacy import holdings
from tests.api.conftest import BACKENDS, Service
from tests.api.identity.test_calls_not_checked import confirm
from tests.api.identity.test_reissued_numbers import DAY, LONG, aged, called_before
from tests.api.identity_parts import fresh_phone, history, hotline_case, verify
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def by_phone(service: Service, what: str, phone: str, *parts: int) -> Any:
    body = {"phone": phone, "purpose": "本人来电要求", **({"parts": parts} if parts else {})}
    return service.client.post(f"/api/v1/privacy/{what}", json=body, headers=service.user("admin"))


def exported(service: Service, phone: str, *parts: int) -> set[str]:
    """Return the numbers of the cases that somebody takes along."""
    answer = by_phone(service, "exports", phone, *parts)
    assert answer.status_code == 200, answer.text
    return {one["case_no"] for record in answer.json()["records"] for one in record["demands"]}


def test_two_holders_are_taken_along_apart(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0], phone=phone)["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    hers = service.submit(new[0], phone=phone)["case_no"]
    verify(service, new, phone)
    asked = shape(by_phone(service, "exports", phone), 409, "ConflictError")["detail"]
    assert "第 1 份" in asked
    assert "第 2 份" in asked
    assert phone not in asked
    assert exported(service, phone, 1) == {mine}
    assert exported(service, phone, 2) == {hers}
    assert exported(service, phone, 1, 2) == {mine, hers}
    shape(by_phone(service, "exports", phone, 3), 422, "InvalidInputError")


def test_who_only_calls_is_apart_until_somebody_made_sure(service: Service) -> None:
    phone, page = fresh_phone(), service.open()
    mine = service.submit(page[0])["case_no"]
    verify(service, page, phone)
    called = hotline_case(service, phone, f"apart-{phone}")
    shape(by_phone(service, "exports", phone), 409, "ConflictError")
    assert (exported(service, phone, 1), exported(service, phone, 2)) == ({mine}, {called})
    assert confirm(service, "agent", called).status_code == 201
    assert exported(service, phone) == {mine, called}


def test_calls_before_a_long_silence_are_apart(service: Service) -> None:
    phone = fresh_phone()
    first = hotline_case(service, phone, f"first-{phone}")
    called_before(service, phone, LONG)
    second = hotline_case(service, phone, f"second-{phone}")
    shape(by_phone(service, "exports", phone), 409, "ConflictError")
    assert (exported(service, phone, 1), exported(service, phone, 2)) == ({first}, {second})


def test_nobody_verified_it_and_it_was_never_silent_is_one(service: Service) -> None:
    phone, talk = fresh_phone(), service.open()
    first = hotline_case(service, phone, f"once-{phone}")
    called_before(service, phone, reissue.rule().silence - DAY)
    second = service.submit(talk[0], phone=phone)["case_no"]
    assert exported(service, phone) == {first, second}


def test_whoever_verified_another_number_is_apart(service: Service) -> None:
    phone, other, mine, stranger = fresh_phone(), fresh_phone(), service.open(), service.open()
    own = service.submit(mine[0], phone=phone)["case_no"]
    theirs = service.submit(stranger[0], phone=phone)["case_no"]  # left my number, and has one of his own
    verify(service, mine, phone)
    verify(service, stranger, other)
    shape(by_phone(service, "exports", phone), 409, "ConflictError")
    assert (exported(service, phone, 1), exported(service, phone, 2)) == ({own}, {theirs})


def test_one_holder_deleted_leaves_the_other(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0], phone=phone)["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    service.submit(new[0], phone=phone)
    verify(service, new, phone)
    shape(by_phone(service, "erasures", phone), 409, "ConflictError")
    assert by_phone(service, "erasures", phone, 2).json()["conversations"] == 1
    assert history(service, old) == [mine]
    with service.session() as session:
        (left,) = holdings.of_phone(session, phone)
    assert "核实过号码的人" in left.label
