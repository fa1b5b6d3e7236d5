"""Counting questions without an answer, and closing them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from api.clock import iso, utc_now
from api.errors import NotFoundError
from api.gaps.models import GapStatus, GapWindow, KnowledgeGap
from api.windows.scope import Scope
from knowledge.reading.anonymise import anonymise

LONGEST = 200
POLITE = re.compile(r"请问|您好|你好|想问一?下|问一?下|咨询一?下|麻烦|谢谢|我想知道|那个|[啊呀呢吗吧嘛哦]|[\W_]")


def keep(session: Session, question: str, hotline: str, window: str | None = None) -> KnowledgeGap:
    """Count a question that could not be answered; one that was answered before is open again.

    :param window: The window of the place from where it was asked, if that is known.
    """
    plain = anonymise(question)[:LONGEST]
    key = hashlib.sha256((POLITE.sub("", plain) or plain).encode()).hexdigest()
    changed = session.connection().execute(
        update(KnowledgeGap)
        .where(KnowledgeGap.key == key)  # type: ignore[arg-type]
        .values(asked=KnowledgeGap.asked + 1, last_asked_at=utc_now(), status=GapStatus.OPEN)
    )
    if changed.rowcount == 0:
        session.add(KnowledgeGap(key=key, question=plain, hotline=hotline))
        session.flush()
    gap = session.exec(select(KnowledgeGap).where(KnowledgeGap.key == key)).one()
    session.refresh(gap)
    if window is not None:
        _count(session, gap, window)
    return gap


def list_gaps(
    session: Session, scope: Scope, status: GapStatus | None, offset: int, limit: int
) -> list[tuple[KnowledgeGap, int]]:
    """Return the gaps of a scope with how often they were asked there, most asked first."""
    asked = col(KnowledgeGap.asked) if scope.everything else _asked_in(scope)
    query = select(KnowledgeGap, asked).where(asked.is_not(None))
    if status is not None:
        query = query.where(KnowledgeGap.status == status)
    query = query.order_by(asked.desc(), col(KnowledgeGap.id).desc())
    return [(gap, int(count)) for gap, count in session.exec(query.offset(offset).limit(limit))]


def settle(session: Session, scope: Scope, gap_id: int, status: GapStatus, item_id: str | None) -> KnowledgeGap:
    """Mark a gap as answered by an entry of the catalogue, or open again.

    :raises NotFoundError: If there is none, or nobody of this scope has asked it.
    """
    gap = session.get(KnowledgeGap, gap_id)
    if gap is None or not (scope.everything or _is_asked_in(session, gap, scope)):
        raise NotFoundError(f"没有编号为 {gap_id} 的知识缺口，或者不在您的范围内。")
    gap.status, gap.item_id = status, item_id if status is GapStatus.ANSWERED else None
    session.add(gap)
    session.flush()
    return gap


def _count(session: Session, gap: KnowledgeGap, window: str) -> None:
    place = session.get(GapWindow, (gap.id, window), with_for_update=True)
    if place is None:
        place = GapWindow(gap_id=gap.id or 0, window=window)
    else:
        place.asked += 1
    session.add(place)
    session.flush()


def _asked_in(scope: Scope) -> Any:
    """Return how often a gap was asked in the windows of a scope; nothing where it never was."""
    of = select(func.sum(GapWindow.asked)).where(GapWindow.gap_id == KnowledgeGap.id)
    return of.where(col(GapWindow.window).in_(scope.windows)).correlate(KnowledgeGap).scalar_subquery()


def _is_asked_in(session: Session, gap: KnowledgeGap, scope: Scope) -> bool:
    query = select(GapWindow.gap_id).where(GapWindow.gap_id == gap.id, col(GapWindow.window).in_(scope.windows))
    return session.exec(query.limit(1)).first() is not None


def public(gap: KnowledgeGap, asked: int | None = None) -> dict[str, Any]:
    """Return one gap for lists; ``asked`` counts only what the reader's windows were asked."""
    return {
        "id": gap.id,
        "question": gap.question,
        "hotline": gap.hotline,
        "asked": gap.asked if asked is None else asked,
        "status": gap.status.value,
        "item_id": gap.item_id,
        "first_asked_at": iso(gap.first_asked_at),
        "last_asked_at": iso(gap.last_asked_at),
    }
