"""Help that did not help is told, not wanted."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.reading.facts import read_facts
from knowledge.reading.in_vain import in_vain
from knowledge.reading.need import read_need

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("clause", "holds"),
    [
        ("外头请的师傅也搞不定", True),
        ("厂家来人也没修好", True),
        ("换了三次配件还是漏", True),
        ("找了两家都查不出来", True),
        ("想请师傅来修", False),
        ("请个师傅上门看看", False),
        ("我们自己不会修", False),
        ("有没有人能解决不了的也行", False),
    ],
)
def test_in_vain(clause: str, holds: bool) -> None:
    assert in_vain(clause) is holds


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("设备老停机，外头请的师傅也搞不定", "设备老停机，外头请的师傅也搞不定"),
        ("注塑机老是漏油，请人修了两回都没修好", "注塑机老是漏油，请人修了两回都没修好"),
        ("设备老停机，外面师傅也搞不定，想找专家诊断", "设备老停机，外面师傅也搞不定，想找专家诊断"),
    ],
)
def test_the_trouble_stays_in_the_need(text: str, need: str) -> None:
    assert read_need(text, read_facts(text, TODAY).spans) == need
