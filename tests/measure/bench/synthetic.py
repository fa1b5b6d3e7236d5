"""Catalogues of any size whose texts really differ: clauses of the sample catalogue and the service types, recombined.

Each offer takes its clauses from its own service type and category and is set into a region and a trade, so that like
offers are alike and words are as frequent as they are in a province's catalogue.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge import sectors
from knowledge.catalogue import Offer, load_sample
from knowledge.catalogue_fields import Fee, TimeLimit
from knowledge.lexicon import load_wordings
from knowledge.regions import table
from knowledge.taxonomy import ServiceType, load_service_types

PROVINCE = "430000"
# One offer in ten is an institution, one in ten an expert, as the sample catalogue has them.
KINDS = ("service",) * 7 + ("institution", "expert", "policy")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲鹏飞红梅志国海燕云龙思远嘉诚晓东雨晨浩然子涵"
STYLES = (
    "星",
    "启",
    "鼎",
    "科",
    "众",
    "信",
    "远",
    "联",
    "达",
    "润",
    "博",
    "恒",
    "泰",
    "创",
    "汇",
    "诚",
    "易",
    "优",
    "正",
    "同",
)
FIRST_DAY = date(2026, 1, 1)
SIZES = ("micro", "small", "medium")
_CLAUSE = re.compile(r"[，。；！？]+")


@dataclass(frozen=True)
class Material:
    """What texts are made of."""

    kinds: Sequence[ServiceType]
    clauses: Mapping[str, Sequence[str]]
    trades: Sequence[tuple[str, str]]
    regions: Sequence[str]
    terms: Sequence[str]


def material() -> Material:
    """Collect the clauses by service type and by category, the trades and the regions of one province."""
    clauses: dict[str, list[str]] = {}
    for offer in load_sample():
        said = [part for part in _CLAUSE.split(f"{offer.text}。{offer.functions or ''}") if 5 <= len(part) <= 30]
        for key in (*offer.service_types, offer.category or ""):
            clauses.setdefault(key, []).extend(said)
    kinds = tuple(load_service_types().values())
    for kind in kinds:
        said = [part for part in _CLAUSE.split(kind.definition) if len(part) >= 4]
        clauses.setdefault(kind.code, []).extend([*said, *kind.aliases])
    trades = [(one.code, word) for one in sectors.load().values() if one.parent for word in one.words if len(word) > 1]
    cities = table.children(PROVINCE)
    regions = [PROVINCE, *(city.code for city in cities), *(r.code for c in cities for r in table.children(c.code))]
    terms = [term for entries in load_wordings().values() for entry in entries for term in entry.mean]
    return Material(kinds, clauses, trades, regions, terms)


def offers(count: int, seed: int = 1) -> Iterator[Offer]:
    """Yield ``count`` offers, the same ones for the same seed."""
    dice, stuff = random.Random(seed), material()  # noqa: S311 - no secret is made of it
    houses = max(1, count // 10)
    for number in range(count):
        yield _offer(number, houses, dice, stuff)


def _offer(number: int, houses: int, dice: random.Random, stuff: Material) -> Offer:
    kind, type_ = KINDS[number % len(KINDS)], dice.choice(stuff.kinds)
    sector, trade = dice.choice(stuff.trades)
    region = dice.choice(stuff.regions)
    place = table.require(region).short
    house = dice.randrange(houses)
    since = FIRST_DAY - timedelta(days=dice.randrange(700))
    return Offer(
        id=f"SYN-{number:07d}",
        kind=kind,
        name=_name(kind, place, trade, type_, dice),
        provider=provider(house),
        text=_text(place, trade, type_, dice, stuff),
        category=type_.category,
        service_types=(type_.code,) if dice.random() < 0.9 else (),
        region_served=(region,) if dice.random() < 0.95 else (),
        sectors=(sector,) if dice.random() < 0.4 else (),
        valid_until=since + timedelta(days=dice.choice((700, 1_000, 1_400))),
        verified_on=since,
        target_sizes=SIZES[: dice.randrange(4)],
        conditions=(f"在{place}登记并经营满{dice.randrange(1, 4)}年",) if dice.random() < 0.5 else (),
        fee=_fee(dice),
        time_limit=TimeLimit(f"{dice.randrange(1, 60)}个工作日内办结"),
        welfare=dice.random() < 0.005,
        region=region,
    )


def provider(house: int) -> str:
    """Return the name of the n-th institution; every number has its own."""
    first, rest = house % len(STYLES), house // len(STYLES)
    second, number = rest % len(STYLES), rest // len(STYLES)
    return f"{STYLES[first]}{STYLES[second]}{number or ''}企业服务有限公司"


def _name(kind: str, place: str, trade: str, type_: ServiceType, dice: random.Random) -> str:
    called = dice.choice((type_.name, *type_.aliases))
    if kind == "expert":
        return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.randrange(1, 3)))
    if kind == "institution":
        return f"{place}{dice.choice(STYLES)}{dice.choice(STYLES)}{trade}{type_.name}中心"
    if kind == "policy":
        return f"{place}{dice.randrange(2018, 2027)}年{trade}{called}扶持办法"
    return dice.choice((f"{place}{called}", f"{trade}企业{called}", f"{place}{trade}{called}", f"{called}全程代办"))


def _text(place: str, trade: str, type_: ServiceType, dice: random.Random, stuff: Material) -> str:
    own, near = stuff.clauses[type_.code], stuff.clauses.get(type_.category) or stuff.clauses[type_.code]
    figure = f"已服务{place}{trade}企业{dice.randrange(3, 900)}家"
    parts = [
        *(dice.choice(own) for _ in range(dice.randrange(2, 5))),
        *(dice.choice(near) for _ in range(dice.randrange(1, 3))),
        f"可配合{dice.choice(stuff.terms)}和{dice.choice(stuff.terms)}",
        figure,
    ]
    dice.shuffle(parts)
    return f"面向{place}{trade}企业，" + "，".join(parts) + "。"


def _fee(dice: random.Random) -> Fee | None:
    chance = dice.random()
    if chance < 0.05:
        return Fee("free", "免费")
    if chance < 0.3:
        return None
    least = float(dice.randrange(1, 500) * 100)
    return Fee("range", f"{least:.0f}元起", least, least * dice.randrange(2, 5), "件")
