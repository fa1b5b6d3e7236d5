"""Parks and development zones said without their city: 高新区, 经开区里, 在产业园. Nearly every city has them."""

from __future__ import annotations

import re

from knowledge.regions import names, table

_ZONE = (
    r"(?:国家级|省级)?(?:高新(?:技术)?(?:产业)?(?:开发)?区|经开区|经济(?:技术)?开发区|开发区"
    r"|(?:高新|工业|产业|科技|创业|物流)?(?:园区|集中区)|(?:工业|产业|科技|创业|物流)园|(?:综合)?保税区|自贸区|示范区|新区)"
)
# Where one is, not who did something there: 园区乱收费 is told of its office.
_SAID = re.compile(
    rf"(?:^|[，,。；;、\s]|在|是|位于|住|的)(?P<zone>{_ZONE})"
    r"(?=(?:那边|这边|这里|那里|里头?|内|那?一?[块带片]|的|吧|啊|呢|呀)*(?:$|[^一-龥])|的[一-龥]{0,6}(?:园|区|$))"
)
_SEAT = re.compile(rf"(?:^|[，,。；;\s]|在|位于|我们|咱们)(?P<zone>{_ZONE})(?=这边|那边|里|内|做|搞|开|的|[，,])")


def find_zone(text: str) -> tuple[int, int] | None:
    """Return the span of the zone that an answer to the question for the place names, ``None`` without one."""
    said = _SAID.search(text)
    return said.span("zone") if said else None


def seats(text: str) -> list[tuple[int, int]]:
    """Return the spans of zones that tell where the speaker sits, whatever was asked (经开区做线束的)."""
    return [match.span("zone") for match in _SEAT.finditer(text)]


def within(city: str, zone: str) -> str:
    """Return the code of a zone of a city where it has one of its own, else the city's."""
    region = table.get(city)
    known = names.load().by_text.get(f"{region.short}{zone}") if region else None
    return known.codes[0] if known and len(known.codes) == 1 else city


def named_among(candidates: list[str]) -> str | None:
    """Return the zone that stands among the candidates of an ambiguous place by its name, the others by their codes."""
    return next((one for one in candidates if not one.isdigit()), None)
