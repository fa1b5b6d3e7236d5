"""Whoever verified a number after a long silence shows that he had it before, or says that it is new to him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from api import encryption
from api.accounts import service as accounts
from api.conversations import binding
from api.conversations.binding import OWNER
from api.conversations.models import Conversation
from api.database import Database
from api.errors import InvalidInputError
from api.identity import holders, reissue
from api.identity.bindings import Proof
from api.identity.models import How, Person
from api.limiter import Allowance, Limiter
from knowledge.reading import case_numbers

NO_NUMBER = "编号是 XQ（需求）或 SQ（诉求）加一串数字，例如 XQ202611230001。"
WRONG = "这个编号对不上这个号码以前登记的事，请核对后再填；记不起来可以请坐席核对。"
NOTHING = "没有要核对的：这个号码的事都已经在这里了。"
SHOWN, NEW = "earlier_holder_shown", "number_is_new"


def tries() -> Allowance:
    """Return how often a case number may be tried, by number and by who tries."""
    return Allowance("identity-earlier", f"{reissue.rule().tries_a_day}/day")


def claim(database: Database, limiter: Limiter, found: Callable[[Session], Conversation], text: str) -> dict[str, Any]:
    """Show what belongs to an earlier holder to one who names a case of then; a wrong one is kept and counted.

    :param found: Returns the conversation to whoever may act for it.
    :raises InvalidInputError: If it is no case number, none of then, or nothing is to be shown.
    :raises TooManyRequestsError: If too many were tried.
    """
    named = case_numbers.only(text)
    if named is None:
        raise InvalidInputError(NO_NUMBER)
    with database.session() as session:
        conversation = found(session)
        person = _asked(session, conversation)
        for who in (conversation.id, encryption.current().fingerprint(person.phone)):
            limiter.take(tries(), who)
        is_his = holders.claim(session, person, named)
        accounts.record(session, OWNER, SHOWN if is_his else f"{SHOWN}_refused", conversation.id)
        told = binding.standing(session, conversation)
    if not is_his:
        raise InvalidInputError(WRONG)
    return told


def settle(session: Session, conversation: Conversation) -> None:
    """Note that the number is new to him; nothing of the earlier holder is asked about any more.

    :raises InvalidInputError: If nothing was asked.
    """
    holders.settle(session, _asked(session, conversation))
    accounts.record(session, OWNER, NEW, conversation.id)


def _asked(session: Session, conversation: Conversation) -> Person:
    """Return whom the conversation is bound to, held, if he was asked.

    :raises ConflictError: If it is bound to nobody.
    """
    person = binding.require_bound(session, binding.held(session, conversation.id))
    session.refresh(person, with_for_update=True)
    if not person.asked or person.left_at is not None:
        raise InvalidInputError(NOTHING)
    return person


def separate(session: Session, conversation: Conversation, by: str, reason: str) -> None:
    """Let the number be this conversation's holder's alone from now on, as an agent says; the others lose it.

    :raises ConflictError: If it is bound to nobody.
    """
    person = binding.require_bound(session, conversation)
    phone = person.phone
    binding.unbind(session, conversation, by, reason)
    binding.bind(session, conversation, phone, Proof(How.AGENT, by, reason), is_new=True)


def join(session: Session, conversation: Conversation, by: str, reason: str) -> None:
    """Show all of the earlier holder, as an agent is sure that he is the same.

    :raises InvalidInputError: If nothing was asked.
    """
    holders.join(session, _asked(session, conversation), None)
    accounts.record(session, by, SHOWN, conversation.id, reason)
