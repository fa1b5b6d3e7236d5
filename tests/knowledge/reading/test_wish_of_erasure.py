"""Who wants to be deleted, and who says yes to it; a firm's end and a cancelled need are something else."""

import pytest

from knowledge.reading.erasure import confirms_erasure, drops_number, wishes_erasure


@pytest.mark.parametrize(
    "text",
    [
        "把我的信息删了", "注销", "不想留资料了", "删除我的信息", "我的资料能删掉吗", "把我的账号注销", "清空聊天记录",
        "别再存我的信息", "我的名字和电话都删了", "怎么删除我的个人信息", "请把我从你们系统里删掉", "我的信息从平台系统里删掉", "我要注销账号",
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


@pytest.mark.parametrize(
    "text",
    [
        "把我电话删掉", "电话别留了，删了吧", "我的手机号别给他们，去掉", "把号码去掉", "把我的电话删了", "不要留着我的电话",
        "把13911130030这个电话删掉", "那个电话号码帮我从登记里去掉", "删掉我的联系方式吧",
    ],
)  # fmt: skip
def test_the_number_alone(text: str) -> None:
    assert drops_number(text)
    assert not wishes_erasure(text)


@pytest.mark.parametrize(
    "text",
    [
        "删除我的信息", "我的名字和电话都删了", "不想留电话", "电话改成13911130031", "客户电话被员工删了", "我手机里的照片删了",
        "会不会把我的电话删了", "把我的电话和资料都清空", "打电话没人接",
    ],
)  # fmt: skip
def test_more_or_less_than_the_number(text: str) -> None:
    assert not drops_number(text)
