"""Sample enterprises: where they are, what they make, how they are called. None of them exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from api.windows.tree import HUB, PARK, Node
from knowledge import sectors
from knowledge.regions import table as regions

MARKS = "恒达兴隆华盛鑫源宏远金泰永顺嘉禾德丰天润新创联合瑞康安信明达"
SURNAMES = "王李张刘陈杨黄周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
FORMS = ("有限公司", "厂", "商行", "合作社", "有限责任公司", "经营部")
# Everyday trades that every county has, by GB/T 4754 division, with a weight.
COMMON = {"35": 3, "33": 3, "14": 3, "13": 3, "18": 2, "30": 2, "26": 1, "39": 2, "52": 3, "51": 3, "62": 2, "65": 2,
          "01": 2, "50": 1, "54": 1, "29": 2, "21": 1, "48": 1}  # fmt: skip
AT_HOME = 5  # weight of the trades that a park or industry window of the place knows
# How many enterprises a city has beside others; the capital most, the far west least.
CITY_WEIGHTS = {"4301": 10.0, "4302": 4.0, "4304": 3.6, "4306": 3.4, "4307": 3.2, "4303": 2.8, "4305": 2.6}
OTHER_CITY = 2.0
SAMPLE_PHONES = "120{:08d}"  # no mobile number begins with 120


@dataclass(frozen=True)
class Enterprise:
    """One sample enterprise."""

    name: str
    region: str
    place: str
    trade: str
    headcount: int
    contact: str
    phone: str


def people(random: Random, nodes: Iterable[Node], count: int) -> list[Enterprise]:
    """Return so many enterprises spread over the places of the windows; the same random numbers give the same."""
    windows = list(nodes)
    towns = places(windows)
    weights = [_weight(code) for code in towns]
    taken: set[str] = set()
    return [_one(random, random.choices(towns, weights)[0], windows, number, taken) for number in range(1, count + 1)]


def places(nodes: Iterable[Node]) -> list[str]:
    """Return the regions of the windows below the hub, where enterprises are."""
    return sorted({node.region for node in nodes if node.region and node.level != HUB and regions.get(node.region)})


def _weight(code: str) -> float:
    city = CITY_WEIGHTS.get(code[:4], OTHER_CITY)
    return city if code.endswith("00") else city * 0.45


def _one(random: Random, code: str, windows: list[Node], number: int, taken: set[str]) -> Enterprise:
    place = regions.load()[code]
    trade = _trade(random, code, windows)
    name = f"样例{place.short}{_mark(random)}{trade}{random.choice(FORMS)}"
    while name in taken:
        name = f"样例{place.short}{_mark(random)}{_mark(random)}{trade}{random.choice(FORMS)}"
    taken.add(name)
    headcount = round(min(800.0, random.lognormvariate(3.2, 1.0))) + 2
    contact = random.choice(SURNAMES) + random.choice(("先生", "女士"))
    return Enterprise(name, code, place.short, trade, headcount, contact, SAMPLE_PHONES.format(number))


def _trade(random: Random, code: str, windows: list[Node]) -> str:
    weights = {division: float(weight) for division, weight in COMMON.items()}
    for node in windows:
        if node.region and (node.region[:4] == code[:4] if node.level != PARK else node.region == code):
            for division in node.sectors:
                weights[division] = weights.get(division, 0) + AT_HOME
    known = [division for division in weights if sectors.get(division)]
    division = random.choices(known, [weights[one] for one in known])[0]
    words = [word for word in sectors.require(division).words if len(word) >= 2 and not word.endswith("厂")]
    return random.choice(words or [sectors.require(division).name])


def _mark(random: Random) -> str:
    at = random.randrange(len(MARKS) // 2) * 2
    return MARKS[at] + random.choice(MARKS)
