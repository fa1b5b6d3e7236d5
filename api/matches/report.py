"""A match as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from api.matches import cards
from api.matches.models import Match
from matcher.evaluate import GROUPS, Figures, Judged, by_group, changed, summarise

REFUSALS = {
    "unsupplied": "目录里没有合适的，下面是最接近的",
    "out_of_domain": "听起来不是企业服务的事，下面是最接近的",
}


def as_text(records: Sequence[Match]) -> str:
    """Return the results of every need with reasons and criteria."""
    if len(records) == 1:
        return _of_need(records[0])
    parts = [f"第{number}件事：{record.text}\n{_of_need(record)}" for number, record in enumerate(records, 1)]
    return "\n\n".join(parts)


def _of_need(match: Match) -> str:
    head = "可以办" if match.answerable else REFUSALS.get(match.reason, REFUSALS["unsupplied"])
    lines = [f"{head}（{match.took_ms:.1f} 毫秒，匹配编号 {match.id}）"]
    if match.relaxed:
        lines.append(f"放宽了：{'、'.join(cards.RELAXED_LABELS.get(name, name) for name in match.relaxed)}")
    shown = [result for result in match.results if result["item_id"] in match.shown]
    for number, result in enumerate(shown, 1):
        kind = cards.KIND_LABELS.get(result["kind"], result["kind"])
        lines.append(
            f"{number:>2}. [{kind}] {result['name']}（{result['provider']}）{result['score']:.3f}  {result['item_id']}"
        )
        lines += [f"      · {reason}" for reason in result["reasons"]]
        shown = cards.shown_criteria(result)
        lines += [f"      {c['verdict']} {c['name']}：{c['evidence']}" for c in shown]
        if result.get("line"):
            lines.append(f"      → {result['line']}")
    return "\n".join(lines)


def figures_text(figures: Figures) -> str:
    """Return an evaluation's figures, one a line."""
    return "\n".join(f"{name:<24} {value:.3f}" for name, value in asdict(figures).items())


def groups_text(judged: Sequence[Judged]) -> str:
    """Return the main figures by style, category and region, one line a value."""
    lines = []
    for name in GROUPS:
        for value, figures in by_group(judged, name).items():
            lines.append(
                f"{name}={value:<16} n={figures.count:<4} hit@1 {figures.hit_1:.3f}  hit@5 {figures.hit_5:.3f}  "
                f"MRR {figures.mrr:.3f}  nDCG {figures.ndcg_10:.3f}  误拒 {figures.false_refusal:.3f}"
            )
    return "".join(f"{line}\n" for line in lines)


def changes_text(before: Sequence[Judged], after: Sequence[Judged]) -> str:
    """Return the other's figures, whole and by group, and every need whose first three change."""
    changes = changed(before, after)
    figures = f"{figures_text(summarise(after))}\n{groups_text(after)}".rstrip()
    lines = ["", "另一个：", figures, "", f"前三条有变化的需求 {len(changes)}／{len(after)}："]
    for change in changes:
        old, new = ("、".join(ids) or "（不作答）" for ids in (change.before, change.after))
        lines.append(f"{change.need.id} {change.need.text[:30]}：{old} → {new}")
    return "\n".join(lines)
