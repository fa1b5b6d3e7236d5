"""The parts of a bulletin on how well it went: times against their limits, scores, first suggestions taken."""

from __future__ import annotations

from api.reports.bulletin import wording as say
from api.reports.bulletin.figures import Figures
from api.reports.bulletin.parts import Chart, Column, Kind, Section, Table

COUNT, SHARE, SCORE = Kind.COUNT, Kind.SHARE, Kind.SCORE


def times(now: Figures, before: Figures) -> Section:
    """Tell how long things took, against their limits."""
    day = now.timeliness["day_minutes"]
    told = _of_stages(now, before, day)
    columns = (
        Column("环节"),
        Column("办成（次）", COUNT),
        Column("中位用时（小时）", Kind.NUMBER),
        Column("九成以内（小时）", Kind.NUMBER),
        Column("按时率", SHARE),
        Column("上季度按时率", SHARE),
        Column("超时（次）", COUNT),
    )
    rows = [
        [
            one["name"],
            one["done"],
            _hours(one["median_minutes"]),
            _hours(one["p90_minutes"]),
            one["in_time"]["value"],
            before.stage(one["key"])["in_time"]["value"],
            one["missed"],
        ]
        for one in now.timeliness["stages"]
    ]
    chart = Chart("各环节按时率", (4, 5))
    note = f"用时为工作时间，一个工作日 {day / 60:g} 小时。"
    return Section("办理时效", "时效", [told], [Table("各环节用时", columns, rows, chart, note)])


def _of_stages(now: Figures, before: Figures, day: int) -> str:
    """Return the times of each stage that came to an end; of the others there is nothing to tell."""
    told = [
        f"{one['name']}中位用时 {say.days(one['median_minutes'], day)}、"
        f"九成在 {say.days(one['p90_minutes'], day)}以内，"
        f"按时率 {say.share(one['in_time'])}"
        f"（{say.points(one['in_time'], before.stage(one['key'])['in_time'])}）"
        for one in now.timeliness["stages"]
        if one["done"]
    ]
    return "；".join(told) + "。" if told else "本季度没有办成的环节。"


def scores(now: Figures, before: Figures) -> Section:
    """Tell how content enterprises were, and how many said so."""
    score, was = now.satisfaction, before.satisfaction
    if not score["completed"]:
        return Section("满意度", "满意度", ["本季度登记的需求没有办结的，还没有评价。"], [])
    interval = (
        f"，其 95% 置信区间为 {score['content']['low']:.1%} 至 {score['content']['high']:.1%}" if score["rated"] else ""
    )
    paragraph = (
        f"已办结 {score['completed']:,} 件中有 {score['rated']:,} 件收到评价，评价率 {say.share(score['response'])}"
        f"（{say.points(score['response'], was['response'])}）。"
        f"满意率 {say.share(score['content'])}{interval}。"
        "未评价的不计入满意率，评价率低的窗口请加强回访。"
    )
    columns = (Column("评分"), Column("本季度（件）", COUNT), Column("上季度（件）", COUNT))
    told = [paragraph, say.asked(score["asked"])]
    rows = [
        [f"{one['stars']} 星", one["count"], other["count"]]
        for one, other in zip(score["scores"], was["scores"], strict=True)
    ]
    return Section("满意度", "满意度", told, [Table("评分分布", columns, rows, Chart("评分分布（件）", (1, 2)))])


def matching(now: Figures, _: Figures) -> Section:
    """Tell how good the first suggestions were, by what enterprises took."""
    rows = [
        [
            _model(one["model_version"]),
            one["made"],
            one["decided"],
            *(at["value"] for at in one["accepted"]),
            one["mrr"],
        ]
        for one in now.matching["versions"]
    ]
    made, decided = sum(row[1] for row in rows), sum(row[2] for row in rows)
    if not made:
        return Section("匹配质量", "匹配", ["本季度没有匹配。"], [])
    paragraph = (
        f"本季度匹配 {made:,} 次，其中企业选择或明确都不要的 {decided:,} 次。"
        "前几条采纳率为有结果的匹配中，前几条里有被选用的比例；MRR 为首个被选用条目名次倒数的平均。"
    )
    columns = (
        Column("模型版本", wide=22),
        Column("匹配（次）", COUNT),
        Column("有结果（次）", COUNT),
        Column("第一条", SHARE),
        Column("前三条", SHARE),
        Column("前五条", SHARE),
        Column("MRR", SCORE),
    )
    return Section("匹配质量", "匹配", [paragraph], [Table("按模型版本", columns, rows)])


def _model(version: str) -> str:
    """Return a model as the page of figures names it."""
    return version.replace("encoder@", "自带模型 ", 1) if version.startswith("encoder@") else version


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60
