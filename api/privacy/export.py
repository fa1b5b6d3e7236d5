"""All that is kept of one person, as JSON that he can read and take along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from api.accounts.models import AuditEntry
from api.appeals import service as appeals
from api.appeals.models import Appeal, AppealStep
from api.callbacks.models import CallBack, CallTry
from api.clock import iso
from api.consents import service as consents
from api.conversations import messages
from api.conversations.models import Conversation
from api.demands import views
from api.demands.models import Demand, Enterprise, Transition
from api.identity import bindings
from api.identity.models import Binding
from api.privacy import asked
from api.privacy import scope as scopes
from api.privacy.scope import Scope
from api.ratings import delivered
from api.ratings.models import Rating

READS = ("read_conversation", "reveal_phone", "export_person")


def export(session: Session, scopes: Iterable[Scope], now: datetime) -> dict[str, Any]:
    """Return everything of these scopes, in clear."""
    parts = [_part(session, one) for one in scopes]
    return {"说明": "本平台保存的您的全部信息", "exported_at": iso(now), "records": parts}


def _part(session: Session, one: Scope) -> dict[str, Any]:
    talk = session.get(Conversation, one.conversations[0]) if one.conversations else None
    demands = list(session.exec(select(Demand).where(col(Demand.id).in_(one.demands)).order_by(col(Demand.id))))
    complaints = list(session.exec(select(Appeal).where(col(Appeal.id).in_(one.appeals)).order_by(col(Appeal.id))))
    calls = select(CallBack).where(scopes.calls(one)).order_by(col(CallBack.id))
    found = list(session.exec(calls))
    subjects = [*one.conversations, *(d.case_no for d in demands), *(a.case_no for a in complaints)]
    return {
        "conversation": _talk(session, talk) if talk else None,
        "demands": [_demand(session, demand) for demand in demands],
        "appeals": [_appeal(session, appeal) for appeal in complaints],
        "follow_ups": asked.of(session, one),
        "call_backs": [_call(session, call) for call in found],
        "text_messages": asked.text_messages(session, one),
        "ratings": [_rating(session, one) for one in session.exec(_ratings(demands, complaints))],
        "consents": [
            *(consents.public(row) for row in consents.of_conversations(session, one.conversations)),
            *(consents.public(row) for row in consents.of_cases(session, one.case_nos)),
        ],
        "identity": [_binding(session, row) for row in _bindings(session, one)],
        "reads": _reads(session, [*subjects, *(f"call-back {call.id}" for call in found)]),
    }


def _bindings(session: Session, one: Scope) -> list[Binding]:
    """Return to whom these conversations were bound; what else is bound to him goes with the whole person alone."""
    his = or_(
        col(Binding.conversation_id).in_(one.conversations),
        col(Binding.person_id).in_(one.persons),
        col(Binding.case_no).in_(one.case_nos),
    )
    return list(session.exec(select(Binding).where(his).order_by(col(Binding.id))))


def _binding(session: Session, binding: Binding) -> dict[str, Any]:
    return {
        "phone": bindings.person_of(session, binding).phone,
        "channel": binding.channel,
        "case_no": binding.case_no,
        "how": binding.how.label,
        "bound_at": iso(binding.bound_at),
        "unbound_at": iso(binding.unbound_at) if binding.unbound_at else None,
    }


def _talk(session: Session, talk: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": talk.id,
        "channel": talk.channel.value,
        "created_at": iso(talk.created_at),
        "erased_at": iso(talk.erased_at) if talk.erased_at else None,
        "draft": talk.draft,
        "messages": [
            message.model_dump(include={"role", "text", "created_at"})
            for message in messages.transcript(session, talk.id)
        ],
    }


def _demand(session: Session, demand: Demand) -> dict[str, Any]:
    enterprise = session.get(Enterprise, demand.enterprise_id) if demand.enterprise_id else None
    steps = session.exec(select(Transition).where(Transition.demand_id == demand.id).order_by(col(Transition.id)))
    return {
        **views.for_owner(session, demand),
        "enterprise": enterprise.name if enterprise else None,
        "steps": [{"to": s.to_status.value, "reason": s.reason, "at": iso(s.at)} for s in steps],
    }


def _appeal(session: Session, appeal: Appeal) -> dict[str, Any]:
    steps = session.exec(select(AppealStep).where(AppealStep.appeal_id == appeal.id).order_by(col(AppealStep.id)))
    told = [{"to": s.to_status.value, "note": s.note, "at": iso(s.at)} for s in steps]
    return {**appeals.for_owner(appeal), "steps": told}


def _call(session: Session, call: CallBack) -> dict[str, Any]:
    tries = session.exec(select(CallTry).where(CallTry.call_back_id == call.id).order_by(col(CallTry.id)))
    return {
        "phone": call.phone,
        "case_no": call.case_no,
        "reason": call.reason.value,
        "note": call.note,
        "created_at": iso(call.created_at),
        "done_at": iso(call.done_at) if call.done_at else None,
        "calls": [{"at": iso(one.at), "outcome": one.outcome.value, "note": one.note} for one in tries],
    }


def _rating(session: Session, rating: Rating) -> dict[str, Any]:
    return {
        "case_no": rating.case_no,
        "score": rating.score,
        "services": delivered.scores(session, rating.case_no),
        "remark": rating.remark,
        "at": iso(rating.updated_at),
    }


def _ratings(demands: list[Demand], complaints: list[Appeal]) -> Any:
    numbers = [demand.case_no for demand in demands] + [appeal.case_no for appeal in complaints]
    return select(Rating).where(col(Rating.case_no).in_(numbers)).order_by(col(Rating.id))


def _reads(session: Session, subjects: list[str]) -> list[dict[str, str]]:
    """Return who of the platform looked at it, by what purpose; the persons themselves are not named."""
    query = select(AuditEntry).where(col(AuditEntry.subject).in_(subjects), col(AuditEntry.action).in_(READS))
    entries = session.exec(query.order_by(col(AuditEntry.id)))
    return [{"at": iso(entry.at), "action": entry.action, "purpose": entry.detail} for entry in entries]
