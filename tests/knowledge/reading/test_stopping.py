"""Who wants no more text messages; what sounds alike and is something else."""

from __future__ import annotations

import pytest

from knowledge.reading.stopping import wants_no_more


@pytest.mark.parametrize(
    "text",
    [
        "TD", "td", "T", "回T退订", "退订", "退订了", "回复TD退订", "ＴＤ", "Td。", "【退订】", "请不要再给我发短信了", "别再发了",
        "不要再发短信来了", "不想收到你们的短信", "停止发送", "取消短信", "不要给我发信息了", "我要退订", "怎么退订短信",
        "退订你们的短信", "别老给我发消息", "拒收短信", "別再發了", "STOP", "勿扰，退订",
    ],
)  # fmt: skip
def test_no_more(text: str) -> None:
    assert wants_no_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "退订金什么时候到", "酒店退订的合同纠纷", "不要发票了", "还没联系上", "联系上了", "5分", "不用了，谢谢", "N", "取消",
        "不想贷款了", "他们不要我发货", "取消这个需求", "没有收到短信", "别的机构也行", "不要再收费了", "没发工资", "工资还没有发",
        "对方不给退订的款", "展会退订要扣多少", "停止发布", "别再给我推荐这家了", "",
    ],
)  # fmt: skip
def test_something_else(text: str) -> None:
    assert not wants_no_more(text)
