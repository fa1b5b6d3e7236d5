"""Who gave a case back looks at what he had: he writes nothing, and is not told who has it now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_dispatching import institution, look, new_case, send
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def given_back(service: Service) -> str:
    """Return a case that the bank gave back and the other institution has taken on."""
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    assert send(service, "of-bank", case_no, "notes", text="先看看").status_code == 201
    assert send(service, "of-bank", case_no, "transitions", to="returned", reason="不做这类").status_code == 200
    shape(send(service, "of-bank", case_no, "notes", text="再说一句"), 403, "NotAllowedError")
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service, 1)).status_code == 200
    assert send(service, "of-other", case_no, "transitions", to="accepted").status_code == 200
    return case_no


def history(service: Service, who: str, case_no: str) -> list[dict[str, Any]]:
    answer = service.client.get(f"/api/v1/demands/{case_no}/history", headers=service.as_user(who))
    assert answer.status_code == 200
    return list(answer.json())


def test_it_is_read_only_and_names_nobody_else(service: Service) -> None:
    case_no, other = given_back(service), institution(service, 1)
    for what, body in (
        ("notes", {"text": "听说换了一家"}),
        ("transitions", {"to": "accepted"}),
        ("wait", {"text": "请补充"}),
        ("co-handling", {"to": "accepted"}),
        ("reveal", {"purpose": "联系企业"}),
    ):
        shape(send(service, "of-bank", case_no, what, **body), 403, "NotAllowedError")
    seen = look(service, "of-bank", case_no)
    assert (seen["status"], seen["institution"], seen["institution_name"], seen["handler"]) == (
        "accepted", None, None, None,
    )  # fmt: skip
    assert [(one["institution"], one["state"]) for one in seen["dispatches"]] == [(institution(service), "returned")]
    assert [one["stage"] for one in seen["deadlines"]] == [
        "dispatch",
        "accept",
        "dispatch",
    ]  # the last set by its return
    told = history(service, "of-bank", case_no)
    assert (told[-1]["to"], told[-1]["actor"], told[-1]["reason"]) == ("returned", "of-bank", "不做这类")
    listed = service.client.get(f"/api/v1/demands?q={case_no}", headers=service.as_user("of-bank")).json()
    assert [(row["institution"], row["institution_name"]) for row in listed] == [(None, None)]
    assert other not in str((seen, told, listed))


def test_who_has_it_and_the_windows_see_all_of_it(service: Service) -> None:
    case_no, other = given_back(service), institution(service, 1)
    for who in ("of-other", "at-county", "at-hub"):
        seen = look(service, who, case_no)
        assert (seen["institution"], len(seen["dispatches"]), len(seen["deadlines"])) == (other, 2, 5)
        assert len(history(service, who, case_no)) > len(history(service, "of-bank", case_no))
        assert send(service, who, case_no, "notes", text="已联系").status_code == 201


def test_it_takes_part_again_when_it_is_asked_again(service: Service) -> None:
    case_no, other = given_back(service), institution(service, 1)
    assert send(service, "at-county", case_no, "co-handlers", institution=institution(service)).status_code == 200
    assert look(service, "of-bank", case_no)["institution"] == other
    assert send(service, "of-bank", case_no, "notes", text="这次可以帮").status_code == 201
    answer = send(service, "of-bank", case_no, "co-handling", to="returned", text="还是不行")
    assert answer.status_code == 200
    shape(send(service, "of-bank", case_no, "notes", text="再说"), 403, "NotAllowedError")
    assert look(service, "of-bank", case_no)["institution"] is None


def test_who_finished_it_may_note_until_it_goes_to_another(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    for to in ("accepted", "in_service", "completed"):
        assert send(service, "of-bank", case_no, "transitions", to=to).status_code == 200
    assert send(service, "of-bank", case_no, "notes", text="资料已归档").status_code == 201
    assert send(service, "at-county", case_no, "transitions", to="reopened", reason="没办好").status_code == 200
    again = send(service, "at-county", case_no, "dispatch", institution=institution(service, 1), note="换一家")
    assert again.status_code == 200
    shape(send(service, "of-bank", case_no, "notes", text="怎么换了"), 403, "NotAllowedError")
    assert look(service, "of-bank", case_no)["institution"] is None


def test_a_helper_that_is_done_still_takes_part(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "co-handlers", institution=institution(service)).status_code == 200
    for to in ("accepted", "done"):
        assert send(service, "of-bank", case_no, "co-handling", to=to, text="已预审").status_code == 200
    assert send(service, "of-bank", case_no, "notes", text="补一句").status_code == 201
