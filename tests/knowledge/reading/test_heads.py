"""The last word of a request decides its category."""

import pytest

from knowledge import taxonomy
from knowledge.reading.heads import read_heads, table


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("给食堂送菜的，想搞配送系统", "it"),
        ("想请人做IATF16949培训", "hr"),
        ("要做GMP咨询", "management"),
        ("想做地标产品检测", "tech"),
        ("招平面设计", "hr"),
        ("缺个懂外贸的业务员", "hr"),
        ("设备更新差钱", "finance"),
        ("找搬运工十个", "hr"),
        ("need a lawyer asap", "legal"),
        ("想找个律师", "legal"),
    ],
)
def test_the_head_decides(text: str, category: str) -> None:
    assert dict(read_heads(text)) == {category: 1}


@pytest.mark.parametrize("text", ["我们是做软件的公司", "培训", "招商引资", "找家加工厂代工", "谢谢"])
def test_what_asks_for_no_head_has_none(text: str) -> None:
    assert not read_heads(text)


def test_heads_belong_to_known_categories_and_to_one_each() -> None:
    assert set(table().values()) <= set(taxonomy.load_categories())


def test_long_clauses_and_many_heads_cost_little() -> None:
    """A clause is read once, and a story's first forty: ten thousand characters count forty at most."""
    assert sum(read_heads("想做系统，" * 2_000).values()) <= 40
    assert not read_heads("想做系统" + "谁" * 10_000 + "x" * 50)
