"""Recording appeals once, finding and showing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from api import encryption, numbering
from api.accounts.actors import BOT, ENTERPRISE, Actor
from api.appeals import deadlines, handling, routing
from api.appeals.models import Appeal, AppealStatus, AppealStep
from api.clock import CHINA, aware, iso, utc_now
from api.errors import InvalidInputError
from api.masking import mask_known, mask_name, mask_phone
from knowledge import working_time
from knowledge.reading import case_numbers

PREFIX = "SQ"
SHORTEST_DETAIL = 4
PERSONAL = ("contact", "phone", "company")
REACHABLE = ("contact", "phone")
MOMENTS = ("answer_by", "answered_at", "due_at", "supervised_at", "updated_at")


def submit(
    session: Session,
    today: date,
    conversation_id: str,
    draft_key: str,
    slots: Mapping[str, Any],
    channel: str = "",
    actor: Actor = BOT,
    home: str | None = None,
) -> Appeal:
    """Record an appeal and give it to the nearest window; a second call with the same draft returns the first's.

    :param actor: Who records it: the bot, or an agent on behalf of the enterprise.
    :param home: The agent's window; it may see the appeal wherever it goes, and keeps one whose place is unknown.
    :raises InvalidInputError: If it does not say what happened.
    """
    detail = str(slots.get("appeal_detail") or "").strip()
    if len(detail) < SHORTEST_DETAIL:
        raise InvalidInputError("还没有说发生了什么事，不能登记。")
    query = select(Appeal).where(Appeal.conversation_id == conversation_id, Appeal.draft_key == draft_key)
    earlier = session.exec(query).first()
    if earlier is not None:
        return earlier
    personal = {name: slots[name] for name in PERSONAL if slots.get(name)}
    phone, answer_by = personal.get("phone"), deadlines.promised(today)
    appeal = Appeal(
        case_no=numbering.next_case_no(session, today, PREFIX),
        conversation_id=conversation_id,
        draft_key=draft_key,
        category=slots.get("category"),
        region=slots.get("region"),
        object=str(slots.get("appeal_object") or ""),
        detail=detail,
        wish=str(slots.get("appeal_expect") or ""),
        personal=personal,
        anonymous=not any(name in personal for name in REACHABLE),
        phone_fingerprint=encryption.current().fingerprint(str(phone)) if phone else None,
        channel=channel,
        answer_by=answer_by,
        **deadlines.first(answer_by),
    )
    session.add(appeal)
    session.flush()
    first = AppealStep(appeal_id=appeal.id or 0, to_status=AppealStatus.SUBMITTED, actor=actor.name, at=utc_now())
    first.actor_kind, first.channel = actor.kind, channel
    session.add(first)
    routing.route(session, appeal, home)
    return appeal


def of_conversation(session: Session, conversation_id: str) -> list[Appeal]:
    """Return the appeals of a conversation, oldest first."""
    query = select(Appeal).where(Appeal.conversation_id == conversation_id).order_by(Appeal.id)  # type: ignore[arg-type]
    return list(session.exec(query))


def answer_by(appeal: Appeal) -> date:
    """Return the day by which the platform promises an answer; of an old appeal counted from the day in its number."""
    if appeal.answer_by is not None:
        return aware(appeal.answer_by).astimezone(CHINA).date()
    made = datetime.strptime(appeal.case_no[len(PREFIX) :][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    return working_time.add_working_days(made, working_time.calendar().appeal_answer_days)


def withdraw(session: Session, conversation_id: str, text: str) -> tuple[Appeal | None, bool]:
    """Take back the appeal that the text names, else the newest still open.

    :return: The appeal that is meant, if any, and whether it was taken back; an answered one is not.
    """
    appeals = of_conversation(session, conversation_id)
    wanted = case_numbers.find(text)
    if wanted:
        appeals = [appeal for appeal in appeals if appeal.case_no in wanted]
    still_open = [a for a in appeals if AppealStatus.WITHDRAWN in handling.ALLOWED[a.status]]
    if not still_open:
        return (appeals[-1] if appeals else None), False
    return handling.move(session, still_open[-1], AppealStatus.WITHDRAWN, ENTERPRISE, "企业在对话里撤回"), True


def restore(session: Session, appeal: Appeal) -> bool:
    """Open an appeal again that was taken back; False where it was not."""
    if not is_withdrawn(appeal):
        return False
    handling.move(session, appeal, AppealStatus.REOPENED, ENTERPRISE, "企业在对话里收回撤回")
    return True


def is_withdrawn(appeal: Appeal) -> bool:
    """Return whether an appeal was taken back."""
    return appeal.status is AppealStatus.WITHDRAWN


def for_owner(appeal: Appeal) -> dict[str, Any]:
    """Return one appeal to the one who made it, in the contract's shape."""
    said = {"appeal_object": appeal.object, "appeal_detail": appeal.detail, "appeal_expect": appeal.wish}
    slots = {**said, "region": appeal.region, **appeal.personal}
    return {
        "case_no": appeal.case_no,
        "category": appeal.category,
        "slots": {name: value for name, value in slots.items() if value},
        "status": appeal.status.value,
        "status_label": handling.label(appeal.status),
        "unit": appeal.unit,
        "result": appeal.result,
        "rating": appeal.rating,
        "created_at": iso(appeal.created_at),
    }


def for_agent(appeal: Appeal) -> dict[str, Any]:
    """Return one appeal for lists: nothing that names a person is readable."""
    owner = for_owner(appeal)
    contact = appeal.personal.get("contact")
    told = {name: value for name, value in owner["slots"].items() if name not in ("contact", "phone")}
    return {
        **owner,
        "result": mask_known(appeal.result, contact),
        "slots": {name: mask_known(value, contact) for name, value in told.items()},
        "anonymous": appeal.anonymous,
        "contact": mask_name(contact),
        "phone": mask_phone(appeal.personal.get("phone")),
        "channel": appeal.channel,
        "window": appeal.window,
        "handler": appeal.handler,
        "reopened": appeal.reopened,
        "version": appeal.version,
        "overdue": appeal.due_at is not None and aware(appeal.due_at) < utc_now(),
        **{name: iso(at) if (at := getattr(appeal, name)) else None for name in MOMENTS},
    }
