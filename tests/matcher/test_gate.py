import math

import pytest

from matcher.evaluate import Figures
from matcher.gate import broken, read_limit

FIGURES = Figures(10, 0.5, 0.9, 0.95, 0.6, 0.75, 0.04, 0.8, math.nan, 3.0, 9.0)


def test_least_and_most() -> None:
    limits = [read_limit(text) for text in ("hit_5=0.9", "false_refusal=0.05", "p99_ms=25")]
    assert broken(limits, FIGURES) == []
    limits = [read_limit(text) for text in ("hit_5=0.92", "false_refusal=0.03", "ndcg_10=0.75")]
    assert broken(limits, FIGURES) == ["hit_5 ≥ 0.92, measured 0.900", "false_refusal ≤ 0.03, measured 0.040"]


def test_what_was_not_measured_keeps_no_limit() -> None:
    assert broken([read_limit("true_refusal_out=0.1")], FIGURES) == ["true_refusal_out ≥ 0.1, measured nan"]


@pytest.mark.parametrize("text", ["hit_5", "hit_5=", "hit_5=viel", "count=3", "recall=0.5", ""])
def test_badly_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"figure|number"):
        read_limit(text)
