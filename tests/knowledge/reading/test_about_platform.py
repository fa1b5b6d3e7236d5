"""Questions about the platform, each with its own subject."""

import pytest

from knowledge.reading.about_platform import TOPICS, topic


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("你们会保密吗", "privacy"),
        ("为什么要电话", "privacy"),
        ("会不会把我的信息卖了", "privacy"),
        ("你们收费吗", "fee"),
        ("那机构收多少", "fee"),
        ("几点下班", "hours"),
        ("周末有人吗", "hours"),
        ("能上门吗", "visit"),
        ("在哪里办公", "place"),
        ("多久能有人联系我", "pace"),
        ("你能帮我办什么", "scope"),
        ("怎么入驻", "join"),
        ("不是骗子吧", "trust"),
        ("你是机器人吗", "identity"),
        ("为什么给我推这几家，是给了你们钱吧", "ranking"),
        ("第一个为什么排前面", "ranking"),
        ("谁给你们发工资", "funding"),
        ("那你们图什么", "funding"),
        ("你们跟别的平台有什么区别", "compare"),
        ("直接找中介不就行了", "compare"),
        ("我自己打电话给那家机构行不行", "direct"),
        ("第一个的电话给我", "direct"),
        ("我能自己去窗口办不", "place"),
        ("可以来现场办吗", "place"),
        ("娄底的窗口电话多少", "place"),
        ("那后面怎么弄", "next"),
        ("好的，接下来我要做什么", "next"),
        ("下一步呢", "next"),
        ("后面的设备怎么办", None),
        ("别人的需求能给我看看吗", "others"),
        ("材料交了，人家材料没看就退了", None),
        ("你们电话多少", None),
        ("想贷款", None),
    ],
)
def test_its_subject(text: str, about: str | None) -> None:
    assert topic(text) == about
    assert about is None or about in TOPICS
