"""A bulletin from the figures of a quarter and of the one before."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from api.errors import InvalidInputError
from api.reports.asked import Asked, of_scope
from api.reports.bulletin import figures, quality_sections, sections, service_sections, wording
from api.reports.bulletin.parts import Bulletin
from api.reports.bulletin.quarter import Quarter
from api.windows.scope import Scope
from api.windows.tree import WindowTree

WHOLE = "中小企业公共服务平台网络"
PARTS = (
    sections.overall,
    sections.distribution,
    quality_sections.times,
    quality_sections.scores,
    service_sections.windows,
    service_sections.institutions,
    service_sections.candidates,
    service_sections.warnings,
    sections.unmet,
    quality_sections.matching,
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
    home = own or (None if scope.everything else scope.home)
    return Bulletin(
        title=f"{issuer if home else ''}{quarter.name}{'' if home else '平台网络'}运营和服务情况通报",
        issuer=issuer,
        readers=_readers(windows, home),
        period=f"{wording.day(quarter.first)}至{wording.day(until)}",
        made_on=wording.day(today),
        sections=[part(now, before) for part in PARTS],
        method=wording.method(wording.day(today), quarter.last < today),
    )


def _readers(windows: WindowTree, home: str | None) -> str:
    """Return to whom a bulletin is addressed: the whole network, or those below a window, and who serves."""
    if home is None:
        return "各窗口平台、服务机构"
    return "所属各窗口平台、有关服务机构" if len(windows.under(home)) > 1 else "有关服务机构"


def _issuer(scope: Scope, windows: WindowTree, window: str | None) -> str:
    hub = windows.hub()
    return windows.name(window or scope.home or (hub.key if hub else None)) or WHOLE
