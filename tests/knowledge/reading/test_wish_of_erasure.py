"""Who wants to be deleted, and who says yes to it; a firm's end and a cancelled need are something else."""

import pytest

from knowledge.reading.erasure import confirms_erasure, wishes_erasure


@pytest.mark.parametrize(
    "text",
    [
        "把我的信息删了", "注销", "不想留资料了", "删除我的信息", "我的资料能删掉吗", "把我的账号注销", "清空聊天记录",
        "别再存我的信息", "把我的电话删了", "怎么删除我的个人信息", "请把我从你们系统里删掉", "我的信息从平台系统里删掉", "我要注销账号",
    ],
)  # fmt: skip
def test_a_wish_to_be_deleted(text: str) -> None:
    assert wishes_erasure(text)


@pytest.mark.parametrize(
    "text",
    [
        "注销公司怎么弄", "公司不想开了，帮我注销", "营业执照注销", "个体户注销要什么材料", "删掉这个需求", "都删了",
        "平台不删差评", "不想留电话", "不留", "数据丢了想恢复", "客户资料被员工删除了", "商标被注销了",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert not wishes_erasure(text)


@pytest.mark.parametrize("text", ["确认删除", "对，删吧", "确定", "是的，都删掉", "好，删", "删除", "嗯，确认删除"])
def test_a_plain_yes(text: str) -> None:
    assert confirms_erasure(text)


@pytest.mark.parametrize(
    "text", ["不删了", "先别删", "删了会怎么样", "好像不用删", "对了想贷款", "算了", "要删哪些", "嗯"]
)
def test_what_confirms_nothing(text: str) -> None:
    assert not confirms_erasure(text)
