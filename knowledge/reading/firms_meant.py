"""The firm that a want is about where it is pointed at: 镇上那家养猪场要办环评, 我弟那个汽修店想贷款."""

from __future__ import annotations

import re

from knowledge.reading.trade_words import firm, is_wanted, place

_POINTS = re.compile(r"[那这](?:一)?(?:家|个|间|处|座)(?:小|老|新开?的?)?")
# What the firm wants or lacks; what is wanted of us (要我们先付款) is no want.
_WANTS = re.compile(
    r"(?:里|在|那边|老板|也|还|最近|现在|今年|马上|正|正在|就|一直|刚好)*(?:准备|打算|想|计划|要(?!我|咱|求|价|是|不|收|钱|先|涨|罚|扣|赔|告|拆)|需要|得(?!很)|缺|急需|急着|办|做|招|装|找|贷|申请|没(?:钱|人|办)|老是)"
)
# Pointed at, a house of whatever name is a firm (砖厂, 养猪场), but for one that is sent for (代账公司).
_HOUSE = re.compile(r"[一-龥]{1,6}?(?:厂|店|馆|场|坊|园|铺|院|社|队|吧)")
# Somebody else's, or a party to something: 隔壁那家, 告那家, 跟那家.
_OTHERS = re.compile(
    r"(?:隔壁|对面|楼[上下]|旁边|附近|竞争|投诉|举报|告|跟|和|与|被|欠|找|骗|推荐|选|联系)[一-龥]{0,2}$"
)


def find(text: str) -> tuple[int, int] | None:
    """Return where the trade of such a firm is named.

    :param text: The message with places blanked (``□``), so that offsets stay.
    """
    for points in _POINTS.finditer(text):
        if _OTHERS.search(text[max(0, points.start() - 6) : points.start()]):
            continue
        clause = re.split(r"[，,。；;！!？?\n]", text[points.end() :])[0]
        found = place(clause, 0) or firm(clause, 0) or _house(clause)
        if found and _WANTS.match(_behind_the_house(clause[found[1] :])):
            return points.end() + found[0], points.end() + found[1]
    return None


def _house(clause: str) -> tuple[int, int] | None:
    named = _HOUSE.match(clause)
    return named.span() if named and not is_wanted(named.group()) else None


def _behind_the_house(rest: str) -> str:
    """Return what follows the word for the house where only the trade before it was taken."""
    return re.sub(r"^(?:厂子?|店铺?|铺子?|公司|企业|作坊|合作社|工作室|基地|[场馆坊园院社队])", "", rest, count=1)
