"""A number that has changed hands: the new holder sees nothing of the earlier one, who keeps what he bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from api.demands.models import Demand
from api.identity import reissue
from api.identity.models import Binding, Person
from api.limiter import Limiter
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import Talk, ask, fresh_phone, history, hotline_case, path, sent, told, unbind, verify
from tests.api.test_app import shape

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
DAY = timedelta(days=1)
LONG = reissue.rule().silence + DAY


def aged(service: Service, phone: str, by: timedelta) -> None:
    """Let everything that is known of a number be older."""
    with service.session(write=True) as session:
        persons = [one for one in session.exec(select(Person)) if one.phone == phone]
        for one in persons:
            one.created_at -= by
            one.since = one.since - by if one.since else None
            one.proven_at = one.proven_at - by if one.proven_at else None
            session.add(one)
        ids = [one.id for one in persons]
        for bound in session.exec(select(Binding).where(col(Binding.person_id).in_(ids))):
            bound.bound_at -= by
            session.add(bound)
    called_before(service, phone, by)


def called_before(service: Service, phone: str, by: timedelta) -> None:
    """Let the cases that were told under a number be older."""
    with service.session(write=True) as session:
        for one in session.exec(select(Demand).where(col(Demand.recorded_by).is_not(None))):
            if one.personal.get("phone") == phone:
                row = update(Demand).where(col(Demand.id) == one.id)
                session.connection().execute(row.values(created_at=one.created_at - by))


def standing(service: Service, talk: Talk) -> dict[str, object]:
    return dict(service.client.get(path(talk), headers=talk[1]).json())


def claim(service: Service, talk: Talk, case_no: str) -> object:
    return service.client.post(path(talk, "identity/earlier"), json={"case_no": case_no}, headers=talk[1])


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], 0), ([89], 89), ([90], 0), ([40, 120, 200], 200), ([10, 101, 120], 10), ([120, 10, 99], 120), ([-5], 0)],
)
def test_since_when_the_holder_is_surely_the_same(days: list[int], expected: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert reissue.begin([now - DAY * one for one in days], now) == now - DAY * expected


def test_the_rule_is_no_shorter_than_operators_keep_numbers_out_of_use() -> None:
    assert reissue.rule() == reissue.Rule(silence_days=90, tries_a_day=5)


@everywhere
def test_after_a_long_silence_nothing_of_the_earlier_holder_is_shown(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0])["case_no"]
    called = hotline_case(service, phone, f"r-{phone}")
    verify(service, old, phone)
    assert set(history(service, old)) == {mine, called}
    aged(service, phone, LONG)
    bound = verify(service, new, phone)
    assert (bound["bound"], bound["asks_earlier"]) == (True, True)
    assert history(service, new) == told(service, new) == []
    later = service.submit(new[0])["case_no"]
    hotline_case(service, phone, f"s-{phone}")  # nobody has made sure who called
    assert history(service, new) == [later]
    assert history(service, old) == [mine]  # he keeps what he bound, and sees nothing of the number any more
    assert standing(service, old)["passed_on"] is True
    assert service.step(old[0], "call-backs").json() == {"phone": None}


@everywhere
@pytest.mark.parametrize("which", ["case", "call", "appeal"])
def test_who_names_a_case_of_then_is_the_same(service: Service, which: str) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open("wechat")
    numbers = {"case": service.submit(old[0])["case_no"], "appeal": appeals_parts.submit(service, old[0])}
    numbers["call"] = hotline_case(service, phone, f"n-{phone}")
    verify(service, old, phone)
    aged(service, phone, LONG)
    verify(service, new, phone)
    strange = service.submit(service.open()[0])["case_no"]
    shape(claim(service, new, strange), 422, "InvalidInputError")
    assert history(service, new) == []
    answer = claim(service, new, f" {numbers[which].lower()} ")
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    assert answer.json()["asks_earlier"] is False  # type: ignore[attr-defined]
    assert set(history(service, new)) == set(history(service, old)) == set(numbers.values())
    assert standing(service, old)["passed_on"] is False
    shape(claim(service, new, numbers[which]), 422, "InvalidInputError")  # nothing is asked any more


@everywhere
def test_who_says_that_the_number_is_new_to_him_begins_anew_at_once(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine, called = service.submit(old[0])["case_no"], hotline_case(service, phone, f"w-{phone}")
    verify(service, old, phone)
    with service.session(write=True) as session:
        session.connection().exec_driver_sql("DELETE FROM identity_codes")
    assert ask(service, new, phone).status_code == 202
    body = {"code": sent(service, new), "new_owner": True}
    made = service.client.post(path(new), json=body, headers=new[1])
    assert (made.status_code, made.json()["asks_earlier"]) == (201, False)
    assert history(service, new) == []
    shape(claim(service, new, called), 422, "InvalidInputError")
    assert history(service, old) == [mine]


@everywhere
def test_the_first_to_verify_a_number_does_not_see_old_calls_of_it(service: Service) -> None:
    phone, new = fresh_phone(), service.open()
    old_call = hotline_case(service, phone, f"f-{phone}")
    called_before(service, phone, LONG)
    recent = hotline_case(service, phone, f"g-{phone}")
    called_before(service, phone, DAY)
    bound = verify(service, new, phone)
    assert bound["asks_earlier"] is True
    assert history(service, new) == [recent]
    assert claim(service, new, old_call).status_code == 200  # type: ignore[attr-defined]
    assert set(history(service, new)) == {recent, old_call}


@everywhere
def test_a_call_of_the_new_holder_does_not_make_him_the_earlier_one(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0])["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    recent = hotline_case(service, phone, f"h-{phone}")
    verify(service, new, phone)
    assert history(service, new) == [recent]
    assert mine not in told(service, new)


@everywhere
def test_verified_again_within_the_time_it_is_one_history(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open("wechat")
    mine = service.submit(web[0])["case_no"]
    verify(service, web, phone)
    aged(service, phone, LONG - 2 * DAY)
    assert verify(service, chat, phone)["asks_earlier"] is False
    assert history(service, chat) == [mine]


@everywhere
def test_tries_are_few_and_kept(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0])["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    verify(service, new, phone)
    service.state.limiter = Limiter()
    for n in range(reissue.rule().tries_a_day):
        assert "对不上" in shape(claim(service, new, f"XQ20200101{n:04}"), 422, "InvalidInputError")["detail"]
    shape(claim(service, new, "看看"), 422, "InvalidInputError")  # no number, no try
    shape(claim(service, new, mine), 429, "TooManyRequestsError")
    assert history(service, new) == []


@everywhere
def test_he_may_be_asked_no_more(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    mine = service.submit(old[0])["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    verify(service, new, phone)
    url = path(new, "identity/earlier")
    assert service.client.delete(url, headers=new[1]).status_code == 204
    assert standing(service, new)["asks_earlier"] is False
    shape(claim(service, new, mine), 422, "InvalidInputError")
    shape(service.client.delete(url, headers=new[1]), 422, "InvalidInputError")
    unbind(service, new)
    shape(service.client.delete(url, headers=new[1]), 409, "ConflictError")


@everywhere
def test_the_earlier_holder_who_verifies_again_sees_his_own_again(service: Service) -> None:
    phone, old, chat = fresh_phone(), service.open(), service.open("wechat")
    mine = service.submit(old[0])["case_no"]
    verify(service, old, phone)
    aged(service, phone, LONG)
    verify(service, chat, phone)
    assert history(service, chat) == []
    unbind(service, old)
    verify(service, old, phone)
    assert history(service, chat) == history(service, old) == [mine]


@everywhere
def test_two_at_once_after_the_silence_are_one_new_holder(service: Service) -> None:
    phone, old, talks = fresh_phone(), service.open(), [service.open(), service.open("wechat")]
    verify(service, old, phone)
    aged(service, phone, LONG)
    bodies = []
    for talk in talks:
        service.state.limiter = Limiter()
        with service.session(write=True) as session:
            session.connection().exec_driver_sql("UPDATE identity_codes SET phone_fingerprint = 'other'")
        assert ask(service, talk, phone).status_code == 202
        bodies.append({"code": sent(service, talk)})
    sends = [
        lambda client, talk=talk, body=body: client.post(path(talk), json=body, headers=talk[1])
        for talk, body in zip(talks, bodies, strict=True)
    ]
    assert [one.status_code for one in service.together(*sends)] == [201, 201]
    with service.session() as session:
        mine = [one for one in session.exec(select(Person)) if one.phone == phone]
        assert [one.left_at is None for one in sorted(mine, key=lambda one: one.id or 0)] == [False, True]


def agents_deed(service: Service, who: str, binding_id: object, deed: str) -> object:
    body = {"reason": "本人来电核对过"}
    url = f"/api/v1/identity/bindings/{binding_id}/{deed}"
    return service.client.post(url, json=body, headers=service.user(who))


@everywhere
def test_an_agent_sets_them_apart_or_joins_them(network: Service) -> None:
    phone, old, new = fresh_phone(), network.open(), network.open("wechat")
    mine, hers = network.submit(old[0])["case_no"], network.submit(new[0])["case_no"]
    verify(network, old, phone)
    verify(network, new, phone)
    assert set(history(network, new)) == {mine, hers}  # the number changed hands within the time
    see = lambda talk: network.client.get(  # noqa: E731
        f"/api/v1/identity/conversations/{talk[0]}", headers=network.user("county")
    ).json()
    own = see(new)["binding_id"]
    shape(agents_deed(network, "other", own, "separation"), 404, "NotFoundError")
    shape(agents_deed(network, "county", 987_654_321, "separation"), 404, "NotFoundError")
    shape(agents_deed(network, "county", own, "joining"), 422, "InvalidInputError")
    apart = agents_deed(network, "county", own, "separation")
    assert apart.status_code == 200, apart.text  # type: ignore[attr-defined]
    assert (history(network, new), history(network, old)) == ([hers], [mine])
    shape(agents_deed(network, "county", own, "separation"), 409, "ConflictError")  # undone by now
    assert see(old)["passed_on"] is not None


@everywhere
def test_an_agent_who_is_sure_joins_them(network: Service) -> None:
    phone, old, new = fresh_phone(), network.open(), network.open("wechat")
    mine = network.submit(old[0])["case_no"]
    verify(network, old, phone)
    aged(network, phone, LONG)
    verify(network, new, phone)
    assert history(network, new) == []
    url = f"/api/v1/identity/conversations/{new[0]}"
    seen = network.client.get(url, headers=network.user("hub")).json()
    assert (seen["asks_earlier"], seen["cases"]) == (True, [])
    joined = agents_deed(network, "hub", seen["binding_id"], "joining")
    assert joined.status_code == 200, joined.text  # type: ignore[attr-defined]
    assert history(network, new) == [mine]


@everywhere
def test_deleted_by_number_goes_every_holder(service: Service) -> None:
    phone, old, new = fresh_phone(), service.open(), service.open()
    verify(service, old, phone)
    aged(service, phone, LONG)
    verify(service, new, phone)
    asked = {"phone": phone, "purpose": "本人来电要求", "parts": [1, 2]}
    done = service.client.post("/api/v1/privacy/erasures", json=asked, headers=service.user("admin"))
    assert done.status_code == 200, done.text
    with service.session() as session:
        assert [one for one in session.exec(select(Person)) if one.phone == phone] == []
