"""A trouble of one's own wants somebody to help; a complaint blames somebody."""

from __future__ import annotations

import pytest

from knowledge.reading.own_trouble import own_trouble


@pytest.mark.parametrize(
    "text",
    [
        "公司被列入异常名录了，投标投不了",
        "我们厂的机器老是跳闸",
        "车间那条产线天天死机，订单赶不出来",
        "工人手被压了，家属要三十万，谈不拢",
        "隔壁村举报我们厂噪音，环保上门了两次",
        "产品被抽检不合格，罚了八万，往后怎么整改",
        "环保说我们废气超标，要停产整改",
        "司机送货路上出了车祸，对方要我们公司赔",
        "公司银行账户被冻结了，工资发不出",
        "消防检查没过，贴了封条",
        "快撑不下去了，工资都发不出",
    ],
)
def test_what_befell_the_enterprise(text: str) -> None:
    assert own_trouble(text)


@pytest.mark.parametrize(
    "text",
    [
        "材料交了两个月没人理",
        "我们园区的变压器老跳闸",
        "机器坏了，厂家不管",
        "消防检查没过，问哪里不过又不给说法",
        "被列入异常名录，跑了五趟窗口都不给移",
        "账户冻结了半年，银行拖着不处理",
        "评标不公平，明显内定的",
        "说我们超标，检测报告也不给看，乱罚款",
        "申请贷款被卡了半年，问谁都说等",
        "想找人代账",
    ],
)
def test_whoever_is_blamed_is_complained_of(text: str) -> None:
    assert not own_trouble(text)
