"""The parts of a bulletin on who serves: windows and institutions beside each other, candidates, warnings."""

from __future__ import annotations

from typing import Any

from api.reports.bulletin import wording as say
from api.reports.bulletin.figures import Figures
from api.reports.bulletin.parts import Column, Kind, Section, Table

COUNT, SHARE, SCORE = Kind.COUNT, Kind.SHARE, Kind.SCORE
SMALL = "样本少"
TRACED = 3  # case numbers beside a candidate or a warning; the interface gives more


def windows(now: Figures, before: Figures) -> Section:
    """Tell each window beside the others, with its volume and with what is too little to judge flagged."""
    known = {one["key"]: one for one in before.windows}
    active = [one for one in now.windows if one["demands"]]
    first = say.listed(one["name"] for one in sorted(active, key=lambda one: -one["demands"]))
    paragraph = (
        f"本季度有需求登记的窗口 {len(active)} 个，没有登记的 {len(now.windows) - len(active)} 个。"
        f"{f'需求量居前的是{first}。' if len(active) > 1 else ''}"
        "下表按层级和需求量排列，名次不代表优劣；量少的窗口标注“样本少”。"
    )
    columns = (
        Column("窗口", wide=24),
        Column("层级", wide=8),
        Column("需求", COUNT, 7),
        Column("上季度", COUNT, 8),
        Column("办结", COUNT, 7),
        Column("本级按时率", SHARE, 10),
        Column("退单", COUNT, 6),
        Column("评价率", SHARE, 10),
        Column("修正均分", SCORE, 8),
        Column("说明", wide=8),
    )
    order = {"hub": 0, "city": 1, "county": 2, "park": 3, "industry": 4}
    ordered = sorted(
        now.windows, key=lambda one: (not one["demands"], order.get(one["level"] or "", 9), -one["demands"], one["key"])
    )
    rows = [
        [
            one["name"],
            one["level_name"],
            one["demands"],
            known[one["key"]]["demands"] if one["key"] in known else 0,
            one["completed"],
            one["in_time"]["value"],
            one["returned"],
            one["response"]["value"],
            one["fair_mean"],
            SMALL if one["small"] else "",
        ]
        for one in ordered
    ]
    return Section("窗口运营情况", "窗口", [paragraph], [Table("各窗口情况", columns, rows, shown=len(active) or None)])


def institutions(now: Figures, before: Figures) -> Section:
    """Tell each institution beside the others."""
    known = {one["key"]: one for one in before.institutions}
    judged = [one for one in now.institutions if not one["small"]]
    handed = sum(one["handed"] for one in now.institutions)
    if not now.institutions:
        return Section("服务机构情况", "机构", ["本季度没有向服务机构派单。"], [])
    paragraph = (
        f"本季度向 {len(now.institutions)} 家机构派单 {handed:,} 次，"
        f"退单 {sum(one['returned'] for one in now.institutions):,} 次。"
        f"承接量够得上评比的 {len(judged)} 家，其余 {len(now.institutions) - len(judged)} 家样本少，只列数字。"
    )
    columns = (
        Column("机构", wide=24),
        Column("承接", COUNT, 7),
        Column("上季度", COUNT, 8),
        Column("退单", COUNT, 6),
        Column("办结", COUNT, 7),
        Column("按时率", SHARE, 10),
        Column("评价", COUNT, 6),
        Column("修正均分", SCORE, 8),
        Column("得分", Kind.NUMBER, 7),
        Column("说明", wide=8),
    )
    ordered = sorted(
        now.institutions, key=lambda one: (one["small"], -one["score"] if not one["small"] else -one["handed"])
    )
    rows = [
        [
            one["name"],
            one["handed"],
            known[one["key"]]["handed"] if one["key"] in known else 0,
            one["returned"],
            one["finished"],
            one["in_time"]["value"],
            one["rated"],
            one["fair_mean"],
            None if one["small"] else one["score"],
            SMALL if one["small"] else "",
        ]
        for one in ordered
    ]
    return Section("服务机构情况", "机构", [paragraph], [Table("各机构情况", columns, rows, shown=40)])


def candidates(now: Figures, _: Figures) -> Section:
    """Tell who could be among the ten best, with cases to look into."""
    rule, found = now.awards["rule"], now.awards
    is_led = found["institutions"] or found["services"]
    led = "按得分列前十。附可查编号，供评审时调阅全过程。" if is_led else "本季度不列候选。"
    paragraph = (
        f"按本季度记录，够得上候选条件（办结不少于 {rule['finished']} 件、"
        f"评价不少于 {rule['scores']} 个）的机构 {rule['eligible']} 家、"
        f"服务产品 {rule['eligible_services']} 个，{led}"
    )
    of_institutions = (
        Column("序", Kind.COUNT, 5),
        Column("机构", wide=24),
        Column("办结", COUNT, 6),
        Column("评价", COUNT, 6),
        Column("修正均分", SCORE, 8),
        Column("得分", Kind.NUMBER, 7),
        Column("可查编号", wide=17),
    )
    rows = [
        [
            place,
            one["name"],
            one["finished"],
            one["rated"],
            one["fair_mean"],
            one["score"],
            "\n".join(one["samples"][:TRACED]),
        ]
        for place, one in enumerate(found["institutions"], 1)
    ]
    of_services = (
        Column("序", Kind.COUNT, 5),
        Column("服务产品", wide=24),
        Column("提供机构", wide=22),
        Column("办结", COUNT, 6),
        Column("评价", COUNT, 6),
        Column("修正均分", SCORE, 8),
    )
    services = [
        [place, one["name"], one["provider"], one["finished"], one["rated"], one["fair_mean"]]
        for place, one in enumerate(found["services"], 1)
    ]
    tables = [Table("十佳服务机构候选", of_institutions, rows), Table("十佳服务产品候选", of_services, services)]
    return Section("双十佳候选", "双十佳", [paragraph], tables)


def warnings(now: Figures, _: Figures) -> Section:
    """Tell who is worse than the lines beyond chance, with cases to look into."""
    found = now.warnings
    paragraph = (
        f"列入预警的窗口 {len(found['windows'])} 个、机构 {len(found['institutions'])} 家；"
        f"另有 {found['unjudged']} 家机构样本少，暂不评判。"
        f"{'请有关窗口逐件核查所附编号，核实后按考核办法处理。' if found['windows'] or found['institutions'] else ''}"
    )
    columns = (
        Column("对象", wide=24),
        Column("本期量", COUNT, 7),
        Column("原因", wide=34),
        Column("可查编号", wide=17),
    )
    rows = [_warned(one, "demands") for one in found["windows"]] + [
        _warned(one, "handed") for one in found["institutions"]
    ]
    return Section("退出预警", "预警", [paragraph], [Table("预警名单", columns, rows)])


def _warned(one: dict[str, Any], volume: str) -> list[Any]:
    return [one["name"], one[volume], "；".join(w["line"] for w in one["warnings"]), "\n".join(one["samples"][:TRACED])]
