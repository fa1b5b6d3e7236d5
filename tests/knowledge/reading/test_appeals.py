"""Whom an appeal is against, what is wished, and whether the story is told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.appeals import between_firms, read_object, read_wish, tells_facts

OBJECTS: list[tuple[str, str | None]] = [
    ("区政务大厅的人爱理不理，材料退了三回", "区政务大厅"),
    ("办证跑了区政务大厅四趟都没办成", "区政务大厅"),
    ("上个月在株洲天元区税务所办注销，跑了五趟都不受理", "株洲天元区税务所"),
    ("税务所的同志叫我回去等通知，等了两个月", "税务所"),
    ("我要举报市场监督管理局的人吃拿卡要", "市场监督管理局"),
    ("某某银行把我们的续贷卡住了", "某某银行"),
    ("招商银行批完贷款又要搭售理财", "招商银行"),
    ("建设银行长沙支行拖着不放款", "建设银行长沙支行"),
    ("银行贷款批了，但是硬塞给我一份保险", "银行"),
    ("你们推荐的机构收了钱就不见人", "你们推荐的机构"),
    ("我要投诉你们平台推荐的那家认证公司", "你们平台推荐的那家认证公司"),
    ("你们介绍的代账公司把税报错了", "你们介绍的代账公司"),
    ("园区物业停电不打招呼", "园区物业"),
    ("我们园区物业乱涨停车费", "园区物业"),
    ("园区答应的装修补贴一分没见", "园区"),
    ("望城经开区管委会换了领导不认账", "望城经开区管委会"),
    ("我厂在高新区，社保局算错了人数", "社保局"),
    ("我在高新区开厂，路一直没修好", None),
    ("街道办三天两头来要赞助", "街道办"),
    ("岳阳楼区城管局把招牌拆了", "岳阳楼区城管局"),
    ("消防检查一次换一个说法", "消防"),
    ("供电公司要我们自己出变压器的钱", "供电公司"),
    ("县自来水公司水压上不去", "县自来水公司"),
    ("关于宁乡市人社局稳岗补贴少发的问题", "宁乡市人社局"),
    ("被环保局一刀切停了产", "环保局"),
    ("法院判下来两年了没执行", "法院"),
    ("镇政府欠了我们六十万工程款", "镇政府"),
    ("派出所不管堵门的人", "派出所"),
    ("不是税务局，是社保局把我的申报退了", "社保局"),
    ("去银行打流水，投诉的是政务中心窗口态度差", "政务中心窗口"),
    ("长沙县政务大厅的窗口让我白跑", "长沙县政务大厅的窗口"),
    ("窗口人员让我跑了三趟", None),
    ("投诉代办公司，收了八千不办事", "代办公司"),
    ("我们是一家软件公司，被税务局罚错了", "税务局"),
    ("我们是做检测机构的，没人理我们", None),
    ("律所收了律师费不出庭", "律所"),
    ("和平区税务局拖着不退税", "和平区税务局"),
    ("向阳区法院立不了案", "向阳区法院"),
    ("海关扣了货没有书面通知", "海关"),
    ("医院欠我们耗材款一年多", "医院"),
    ("昨天找财政局问奖补，说没钱", "财政局"),
    ("我要投诉你们，上次推荐的机构乱收费", "推荐的机构"),
    ("我要投诉", None),
    ("我要反映一个情况", None),
    ("货款拖了半年，没人管", None),
    ("你好", None),
    ("", None),
]
TOLD: list[tuple[str, bool]] = [
    ("我要投诉", False),
    ("你好，我想反映一个问题", False),
    ("请问投诉找谁，怎么投诉", False),
    ("我要投诉长沙县政务大厅", False),
    ("我想举报你们推荐的机构", False),
    ("投诉", False),
    ("？？？！！！。。。，，，", False),
    ("税务所办注销跑了五趟不受理", True),
    ("我要投诉，园区说好的补贴两年没发", True),
    ("你们推荐的机构收了八千块不办事", True),
    ("物业一度电收一块三，还随时拉闸", True),
]
WISHES: list[tuple[str, str | None]] = [
    ("施工许可拖了半年，希望尽快批下来。谢谢", "希望尽快批下来"),
    ("物业乱收电费，请求退还多收的三千块", "请求退还多收的三千块"),
    ("恳请领导过问一下，太难了", "恳请领导过问一下，太难了"),
    ("收了钱不办事，我要退钱", "我要退钱"),
    ("我只想讨个说法", "我只想讨个说法"),
    ("希望尽快批下来，我姓刘，电话13812345678", "希望尽快批下来"),
    ("我要投诉物业", None),
    ("园区要求我们先交钱", None),
    ("他们希望我们自己撤诉", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), OBJECTS)
def test_whom_it_is_against(text: str, expected: str | None) -> None:
    assert read_object(text) == expected


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_whether_the_story_is_told(text: str, expected: bool) -> None:
    assert tells_facts(text) is expected


@pytest.mark.parametrize(("text", "expected"), WISHES)
def test_what_is_wished(text: str, expected: str | None) -> None:
    assert read_wish(text) == expected


@given(st.text(st.sampled_from("我要投诉园区物业银行税务局的窗口在去了，。不是希望退钱一个平台上那家推荐长沙 aB1\n")))
def test_what_is_read_was_said(text: str) -> None:
    assert (read_object(text) or "") in text
    assert (read_wish(text) or "") in text
    assert tells_facts(text) in (True, False)


@given(
    st.sampled_from(["税务局", "政务大厅", "管委会", "供电公司", "农商行", "法院"]),
    st.sampled_from(["我要投诉{}", "昨天去{}办事", "被{}卡了半年", "关于{}的问题", "{}推来推去"]),
)
def test_a_body_is_read_without_the_words_around_it(body: str, frame: str) -> None:
    assert read_object(frame.format(body)) == body


@given(
    st.sampled_from(["税务局", "园区物业", "某某银行"]), st.sampled_from(["我要投诉{}", "我想反映{}的问题", "举报{}"])
)
def test_naming_the_body_is_not_yet_a_story(body: str, frame: str) -> None:
    assert not tells_facts(frame.format(body))


@pytest.mark.parametrize(
    "unit", ["一个", "我们", "在去", "园区", "银行的", "希望", "投诉税务局", "长沙", "平台上", "a"]
)
def test_ten_thousand_characters_take_no_time(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    begun = time.process_time()
    read_object(text)
    read_wish(text)
    tells_facts(text)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize(
    ("text", "is_between"),
    [
        ("客户拖着货款不给", True),
        ("经销商跑路了欠我们三十万", True),
        ("图纸被跳槽的工程师带走了", True),
        ("银行客户经理要我们先存款才放贷", False),
        ("税务所停了发票，客户等着要", False),
        ("园区物业乱收费", False),
        ("厂房漏雨，房东不修", True),
        ("电商平台把我们的店封了，说售假", True),
        ("冷链车坏半路上，保险公司不认", True),
        ("园区平台没人管", False),
    ],
)
def test_what_a_customer_did_is_between_firms(text: str, is_between: bool) -> None:
    assert between_firms(text) is is_between
