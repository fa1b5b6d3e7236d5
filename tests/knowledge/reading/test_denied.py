"""What a message says is not wanted is left out, where something else is."""

import time

import pytest

from knowledge.reading.denied import denies, undenied


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("不要培训要猎头", "培训", "猎头"),
        ("不是要担保，是要保理", "担保", "保理"),
        ("别老给我推荐培训，我想要的是厂房", "培训", "厂房"),
        ("别再推OA了，我要WMS", "OA", "WMS"),
        ("不搞直播，搞展会", "直播", "展会"),
        ("不想找会计，想找审计", "会计", "审计"),
        ("要商标不要专利", "专利", "商标"),
        ("培训就算了，想招两个焊工", "培训", "焊工"),
        ("认证不用，检测要", "认证", "检测"),
        ("我们要的不是培训，是订单", "培训", "订单"),
        ("除了担保还有别的路子贷到款吗", "担保", "路子"),
        ("不差钱，就差技术", "钱", "技术"),
    ],
)
def test_what_is_denied_goes_and_what_is_wanted_stays(text: str, gone: str, kept: str) -> None:
    rest = undenied(text)
    assert gone not in rest
    assert kept in rest


@pytest.mark.parametrize(
    "text",
    [
        "不要贷款",  # nothing else is said
        "不做检测不让出口",  # tells what must be done
        "不做检测，不让出口，怎么办",
        "不用抵押，想贷五十万",  # a wording of its own: a loan without security
        "贷款不用抵押的有没有",
        "旧机器不要了，想换新的",  # a thing, no service
        "除了贷款还想招人",  # both
        "要不要做环评",
        "想找法律顾问，不要钱的",  # a free one is wished for
        "想做个官网，不想花钱",
        "想不想办展会都行",
    ],
)
def test_what_denies_no_service_stays(text: str) -> None:
    assert undenied(text) == text


def test_a_denial_alone_is_told_from_a_wish() -> None:
    assert denies("要的不是场地")
    assert not denies("不要场地，要订单")


def test_work_grows_with_the_length_alone() -> None:
    started = time.process_time()
    undenied("不要" * 5_000 + "除了" * 5_000)
    assert time.process_time() - started < 2
