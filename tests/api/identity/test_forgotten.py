"""Deletion, export and periods of keeping: whoever is forgotten leaves no number, no binding and no code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import select

from api import encryption
from api.clock import utc_now
from api.console.models import Call
from api.identity.models import Binding, IdentityCode, Person
from api.keys import rotation
from api.privacy import periods
from api.privacy.retention import Retention, Swept
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import (
    Talk,
    ask,
    bindings,
    fresh_phone,
    history,
    hotline_case,
    path,
    sent,
    unbind,
    verify,
)
from tests.api.privacy.test_nothing_left import in_tables
from tests.api.privacy_parts import PHONE, write_everywhere
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def erase(service: Service, talk: Talk) -> None:
    assert service.client.delete(f"/api/v1/conversations/{talk[0]}", headers=talk[1]).status_code == 204


def by_phone(service: Service, phone: str, what: str) -> Any:
    body = {"phone": phone, "purpose": "本人来电要求"}
    return service.client.post(f"/api/v1/privacy/{what}", json=body, headers=service.user("admin"))


def rows(service: Service) -> tuple[int, int, int]:
    """Return how many persons, bindings and codes there are."""
    with service.session() as session:
        return tuple(len(session.exec(select(table)).all()) for table in (Person, Binding, IdentityCode))  # type: ignore[return-value]


def run(service: Service, dry_run: bool = False) -> Swept:
    assert service.client.portal is not None
    return service.client.portal.call(Retention(service.state, periods.load()).run, dry_run)  # type: ignore[no-any-return]


def aged(service: Service, table: Any, days: int, *names: str) -> None:
    moment = utc_now() - timedelta(days=days)
    with service.session(write=True) as session:
        where = [getattr(table, name).is_not(None) for name in names]
        session.connection().execute(update(table).where(*where).values(dict.fromkeys(names, moment)))


def test_deleting_one_conversation_leaves_the_others_of_the_person(alone: Service) -> None:
    phone, web, chat = fresh_phone(), alone.open(), alone.open("wechat")
    alone.submit(web[0], phone=phone)
    kept = alone.submit(chat[0])["case_no"]
    verify(alone, web, phone)
    verify(alone, chat, phone)
    erase(alone, web)
    assert history(alone, chat) == [kept]
    assert bindings(alone, web) == []
    assert rows(alone)[:2] == (1, 2)  # the chat and the number
    erase(alone, chat)  # the last that was bound
    assert rows(alone) == (0, 0, 0)
    erase(alone, chat)


def test_a_number_left_by_a_stranger_takes_nobodys_identity_along(alone: Service) -> None:
    phone, mine, stranger = fresh_phone(), alone.open(), alone.open()
    verify(alone, mine, phone)
    alone.submit(stranger[0], phone=phone)
    alone.step(stranger[0], "call-backs", phone=phone)
    erase(alone, stranger)
    assert rows(alone)[:2] == (1, 2)
    assert history(alone, mine) == []


def test_a_code_goes_with_its_conversation(alone: Service) -> None:
    talk = alone.open()
    ask(alone, talk, fresh_phone())
    erase(alone, talk)
    assert rows(alone) == (0, 0, 0)
    assert alone.client.post(path(talk), json={"code": "123456"}, headers=talk[1]).status_code == 404


def test_by_the_number_the_whole_person_goes(alone: Service) -> None:
    phone, web, chat = fresh_phone(), alone.open(), alone.open("wechat")
    alone.submit(web[0])  # no number was ever left here, but it is bound
    called = hotline_case(alone, phone, "call-1")
    ring = {"phone": phone, "call_id": "rings"}
    assert alone.client.post("/api/v1/calls", json=ring, headers=alone.user("agent")).status_code == 201
    verify(alone, web, phone)
    verify(alone, chat, phone)
    unbind(alone, chat)
    done = by_phone(alone, phone, "erasures")
    assert done.status_code == 200, done.text
    assert (done.json()["conversations"], done.json()["demands"]) == (2, 2)
    assert rows(alone) == (0, 0, 0)
    assert alone.client.get(f"/api/v1/conversations/{web[0]}", headers=web[1]).status_code == 404
    demand = alone.client.get(f"/api/v1/demands/{called}", headers=alone.user("admin")).json()
    assert (demand["phone"], demand["need"]) == (None, "")
    with alone.session() as session:
        (call,) = session.exec(select(Call)).all()
        assert (call.phone, call.phone_fingerprint) == ("", "")
    shape(by_phone(alone, phone, "erasures"), 404, "NotFoundError")


def test_a_number_to_which_nothing_is_bound_any_more(alone: Service) -> None:
    phone, talk = fresh_phone(), alone.open()
    verify(alone, talk, phone)
    unbind(alone, talk)
    with alone.session(write=True) as session:  # nothing but the number is left of him
        for row in session.exec(select(Binding).where(Binding.conversation_id == talk[0])):
            session.delete(row)
        session.connection().exec_driver_sql("DELETE FROM consents")
    assert by_phone(alone, phone, "erasures").json() == {"conversations": 0, "demands": 0, "appeals": 0}
    assert rows(alone)[:2] == (0, 0)
    (told,) = alone.client.get("/api/v1/privacy/erasures", headers=alone.user("admin")).json()
    assert (told["conversation_id"], told["case_no"].split()[0]) == (None, "person")


def test_nothing_is_left_in_any_row(alone: Service) -> None:
    person = write_everywhere(alone)
    verify(alone, person.talk, PHONE)
    why = {"reason": f"{PHONE}本人来电"}
    (row,) = bindings(alone, person.talk)
    path_of = f"/api/v1/identity/bindings/{row.id}/removal"
    assert alone.client.post(path_of, json=why, headers=alone.user("admin")).status_code == 200
    assert PHONE in in_tables(alone)
    erase(alone, person.talk)
    assert in_tables(alone) == set()


def test_taken_along_is_ones_own_talk_and_to_whom_it_is_bound(alone: Service) -> None:
    phone, web, chat = fresh_phone(), alone.open(), alone.open("wechat")
    alone.say(web, "这是网页里说的话")
    alone.say(chat, "这是微信里说的话")
    verify(alone, web, phone)
    verify(alone, chat, phone)
    own = alone.client.get(f"/api/v1/conversations/{web[0]}/export", headers=web[1])
    assert own.status_code == 200
    assert "微信里说的话" not in own.text
    (record,) = own.json()["records"]
    (bound,) = record["identity"]
    assert (bound["phone"], bound["channel"], bound["how"], bound["unbound_at"]) == (phone, "web", "短信验证码", None)
    whole = by_phone(alone, phone, "exports")
    assert "微信里说的话" in whole.text
    assert "网页里说的话" in whole.text
    assert {one["channel"] for record in whole.json()["records"] for one in record["identity"]} == {
        "web",
        "wechat",
        "hotline",
    }


def test_how_long_it_is_kept(alone: Service) -> None:
    phone, talk, other = fresh_phone(), alone.open(), alone.open()
    verify(alone, talk, phone)
    verify(alone, other, fresh_phone())
    unbind(alone, talk)
    ask(alone, talk, phone)
    assert (run(alone).identity_codes, run(alone).unbound_identities) == (0, 0)
    aged(alone, IdentityCode, 3, "created_at")
    aged(alone, Binding, 181, "unbound_at")
    aged(alone, Person, 200, "created_at")
    due = run(alone, dry_run=True)
    assert (due.identity_codes > 0, due.unbound_identities) == (True, 1)
    done = run(alone)
    assert (done.identity_codes, done.unbound_identities) == (due.identity_codes, 1)
    assert rows(alone) == (1, 2, 0)  # who is bound stays, however long ago


def test_a_number_is_known_while_keys_change(alone: Service) -> None:
    phone, talk, other, third = fresh_phone(), alone.open(), alone.open(), alone.open()
    mine = alone.submit(talk[0])["case_no"]
    called = hotline_case(alone, phone, "call-2")
    verify(alone, talk, phone)
    try:
        encryption.use_secret("a-new-key-for-the-data", "a-secret-of-the-tests")
        verify(alone, other, phone)
        assert history(alone, other) == [called, mine]
        rotation.rotate(alone.state.database, lambda *_: None)
        encryption.use_secret("a-new-key-for-the-data")
        verify(alone, third, phone)
        assert history(alone, third) == history(alone, talk) == [called, mine]
        assert sent(alone, third).isdigit()
        assert rows(alone)[0] == 1
    finally:
        encryption.use_secret("a-secret-of-the-tests")
