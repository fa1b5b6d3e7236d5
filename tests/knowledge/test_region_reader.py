"""The region reader on worked sentences, and its promises on any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reading.regions import read_regions
from knowledge.reading.spans import Span
from knowledge.regions import names, table


def read(text: str, taken: Sequence[Span] = (), asked: bool = False) -> dict[str, Any]:
    """Return slot → value."""
    return {span.slot: span.value for span in read_regions(text, taken, asked)}


CASES = [
    # one place, most specific
    ("我们厂在湖南省长沙市望城区，想招二十个焊工", "430112", None),
    ("望城这边有没有做环评的", "430112", None),
    ("攸县的豆腐厂想贷点款", "430223", None),
    ("慈利做大鲵养殖，想办出口备案", "430821", None),
    ("南县稻虾合作社要找冷链", "430921", None),
    ("益阳南县的小龙虾加工", "430921", None),
    ("岳麓的软件公司，想评高企", "430104", None),
    ("公司位于岳麓区麓谷街道", "430104", None),
    ("我们在麓谷，做芯片测试", "430104", None),
    ("星沙的配件厂急着找模具师傅", "430121", None),
    ("人在长沙县", "430121", None),
    ("岳阳市区有没有代账的", "430600", None),
    ("岳阳县筻口镇的茶厂", "430621", None),
    ("浏阳市大瑶镇做花炮引线", "430181", None),
    ("靖港镇那边搞民宿要办什么证", "430112", None),
    ("津市市的酶制剂厂", "430781", None),
    ("道县那边的电子厂要人", "431124", None),
    ("重庆的火锅底料厂，想上生产线", "500000", None),
    ("两江新区那边的企业", "500000", None),
    ("重庆市渝北区搞汽配", "500112", None),
    ("上海浦东的贸易公司", "310115", None),
    ("湖北仙桃做无纺布", "429004", None),
    ("在江宁开发区上班", "320115", None),
    ("昆山的外贸厂要做审计", "320583", None),
    ("东莞长安镇的五金厂", "441900", None),
    ("芙蓉这边想开个奶茶店", "430102", None),
    ("长沙芙蓉有没有便宜的写字楼", "430102", None),
    ("在天心区注册个公司", "430103", None),
    ("凤凰古城的客栈要做消防验收", "433123", None),
    ("怀化通道侗族自治县的茶企", "431230", None),
    ("怀化通道的竹木加工厂", "431230", None),
    ("湘西凤凰做银饰", "433123", None),
    ("湖南省内都行", "430000", None),
    ("changsha的跨境电商", "430100", None),
    # development zones
    ("湘潭九华的汽车零部件厂", "430373", None),
    ("松木经开区的化工企业", "430473", None),
    ("岳阳屈原管理区养猪的", "430671", None),
    ("苏州工业园区有个子公司要审计", "320576", None),
    ("长沙高新区的企业怎么申报", "430100", None),
    ("株洲高新区有孵化器吗", "430200", None),
    ("武汉光谷那边的光模块厂", "420100", None),
    # voice input
    ("我在刘阳这边做烟花", "430181", None),
    ("汩罗的再生铜厂", "430681", None),
    ("礼陵做日用瓷的想出口", "430281", None),
    ("彬州那边的矿山设备", "431000", None),
    ("张家届开旅行社", "430800", None),
    # the other context settles the name
    ("南京鼓楼区的设计公司", "320106", None),
    ("我们在福州，鼓楼区那边租了办公室", "350102", None),
    ("杭州市西湖区做直播", "330106", None),
    ("张家界永定区的酒店", "430802", None),
    ("兰州城关区", "620102", None),
    ("南通通州的家纺厂", "320612", None),
    ("长春朝阳区的汽修厂", "220104", None),
    # two places
    ("注册地在株洲，厂在醴陵，想在醴陵招烧窑工", "430281", "430200"),
    ("公司总部在长沙，工厂在邵东，要招三十个普工", "430582", "430100"),
    ("打算从湘潭搬到株洲，找厂房", "430200", "430300"),
    ("我是湘乡人，现在在娄底开店，想贷款", "431300", "430381"),
    ("我们是衡阳的厂，想在深圳设个办事处", "440300", "430400"),
    ("浏阳的花炮要发往广东，找危货运输", "430181", "440000"),
    # taken back
    ("不是株洲是湘潭", "430300", None),
    ("说错了，不是宁乡，是望城", "430112", None),
    ("地址写的常德，不对，应该是益阳", "430900", None),
    ("是岳阳市区，不是岳阳县", "430600", None),
    ("衡阳，哦不，耒阳", "430481", None),
    ("长沙到深圳的物流专线谁家便宜", "430100", "440300"),
    ("从广东回汨罗办厂，有什么扶持", "430681", "440000"),
    ("想把营业执照从岳塘变更到雨湖", "430302", "430304"),
    ("除了株洲，醴陵也要设点", "430281", None),
    ("石门有没有做柑橘分选的", "430726", None),
    ("平江做豆干的小厂", "430626", None),
    ("在新化开打印店", "431322", None),
    ("呼和浩特的牧业公司", "150100", None),
    ("内蒙古的客商来了，我们衡东的厂要接待翻译", "430424", "150000"),
    ("北京的投资人看中我们浏阳的项目，需要做尽调", "430181", "110000"),
    ("想找个深圳的设计公司给我们宁乡的产品做包装", "430182", "440300"),
    ("有没有长沙的律师可以来攸县一趟", "430223", "430100"),
    ("我们在浏阳，想去长沙招人", "430100", "430181"),
    ("在北京朝阳注册公司", "110105", None),
    ("通道县的茶油厂", "431230", None),
    ("广州白云的皮具厂", "440111", None),
    ("我是常德人，公司在长沙", "430100", "430700"),
    ("凤凰开客栈怎么办证", "433123", None),
    ("外资企业（香港）来长沙投资", "430100", "810000"),
    ("浙江老板来邵东投资打火机", "430582", "330000"),
    ("株洲不行就湘潭", "430300", None),
    ("怀化的货，需要怀化到重庆的专线", "431200", "500000"),
    # institutions, roads, dishes, companies
    ("我们在娄底，想跟湖南大学合作", "431300", None),
    ("长沙银行的贷款被拒了，我们是宁乡的厂", "430182", None),
    ("在邵阳学院毕业，现在在新邵办厂", "430522", None),
]


@pytest.mark.parametrize(("text", "region", "other"), CASES)
def test_worked_sentence(text: str, region: str, other: str | None) -> None:
    expected = {"region": region} | ({"region_alt": other} if other else {})
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "想跟湖南大学合作搞研发",
        "在长沙银行有贷款",
        "北京时间下午三点开会",
        "今年想去广交会摆摊",
        "上海交大的教授能不能请",
        "我们卖长沙臭豆腐，想注册商标",
        "产品出口到印尼和欧盟，要做认证",
        "和平分手，股权怎么分",
        "通道堵了，消防不过关",
        "会同有关部门来查了两次",
        "做大理石台面的，想贷款",
        "请中方律师看看合同",
        "公开平台上能查吗",
        "新会计准则怎么做账",
        "这些资源县里有没有",
        "都安排好了再说",
        "投资兴业这块政策",
        "芙蓉计划怎么申报",
        "开一家卖松木家具的店",
        "湖南星辰机械有限公司",
        "芙蓉中路那个门面",
        "产品主要卖到广东",
        "广东的客户欠我货款不还",
        "东西安装好了没法验收",
        "工地上的总包头跑了",
        "网上海报设计找谁",
        "开福利工厂有什么优惠",
        "想做强大连锁品牌",
        "我叫刘长春，想咨询下",
        "股东营业执照丢了",
        "创新化解风险的办法",
        "设备的最大理赔额是多少",
        "",
        "。，！",
    ],
)
def test_no_place_is_invented(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("鼓楼区这边想找个会计", ["320106", "320302", "350102", "410204"]),
        ("我们在西湖区", ["330106", "360103"]),
        ("城关区有代办吗", ["540102", "620102"]),
        ("通州的物流公司", ["110112", "320612"]),
        ("永定区的民宿", ["430802", "350803"]),
        ("永定那边", ["430802", "350803"]),
    ],
)
def test_a_name_that_fits_several_asks(text: str, codes: list[str]) -> None:
    assert read(text) == {"region_ambiguous": codes}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("通道", "431230"),
        ("凤凰的", "433123"),
        ("天心", "430103"),
        ("在会同", "431225"),
        ("中方那边", "431221"),
        ("石峰", "430204"),
    ],
)
def test_asked_bare_names_count(text: str, region: str) -> None:
    assert read(text, asked=True) == {"region": region}


def test_places_inside_claimed_text_are_left_alone() -> None:
    text = "长沙小蜜蜂工作室，想在宁乡找仓库"
    claimed = [Span("company", "长沙小蜜蜂工作室", 0, 9)]
    assert read(text, taken=claimed) == {"region": "430182"}


def test_the_span_covers_the_whole_chain() -> None:
    [span] = read_regions("厂在湖南省长沙市望城区，要人")
    assert (span.start, span.end) == (2, 11)


FRAGMENTS = st.sampled_from(
    "湖南省 长沙市 望城 望城区 鼓楼区 西湖 浏阳 大瑶镇 通道 凤凰 不是 是 从 搬到 "
    "想在 招人 总部在 厂在 的 ， 。 大学 银行 "
    "有限公司 发往 广东 客户 错了 （ ） 路 白马镇 和平街道 重庆 朝阳区 县 İ 😀 ABC".split()
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=25).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.booleans())
def test_promises_on_any_text(text: str, asked: bool) -> None:
    spans = read_regions(text, asked=asked)
    slots = [span.slot for span in spans]
    assert len(slots) == len(set(slots))
    assert set(slots) <= {"region", "region_ambiguous", "region_alt"}
    assert not {"region", "region_ambiguous"} <= set(slots)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        codes = span.value if isinstance(span.value, list) else [span.value]
        assert all(table.get(code) for code in codes)


def test_each_position_is_looked_up_at_most_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    original = names.Names.longest_at

    def counting(self: names.Names, text: str, start: int) -> names.Name | None:
        looked_up.append(start)
        return original(self, text, start)

    monkeypatch.setattr(names.Names, "longest_at", counting)
    text = "我们在长沙望城通道和平，想去鼓楼区。" * 600
    read_regions(text)
    assert len(looked_up) == len(set(looked_up)) <= len(text)


@pytest.mark.parametrize("text", ["长沙开福区想找代账", "衡阳石鼓区的厂"])
def test_an_alias_with_its_ending_is_read_whole(text: str) -> None:
    (span,) = read_regions(text)
    assert text[span.start : span.end].endswith("区")
