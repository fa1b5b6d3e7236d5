"""How the keys of figures are told to people."""

from __future__ import annotations

from collections.abc import Callable

from api.demands.cells import NONE
from api.windows.tree import WindowTree
from knowledge import sectors, taxonomy
from knowledge.regions import table as regions

CHANNELS = {"web": "网页", "wechat": "微信", "wecom": "企业微信", "hotline": "热线", "api": "接口"}
LEVELS = {"hub": "省枢纽", "city": "市州", "county": "县市区", "park": "园区", "industry": "产业"}
STAGES = {"dispatch": "派单", "accept": "受理", "complete": "办结"}
UNKNOWN = {"category": "未识别", "region": "地区不明", "sector": "行业不明", "channel": "渠道不明", "window": "未分配"}


def category(key: str) -> str:
    """Return the name of a category."""
    found = taxonomy.load_categories().get(key)
    return found.name if found else key


def region(key: str) -> str:
    """Return the name of a region."""
    found = regions.get(key)
    return found.name if found else key


def sector(key: str) -> str:
    """Return the name of a section or division."""
    found = sectors.get(key)
    return found.name if found else key


def teller(what: str, windows: WindowTree) -> Callable[[str], str]:
    """Return how the keys of one dimension are told."""
    known: dict[str, Callable[[str], str]] = {
        "category": category,
        "region": region,
        "sector": sector,
        "channel": lambda key: CHANNELS.get(key, key),
        "window": lambda key: windows.name(key) or key,
    }
    tell = known.get(what, str)
    return lambda key: UNKNOWN.get(what, "不明") if key in (NONE, "") else tell(key)
