"""A match as lines for a terminal."""

from __future__ import annotations

from dataclasses import asdict

from api.matches.models import Match
from matcher.evaluate import Figures

KIND_LABELS = {
    "service": "服务",
    "institution": "机构",
    "expert": "专家",
    "policy": "政策",
    "scheme": "项目",
    "faq": "问答",
}


def as_text(match: Match) -> str:
    """Return the results with reasons and criteria."""
    head = "可以办" if match.answerable else "目录里没有合适的，下面是最接近的"
    lines = [f"{head}（{match.took_ms:.1f} 毫秒，匹配编号 {match.id}）"]
    if match.relaxed:
        lines.append(f"放宽了：{'、'.join(match.relaxed)}")
    for number, result in enumerate(match.results, 1):
        kind = KIND_LABELS.get(result["kind"], result["kind"])
        lines.append(
            f"{number:>2}. [{kind}] {result['name']}（{result['provider']}）{result['score']:.3f}  {result['item_id']}"
        )
        lines += [f"      · {reason}" for reason in result["reasons"]]
        lines += [f"      {c['verdict']} {c['name']}：{c['evidence']}" for c in result["criteria"]]
    return "\n".join(lines)


def figures_text(figures: Figures) -> str:
    """Return an evaluation's figures, one a line."""
    return "\n".join(f"{name:<24} {value:.3f}" for name, value in asdict(figures).items())
