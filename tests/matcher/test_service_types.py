import math

import numpy as np
import pytest

from knowledge.taxonomy import ServiceType
from matcher.index.service_types import CENTRE_SHARE, LEXICAL_SHARE, NONE, SHARPNESS, ServiceTypeIndex, shares
from tests.matcher.fakes import FakeEncoder

TYPES = [
    ServiceType("finance.a", "finance", "甲", "乙", (), ("丙",)),
    ServiceType("legal.b", "legal", "丁", "戊", (), ()),
]
ENCODER = FakeEncoder({"丙": [1, 0], "甲": [0.6, 0.8], "丁": [0, 1]})


def test_scores_by_hand() -> None:
    """Dense: 丙 1.0, 甲 and 甲：乙 0.6. Lexical: the single run 丙 is the whole of its line, 1.0. Centre: (2.2, 1.6)."""
    scores = ServiceTypeIndex(TYPES, ENCODER).scores("丙")
    dense = 1 - LEXICAL_SHARE
    lines = [LEXICAL_SHARE + dense * 1.0, dense * 0.6, dense * 0.6]
    near = 0.5 * lines[0] + 0.5 * sum(lines) / 3
    mixed = (1 - CENTRE_SHARE) * near + CENTRE_SHARE * 2.2 / math.hypot(2.2, 1.6)
    assert scores.tolist() == pytest.approx([mixed, 0.0, 0.0], abs=1e-6)


def test_lines_from_outside_are_the_last_column() -> None:
    scores = ServiceTypeIndex(TYPES, ENCODER, ["天气"]).scores("天气")
    assert scores.tolist() == pytest.approx([0.0, 0.0, (1 - CENTRE_SHARE) * LEXICAL_SHARE], abs=1e-6)


def test_shares_by_hand() -> None:
    powers = np.exp(SHARPNESS * (np.array([0.6, 0.4, 0.0]) - NONE))
    found = shares(np.array([0.6, 0.4, 0.0], dtype=np.float32))
    np.testing.assert_allclose(found, powers[:2] / (powers.sum() + 1), rtol=1e-5)


def test_nothing_known_leaves_nearly_everything_to_none() -> None:
    assert shares(np.zeros(224, np.float32)).sum() < 0.2


def test_without_types() -> None:
    index = ServiceTypeIndex([], ENCODER)
    assert index.scores("丙").tolist() == [0.0]
    assert shares(index.scores("丙")).tolist() == []
