"""Whatever random holders bind, verify and let go: none ever sees a case of another person; on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from api.conversations import binding, store
from api.conversations.models import Channel, Conversation
from api.conversations.progress import progress
from api.errors import ConflictError
from api.identity import bindings, cases
from api.identity.bindings import Proof
from api.identity.models import How
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import fresh_phone, hotline_case

HOLDERS, NUMBERS = 4, 3
CHANNELS = (Channel.WEB, Channel.WECHAT, Channel.WECOM, Channel.WEB)
MOVES = st.lists(
    st.tuples(st.sampled_from(["code", "agent", "owner lets go", "agent lets go"]), st.integers(0, HOLDERS - 1), st.integers(0, NUMBERS - 1)),
    max_size=12,
)  # fmt: skip
everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@dataclass
class World:
    """The holders with a case each, the numbers with one of the telephone each, and who is bound to what."""

    service: Service
    talks: list[str]
    phones: list[str]
    own: list[str]
    called: list[str]
    bound: dict[int, int] = field(default_factory=dict)

    def may_see(self, holder: int) -> set[str]:
        """Return what the rules, written down anew, let a holder see."""
        number = self.bound.get(holder)
        if number is None:
            return {self.own[holder]}
        fellows = {self.own[other] for other, theirs in self.bound.items() if theirs == number}
        return {*fellows, self.called[number]}


@pytest.fixture
def world(service: Service) -> World:
    phones = [fresh_phone() for _ in range(NUMBERS)]
    talks = [service.open(channel.value)[0] for channel in CHANNELS]
    # everybody leaves the first number without having proven it: a guess would merge them all
    own = [service.submit(talk, phone=phones[0])["case_no"] for talk in talks]
    called = [hotline_case(service, phone, f"random-{phone}") for phone in phones]
    return World(service, talks, phones, own, called)


def move(world: World, session: Session, what: str, holder: int, number: int) -> None:
    """Do something, or be refused for being bound; the account of the test keeps up."""
    talk = session.get_one(Conversation, world.talks[holder])
    if what in ("code", "agent"):
        proof = Proof(How(what), "somebody")
        if holder in world.bound:
            with pytest.raises(ConflictError):
                binding.bind(session, talk, world.phones[number], proof)
        else:
            binding.bind(session, talk, world.phones[number], proof)
            world.bound[holder] = number
    else:
        binding.unbind(session, talk, what)
        world.bound.pop(holder, None)


def check(world: World, session: Session) -> None:
    for holder, talk in enumerate(world.talks):
        seen = cases.of_holder(session, talk)
        found = {demand.case_no for demand in cases.demands(session, seen)}
        assert found == world.may_see(holder)
        lines = progress(session, talk, "")["lines"]
        assert {line.split("（")[0] for line in lines} == found
        standing = bindings.standing(session, talk)
        assert (standing is not None) is (holder in world.bound)


@everywhere
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_nobody_sees_another_persons_case(world: World, moves: list[tuple[str, int, int]]) -> None:
    with world.service.session(write=True) as session:
        for holder in list(world.bound):
            binding.unbind(session, store.require(session, world.talks[holder]), "test")
        world.bound.clear()
        check(world, session)
        for what, holder, number in moves:
            move(world, session, what, holder, number)
            check(world, session)
