"""An offer as a page shows it: its facts under their names, in the order of its kind, with what is not told said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.catalogue import lasting
from api.public.wanted import place_name
from knowledge.catalogue import Offer
from knowledge.taxonomy import load_categories, load_service_types

NOT_TOLD = "机构没有公开这一项"
SIZES = {"micro": "微型企业", "small": "小型企业", "medium": "中型企业"}
STAGES = {"startup": "初创期", "growth": "成长期", "mature": "成熟期", "transformation": "转型期"}


@dataclass(frozen=True)
class Fact:
    """One fact: a sentence, or steps in order, or points without one."""

    label: str
    text: str = ""
    steps: Sequence[str] = ()
    points: Sequence[str] = ()
    told: bool = field(default=True)


@dataclass(frozen=True)
class Sheet:
    """What the page of an offer says.

    :param five: The five public facts (五公开) of a service, all of them, told or not; empty for other kinds.
    :param over: The offer's last day has passed.
    :param to_come: Its first day has not come.
    """

    offer: Offer
    five: list[Fact]
    facts: list[Fact]
    over: bool
    to_come: bool
    category: str
    types: list[str]


def sheet(offer: Offer, today: date) -> Sheet:
    """Lay out an offer."""
    categories, kinds = load_categories(), load_service_types()
    return Sheet(
        offer=offer,
        five=_five(offer) if offer.kind == "service" else [],
        facts=[fact for fact in (*OWN[offer.kind](offer), *_shared(offer)) if fact.text or fact.steps or fact.points],
        over=lasting.is_over(offer, today),
        to_come=lasting.is_to_come(offer, today),
        category=categories[offer.category].name if offer.category else "",
        types=[kinds[code].name for code in offer.service_types if code in kinds],
    )


def day(value: date | None) -> str:
    """Return a day as people write it."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _five(offer: Offer) -> list[Fact]:
    rows = [
        Fact("服务功能", text=offer.functions or ""),
        Fact("服务流程", steps=offer.process),
        Fact("服务标准", text=offer.standard or ""),
        Fact("收费标准", text=offer.fee.text if offer.fee else ""),
        Fact("办理时限", text=offer.time_limit.text if offer.time_limit else ""),
    ]
    return [row if row.text or row.steps else Fact(row.label, text=NOT_TOLD, told=False) for row in rows]


def _service(offer: Offer) -> list[Fact]:
    return [
        Fact("适合企业", text="、".join(_named(offer.target_sizes, SIZES) + _named(offer.target_stages, STAGES))),
        Fact("办理条件", points=offer.conditions),
        Fact("公益服务", text="是，按公益服务提供" if offer.welfare else ""),
    ]


def _institution(offer: Offer) -> list[Fact]:
    return [
        Fact("等级", text=offer.level or ""),
        Fact("所在地", text=place_name(offer.region) if offer.region else ""),
        Fact("资质", points=offer.qualifications),
        Fact("人员", text=f"{offer.staff_count}人" if offer.staff_count else ""),
        Fact("成立", text=day(offer.founded_on)),
        Fact("电话", text=offer.phone or ""),
    ]


def _expert(offer: Offer) -> list[Fact]:
    return [
        Fact("职务", text=offer.title or ""),
        Fact("擅长", points=offer.specialities),
        Fact("从业", text=f"{offer.years}年" if offer.years else ""),
        Fact("每月可约", text=f"{offer.capacity_per_month}人次" if offer.capacity_per_month else ""),
        Fact("所在地", text=place_name(offer.region) if offer.region else ""),
    ]


def _policy(offer: Offer) -> list[Fact]:
    return [
        Fact("支持内容", text=offer.benefit or ""),
        Fact("申报条件", points=[one.text for one in offer.requirements]),
        Fact("怎样申报", steps=offer.how_to_apply),
        Fact("发文单位", text=offer.issuer or ""),
        Fact("文号", text=offer.document_no or ""),
        Fact("发布日期", text=day(offer.published_on)),
        Fact("出处", text=offer.source or ""),
    ]


def _faq(offer: Offer) -> list[Fact]:
    return [
        Fact("回答", text=offer.answer or ""),
        Fact("出处", text=offer.source or ""),
        Fact("发布日期", text=day(offer.published_on)),
    ]


OWN: dict[str, Callable[[Offer], list[Fact]]] = {
    "service": _service,
    "institution": _institution,
    "expert": _expert,
    "policy": _policy,
    "scheme": _policy,
    "faq": _faq,
}


def _shared(offer: Offer) -> list[Fact]:
    return [
        Fact("服务地区", text="、".join(place_name(code) for code in offer.region_served)),
        Fact("有效期", text=_validity(offer)),
        Fact("最近核对", text=day(offer.verified_on)),
    ]


def _validity(offer: Offer) -> str:
    if offer.valid_from and offer.valid_until:
        return f"{day(offer.valid_from)}至{day(offer.valid_until)}"
    return f"至{day(offer.valid_until)}" if offer.valid_until else ""


def _named(codes: Sequence[str], names: dict[str, str]) -> list[str]:
    return [names[code] for code in codes if code in names]
