import pytest

from matcher.search.words import other_names, shared_words, vocabulary


@pytest.mark.parametrize(
    ("need", "offer", "words"),
    [
        ("想贷三百万扩产，没有抵押", "服务三百万以下的扩产贷款，不要抵押", ["抵押"]),
        ("我们想做ISO9001认证", "质量管理体系认证", ["认证"]),
        ("劳务派遣怎么做", "提供劳务派遣", ["劳务派遣"]),
        ("投资金额一百万", "支持资金一百万", []),
        ("制订单位章程", "订单融资", []),
        ("合同合同", "合同", ["合同"]),
    ],
)
def test_only_whole_trade_words_are_quoted(need: str, offer: str, words: list[str]) -> None:
    assert [word for word in shared_words(need, offer) if word != "扩产"] == words


def test_numerals_are_no_words() -> None:
    assert not {"百万", "三百万", "万", "9001"} & vocabulary()


def test_an_offer_that_uses_the_formal_term_is_named() -> None:
    assert other_names("想搞高企", "代办高新技术企业认定") == ("高企", "高新技术企业认定")
    assert other_names("想搞高企", "高企申报") is None
    assert other_names("今天下雨", "高企申报") is None
