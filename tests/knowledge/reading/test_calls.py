"""Whether a call is asked for."""

from __future__ import annotations

import pytest

from knowledge.reading.calls import wants_call


@pytest.mark.parametrize(
    "text",
    [
        "请给我回个电话",
        "回电话吧",
        "打给我",
        "联系我吧",
        "能给我打个电话吗",
        "回访一下",
        "要",
        "打吧",
        "电话",
        "好的，给我回电话",
    ],
)
def test_a_call_is_asked_for(text: str) -> None:
    assert wants_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "你们电话多少",
        "你们怎么联系我",
        "不用打电话",
        "别打给我",
        "打电话也没用",
        "什么时候打给我",
        "想贷款五十万",
        "你们收费吗",
        "要贷款",
    ],
)
def test_no_call_is_asked_for(text: str) -> None:
    assert not wants_call(text)
