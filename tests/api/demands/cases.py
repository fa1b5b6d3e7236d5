"""Demands at chosen moments, for tests of what time and people do to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from api import clock
from api.accounts.actors import Actor, ActorKind
from api.accounts.models import User
from api.catalogue.models import Institution
from api.conversations import store
from api.conversations.models import Channel
from api.demands import submit
from api.demands.models import Demand
from tests.api.conftest import NEED, TODAY, Service

AGENT = Actor("somebody", ActorKind.AGENT, "console")


def at(text: str) -> datetime:
    """Return a moment in China."""
    return datetime.fromisoformat(f"{text}+08:00")


@contextmanager
def written(service: Service, moment: str) -> Iterator[Session]:
    """Yield a writing session in which it is a certain moment."""
    with clock.at(at(moment)), service.session(write=True) as session:
        yield session


def made(service: Service, session: Session, **slots: Any) -> Demand:
    """Record a demand through the code of the product."""
    conversation, _ = store.open_conversation(session, Channel.WEB)
    key = str(uuid4())
    done = submit.submit(
        session, service.state.matcher, TODAY, conversation.id, "web", key, {**NEED, "phone": "13812345678", **slots}
    )
    return done.demand


def again(session: Session, demand: Demand) -> Demand:
    """Return a demand as it stands now, in another session."""
    return session.exec(select(Demand).where(Demand.id == demand.id)).one()


def user(session: Session, name: str) -> User:
    """Return a user of the tests' network."""
    return session.exec(select(User).where(User.username == name)).one()


def institutions(session: Session) -> list[str]:
    """Return the keys of the catalogue's institutions; ``of-bank`` works for the first."""
    return list(session.exec(select(Institution.key).order_by(Institution.key)).all())
