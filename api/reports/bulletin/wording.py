"""Sentences of a bulletin: comparisons with the quarter before, said so that nobody is misled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from knowledge import assessment


def change(now: float, before: float) -> str:
    """Return how a number compares with the quarter before: ``比上季度增加 12.5%``."""
    if before == 0:
        return "上季度无记录" if now else "与上季度同为零"
    share = (now - before) / before
    if abs(share) < 0.0005:
        return "与上季度持平"
    return f"比上季度{'增加' if share > 0 else '减少'} {abs(share):.1%}"


def points(now: dict[str, Any], before: dict[str, Any]) -> str:
    """Return how a share compares: ``比上季度提高 2.1 个百分点``; where either is of few cases, that it does not."""
    if now["value"] is None or before["value"] is None:
        return "上季度无可比数据"
    if now["small"] or before["small"]:
        return "样本少，不与上季度比较"
    difference = (now["value"] - before["value"]) * 100
    if abs(difference) < 0.05:
        return "与上季度持平"
    return f"比上季度{'提高' if difference > 0 else '下降'} {abs(difference):.1f} 个百分点"


def share(public: dict[str, Any]) -> str:
    """Return a share with its warning: ``92.5%``, ``80.0%（样本少）``, ``暂无``."""
    if public["value"] is None:
        return "暂无"
    return f"{public['value']:.1%}{'（样本少）' if public['small'] else ''}"


def asked(steps: dict[str, Any]) -> str:
    """Return how far the question after completion came, each step apart."""
    if not steps["planned"]:
        return "这些需求办结后没有安排过回访。"
    unknown = f"；发出后没有回执的 {steps['unconfirmed']:,} 件不算送到" if steps["unconfirmed"] else ""
    return (
        f"办结后回访计划 {steps['planned']:,} 件，发出 {steps['sent']:,} 件，确认送到 {steps['delivered']:,} 件，"
        f"答复 {steps['answered']:,} 件，送到的答复率 {share(steps['response'])}{unknown}。"
    )


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names as a list in a sentence; names that hold the mark between them are quoted instead."""
    kept = list(names)[:most]
    if any("、" in name for name in kept) and len(kept) > 1:
        return "".join(f"“{name}”" for name in kept)
    return "、".join(kept) if kept else "无"


def day(moment: date) -> str:
    """Return a day as official papers write it: ``2026年7月1日``."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def days(minutes: float | None, day_minutes: int) -> str:
    """Return office minutes as people say them: ``1.5 个工作日``, ``3.2 小时``."""
    if minutes is None:
        return "暂无"
    if minutes >= day_minutes:
        return f"{minutes / day_minutes:.1f} 个工作日"
    return f"{minutes / 60:.1f} 小时"


def method(until: str, is_over: bool) -> list[str]:
    """Return the method note: what is counted, and how those with few cases are treated."""
    rules = assessment.rules()
    weights, warn = rules.weights, rules.warn
    return [
        f"统计范围：本季度内登记的需求，截至{until}的办理状态；已并入另一件的需求只算一件。"
        + ("" if is_over else "本季度尚未结束，数字会随办理变化。"),
        "办理用时按工作时间计算，节假日和等待企业补充材料的时间不计。按时率的分母为按时与超时之和，"
        "作废的计时（如改派、按时退单）不计；超过时限后自动上报的计为超时。时效数据按计时开始日归入季度。",
        "满意率为四星、五星占全部评价的比例，必须与评价率（有评价的占已办结的比例）一并看；未评价不等于满意，也不等于不满意。"
        "回访的答复率以确认送到的为分母，没有送到或不知道是否送到的不算。",
        f"样本少：不足 {rules.small_sample} 件（次）的，数字照列并标注“样本少”，不参与评比和预警。",
        f"修正均分：把各家的评分与全网平均分按“各自评分数 ＋ {rules.prior_ratings:g} 个平均分”合并计算，"
        "避免几个评分决定名次。",
        f"机构得分（百分制）＝评价 {weights.content:.0%} ＋ 承接 {weights.kept:.0%} ＋ 时效 {weights.in_time:.0%}。"
        "评价用修正均分；"
        "承接（未退单）和时效（按时）用比例的 95% 置信下限，办得少的不会因偶然全对而居前。",
        f"双十佳候选：本期办结不少于 {rules.award.finished} 件且评价不少于 {rules.award.scores} 个的"
        "机构和服务产品，按得分排列；"
        "仅为候选，最终由网络投票、企业调查和专家评审确定。",
        f"退出预警：退单率高于 {warn.returned:.0%}、超时率高于 {warn.late:.0%} 或低分率高于 {warn.unhappy:.0%}，"
        "且 95% 置信下限仍高于该线的列入；窗口需求量不足同级中位数 "
        f"{warn.quiet:.0%} 的列为活跃度低。预警附编号，供逐件核查，不直接作为处理依据。",
    ]
