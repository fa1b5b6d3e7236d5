"""A firm that is pointed at and wants something tells the trade; one that is somebody else's tells none."""

from __future__ import annotations

import pytest

from knowledge.reading.industry import read_industry
from knowledge.reading.personal_matters import read_personal


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("城东那家餐馆要办食品经营许可证", "餐馆"),
        ("朋友的那个民宿要贷款30万装修", "民宿"),
        ("镇上那家养猪场要办环评", "养猪"),
        ("我们家那间药店想找人代账", "药店"),
        ("我哥那家洗车店想装个收银系统", "洗车"),
        ("老街那家酒楼最近缺两个厨师", "酒楼"),
        ("亲戚家那个幼儿园想招两个老师", "幼儿园"),
        ("隔壁那家化工厂老排污", None),
        ("做个公司官网", None),
        ("办个分公司", None),
        ("那家装修公司要我们先付款", None),
        ("想投诉那家代账公司", None),
        ("那家检测机构要收费", None),
        ("找那家餐馆要回押金", None),
        ("那个厂要环评", None),
    ],
)
def test_the_firm_that_is_meant(text: str, trade: str | None) -> None:
    assert [span.value for span in read_industry(text)] == ([trade] if trade else [])


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("我老婆那家美容院想办个卫生许可", False),
        ("我老公那个修理厂要办排污证", False),
        ("想跟老婆离婚，房子怎么分", True),
        ("美容院办的卡不退钱", True),
    ],
)
def test_a_relatives_firm_is_no_personal_matter(text: str, personal: bool) -> None:
    assert (read_personal(text) is not None) is personal
