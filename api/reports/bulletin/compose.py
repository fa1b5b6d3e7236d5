"""A bulletin from the figures of a quarter and of the one before."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from api.errors import InvalidInputError
from api.reports.asked import Asked, of_scope
from api.reports.bulletin import figures, sections, service_sections, wording
from api.reports.bulletin.parts import Bulletin
from api.reports.bulletin.quarter import Quarter
from api.windows.scope import Scope
from api.windows.tree import WindowTree

WHOLE = "中小企业公共服务平台网络"
PARTS = (
    sections.overall,
    sections.distribution,
    service_sections.times,
    service_sections.scores,
    service_sections.windows,
    service_sections.institutions,
    service_sections.candidates,
    service_sections.warnings,
    sections.unmet,
    service_sections.matching,
)


def compose(
    session: Session, scope: Scope, windows: WindowTree, quarter: Quarter, today: date, window: str | None = None
) -> Bulletin:
    """Return the bulletin of a quarter for a scope, or for one window and those below it.

    :raises InvalidInputError: If the quarter has not begun.
    """
    if quarter.first > today:
        raise InvalidInputError(f"{quarter.name}还没有开始，出不了通报。")
    until = min(quarter.last, today)
    own = None if window is None or windows.is_hub(window) else window
    now = figures.read(session, of_scope(scope, windows, Asked(since=quarter.first, until=until, window=own), today))
    earlier = Asked(since=quarter.before.first, until=quarter.before.last, window=own)
    before = figures.read(session, of_scope(scope, windows, earlier, today))
    issuer = _issuer(scope, windows, window)
    return Bulletin(
        title=f"{quarter.name}{'' if own else '平台网络'}运营和服务情况通报",
        issuer=issuer,
        period=f"{quarter.first:%Y年%m月%d日}至{until:%Y年%m月%d日}",
        made_on=f"{today:%Y年%m月%d日}",
        sections=[part(now, before) for part in PARTS],
        method=wording.method(f"{today:%Y年%m月%d日}", quarter.last < today),
    )


def _issuer(scope: Scope, windows: WindowTree, window: str | None) -> str:
    hub = windows.hub()
    return windows.name(window or scope.home or (hub.key if hub else None)) or WHOLE
