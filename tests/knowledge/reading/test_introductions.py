"""What is left of a message without who speaks and from where."""

from __future__ import annotations

import pytest

from knowledge.reading.introductions import beside


@pytest.mark.parametrize(
    ("text", "told", "rest"),
    [
        ("我姓李", ["李"], ""),
        ("联系人是王芳，电话13711110077", ["王芳", "13711110077"], ""),
        ("找张工，机器停了三天", ["张工"], "机器停了三天"),
        ("王芳，13711110077，王芳的货被扣了", ["王芳", "", "13711110077"], "的货被扣了"),
        ("机器停了", [], "机器停了"),
    ],
)
def test_beside(text: str, told: list[str], rest: str) -> None:
    assert beside(text, told) == rest
