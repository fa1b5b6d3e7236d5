"""One history of a person as agents see it: his talks by channel and his cases, as far as their scope reaches."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, func, select

from api.accounts.models import User
from api.appeals import routing as appeal_routing
from api.appeals import service as appeals
from api.appeals.models import Appeal
from api.clock import aware, iso
from api.conversations import handovers, queue
from api.conversations.binding import CHANNELS
from api.conversations.models import Conversation, Message
from api.demands import routing as demand_routing
from api.demands import views
from api.demands.models import Demand
from api.errors import NotFoundError
from api.identity import bindings, cases
from api.identity import persons as numbers
from api.identity.cases import Reach
from api.identity.models import Binding, Person
from api.masking import mask_phone
from api.windows import scope as scopes

MOST = 50
NOBODY: dict[str, Any] = {"bound": False, "binding_id": None, "phone": None, "bindings": [], "talks": [], "cases": []}


def of_talk(session: Session, conversation_id: str | None, user: User) -> dict[str, Any]:
    """Return whose a conversation is; ``binding_id`` tells by which binding."""
    own = bindings.standing(session, conversation_id) if conversation_id else None
    if own is None:
        return {**NOBODY, "can_bind": conversation_id is not None and not _is_call(session, conversation_id)}
    person = bindings.person_of(session, own)
    return {**_history(session, person, user), "binding_id": own.id, "can_bind": False}


def of_case(session: Session, case_no: str, user: User) -> dict[str, Any]:
    """Return whose a demand is; one of the telephone is its number's, if that is bound.

    :raises NotFoundError: If the user does not see it.
    """
    return of(session, demand_routing.require(session, case_no, scopes.of(session, user)), user)


def of_appeal(session: Session, case_no: str, user: User) -> dict[str, Any]:
    """Return whose an appeal is.

    :raises NotFoundError: If the user does not see it.
    """
    return of(session, appeal_routing.require(session, case_no, scopes.of(session, user)), user)


def of(session: Session, case: Demand | Appeal, user: User) -> dict[str, Any]:
    """Return whose a case is that the user sees."""
    if case.conversation_id is not None and not _is_call(session, case.conversation_id):
        return of_talk(session, case.conversation_id, user)
    confirmed = bindings.of_call(session, case.case_no)
    if confirmed is not None:
        person = bindings.person_of(session, confirmed)
        return {**_history(session, person, user), "binding_id": confirmed.id, "can_bind": False}
    phone = case.personal.get("phone")
    return _of_number(session, str(phone), user, case) if phone else {**NOBODY, "can_bind": False}


def _is_call(session: Session, conversation_id: str) -> bool:
    return session.get_one(Conversation, conversation_id).channel.value == bindings.HOTLINE


def of_phone(session: Session, phone: str, user: User) -> dict[str, Any]:
    """Return who has bound a number; whether it is he who calls, the agent is to make sure of."""
    return _of_number(session, phone, user, None)


def _of_number(session: Session, phone: str, user: User, case: Demand | Appeal | None) -> dict[str, Any]:
    """Return who has bound a number, marked unless a case is his for sure.

    Of a case that is of before his time nothing is said: it is another's.
    """
    person = numbers.find(session, phone)
    bound = bindings.of_person(session, person.id or 0) if person else []
    own = next((one for one in bound if one.is_number), None)
    is_before = case is not None and person is not None and _is_before(case, person)
    if person is None or own is None or is_before:
        return {**NOBODY, "can_bind": False}
    is_his = isinstance(case, Demand) and cases.has(session, cases.of_person(session, person), case)
    told = {**_history(session, person, user), "binding_id": own.id, "can_bind": False, "checked": is_his}
    if case is None or is_his:
        return told
    return {**told, "bound": False, "binding_id": None, "can_confirm": True, "case_no": case.case_no}


def _is_before(case: Demand | Appeal, person: Person) -> bool:
    return person.since is not None and aware(case.created_at) < aware(person.since)


def check_visible(session: Session, binding: Binding, user: User) -> None:
    """Let a user touch what he sees: the conversation, or for a number one of the cases that were told under it.

    :raises NotFoundError: If he does not, as if there were none.
    """
    person = bindings.person_of(session, binding)
    if not _sees(session, binding, cases.of_person(session, person), user):
        raise NotFoundError(f"没有编号为 {binding.id} 的绑定，或者不在您的范围内。")


def _sees(session: Session, binding: Binding, reach: Reach, user: User) -> bool:
    viewer = handovers.viewer(session, user)
    if viewer.reach.everything:
        return True
    if binding.conversation_id is not None:
        talk = session.get_one(Conversation, binding.conversation_id)
        return queue.may_see(session, talk, viewer)
    asked = select(Demand.id).where(reach.demands, demand_routing.visible(viewer.reach))
    told = select(Appeal.id).where(reach.appeals, appeal_routing.visible(viewer.reach))
    if binding.case_no is not None:
        asked, told = asked.where(Demand.case_no == binding.case_no), told.where(Appeal.case_no == binding.case_no)
    return any(session.exec(query.limit(1)).first() is not None for query in (asked, told))


def _history(session: Session, person: Person, user: User) -> dict[str, Any]:
    reach = cases.of_person(session, person)
    shown = [one for one in bindings.of_person(session, person.id or 0, True) if _sees(session, one, reach, user)]
    talks = [one.conversation_id for one in shown if one.conversation_id and one.unbound_at is None]
    return {
        "bound": True,
        "checked": True,
        "phone": mask_phone(person.phone),
        "asks_earlier": person.asked,
        "passed_on": iso(person.left_at) if person.left_at else None,
        "bindings": [_binding(one) for one in shown],
        "talks": _talks(session, talks),
        "cases": _cases(session, reach, user),
        "same_number": _same_number(session, person, reach, user),
    }


def _binding(one: Binding) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel": one.channel,
        "case_no": one.case_no,
        "label": CHANNELS.get(one.channel, one.channel),
        "how": one.how.label,
        "by": one.bound_by,
        "at": iso(one.bound_at),
        "unbound_by": one.unbound_by,
        "unbound_at": iso(one.unbound_at) if one.unbound_at else None,
    }


def _talks(session: Session, talks: list[str]) -> list[dict[str, Any]]:
    """Return the conversations, the one spoken in last first, with how much was said."""
    said = select(Message.conversation_id, func.count()).where(col(Message.conversation_id).in_(talks))
    counts = dict(session.exec(said.group_by(col(Message.conversation_id))).all())
    query = select(Conversation).where(col(Conversation.id).in_(talks)).order_by(col(Conversation.updated_at).desc())
    return [
        {**queue.head(one), "messages": counts.get(one.id, 0), "updated_at": iso(one.updated_at)}
        for one in session.exec(query)
    ]


def _cases(session: Session, reach: Reach, user: User) -> list[dict[str, Any]]:
    """Return the newest cases of both kinds, newest first."""
    scope = scopes.of(session, user)
    asked = select(Demand).where(reach.demands, demand_routing.visible(scope)).order_by(col(Demand.id).desc())
    told = select(Appeal).where(reach.appeals, appeal_routing.visible(scope)).order_by(col(Appeal.id).desc())
    rows = [_case("case", views.for_agent(one)) for one in session.exec(asked.limit(MOST))]
    for one in session.exec(told.limit(MOST)):
        whole = appeals.for_agent(one)
        rows.append(_case("appeal", {**whole, "need": whole["slots"].get("appeal_detail", "")}))
    return sorted(rows, key=lambda row: str(row["created_at"]), reverse=True)[:MOST]


def _same_number(session: Session, person: Person, reach: Reach, user: User) -> list[dict[str, Any]]:
    """Return the newest calls of a person's number that are his or another's: nobody has made sure."""
    if not reach.prints:
        return []
    calls = select(Demand).where(cases.called(reach.prints, person.since))
    calls = calls.where(col(Demand.id).not_in(select(Demand.id).where(reach.demands)))
    others = calls.where(col(Demand.case_no).not_in(cases.CONFIRMED), demand_routing.visible(scopes.of(session, user)))
    rows = session.exec(others.order_by(col(Demand.id).desc()).limit(MOST))
    return [_case("case", views.for_agent(one)) for one in rows]


def _case(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("case_no", "status", "status_label", "channel", "created_at")}
    return {**kept, "kind": kind, "need": row["need"][:60]}
