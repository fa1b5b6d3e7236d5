"""Whoever names a service and hardly anything else is shown those of that type."""

from __future__ import annotations

import pytest

from matcher.search import naming


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("想找代账", "gov_agency.bookkeeping"),
        ("帮我找个代账的", "gov_agency.bookkeeping"),
        ("长沙开福区想找代账", "gov_agency.bookkeeping"),
        ("有没有做环评的", "gov_agency.eia"),
        ("请问有没有做ISO9001的？", "gov_agency.system_certification"),
        ("商标注册多少钱", "tech.trademark_registration"),
    ],
)
def test_a_name_with_what_stands_around_it(text: str, code: str) -> None:
    assert code in naming._named(text)


@pytest.mark.parametrize(
    "text",
    ["你好", "想离婚", "代账会计被抓了怎么办", "不要代账，要做审计报告的整改", "想找人把环评大厅的椅子修一下", ""],
)
def test_more_than_a_name_is_left_to_the_judge(text: str) -> None:
    assert not naming._named(text)
