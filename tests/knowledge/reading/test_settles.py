"""算了 that gives a matter over, and 算了 that drops it."""

from __future__ import annotations

import pytest

from knowledge.reading.settles import gives_over


@pytest.mark.parametrize("text", ["请个人帮我弄算了", "直接找你们办算了", "索性交给代账公司做算了吧"])
def test_given_over(text: str) -> None:
    assert gives_over(text)


@pytest.mark.parametrize(
    "text", ["算了", "不办了算了", "太麻烦算了", "那就算了吧", "别帮我找了算了", "没意思，不弄算了"]
)
def test_dropped(text: str) -> None:
    assert not gives_over(text)
