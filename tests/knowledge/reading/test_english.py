"""English words for what is to be arranged, read in Chinese."""

import pytest

from knowledge.reading import english
from knowledge.taxonomy import load_service_types


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("We are looking for bank loans in Zhuzhou", "想贷款"),
        ("need a lawyer and a new website", "想律师，网站建设"),
        ("how can we recruit welders", "想招聘"),
        ("can someone help us with ISO9001", "想ISO9001质量管理体系"),
        ("how do I rent a factory near Changsha", "想租厂房场地"),
        ("帮我搞个loan，做coffee shop的", "帮我搞个贷款，做coffee shop的"),
    ],
)
def test_what_is_named_is_read_in_chinese(text: str, chinese: str) -> None:
    assert english.in_chinese(text) == chinese


@pytest.mark.parametrize("text", ["hello my friend, good day", "想上ERP", "B2B platform", "我们做LED灯带"])
def test_what_names_nothing_stays(text: str) -> None:
    assert english.in_chinese(text) == text


def test_a_language_is_more_than_an_abbreviation() -> None:
    assert english.is_english("we need help")
    assert not english.is_english("ERP MES")
    assert not english.is_english("need a lawyer，纠纷")


def test_every_category_is_known_in_english() -> None:
    """The Chinese of each wording is one that the knowledge base uses."""
    said = set(english.glossary().values())
    assert len(english.glossary()) >= 200
    assert all(any("\u4e00" <= char <= "\u9fff" for char in one) for one in said)
    names = {name for kind in load_service_types().values() for name in (kind.name, *kind.aliases)}
    assert len(said & names) >= len(said) / 2
