"""What is a person's own matter, and what looks like one and is an enterprise's."""

from __future__ import annotations

import pytest

from knowledge.reading.personal_matters import read_personal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("包工头欠我们几个的工钱一直不给", "欠薪"),
        ("我在一个厂里打工，厂里两个月没发工资了", "欠薪"),
        ("公司从来没给我交过社保", "个人社保"),
        ("想离婚，孩子归谁", "婚姻家庭"),
        ("我的公积金怎么提取", "个人公积金"),
        ("小孩明年上小学，怎么报名", "入学"),
        ("老公跟我吵架怎么办", "婚姻家庭"),
        ("我老公厂里拖欠他工资", "欠薪"),
        ("邻居装修太吵", "个人住房"),
        ("我妈的养老金在哪领", "个人养老医疗"),
        ("房东不退我押金", "个人住房"),
        ("朋友借了我三万块不还", "个人借钱"),
    ],
)
def test_a_persons_own(text: str, name: str) -> None:
    matter = read_personal(text)
    assert matter is not None
    assert matter.name == name


@pytest.mark.parametrize(
    "text",
    [
        "员工说我们拖欠工资，去仲裁了",
        "我们公司发不出工资了，想贷款",
        "客户拖欠货款三百万",
        "给员工开公积金账户要什么材料",
        "股东离婚，要分公司的股份",
        "房东涨厂房租金",
        "想办个托育机构",
        "没给我们厂的人交社保会怎么罚",
        "工人来闹，说欠他们工资",
        "我和老公开了家早餐店，想贷款五万",
        "我老婆的美甲店想办执照",
        "老公管生产我管账，现在想上个ERP",
        "老会计退休了，出纳是我老婆兼的，想换正规的",
        "厂里噪声被邻居投诉，想做降噪",
        "孩子要上学，厂里女工多，想办个托管班",
        "我们做小区物业的，想招保安",
        "我爸的养老院想申请补贴",
        "邻居家的厂偷了我们的商标",
    ],
)
def test_an_enterprises(text: str) -> None:
    assert read_personal(text) is None
