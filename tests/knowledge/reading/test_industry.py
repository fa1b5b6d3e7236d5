"""The trade as said, never the need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.industry import read_industry
from knowledge.reading.spans import Span

CASES: list[tuple[str, str | None]] = [
    ("我们是做工程机械配件的，想贷款", "工程机械配件"),
    ("我们是一家做机械的公司", "机械"),
    ("开KTV的，想办消防", "KTV"),
    ("我们搞预制菜，缺钱", "预制菜"),
    ("行业：五金制造", "五金制造"),
    ("我们是养小龙虾的", "小龙虾"),
    ("我是种黄桃的", "黄桃"),
    ("我们是个五金厂", "五金"),
    ("公司主要生产不锈钢水杯，想出口", "不锈钢水杯"),
    ("我们工厂做注塑的，招人", "注塑"),
    ("我们公司是做软件开发的", "软件开发"),
    ("主营茶叶批发", "茶叶批发"),
    ("从事餐饮行业", "餐饮"),
    ("我们属于物流行业", "物流"),
    ("我开了个理发店", "理发店"),
    ("家里开了一家小超市", "超市"),
    ("我在长沙开民宿，想贷款", "民宿"),
    ("我们合作社种猕猴桃的", "猕猴桃"),
    ("做烟花爆竹的小厂子", "烟花爆竹"),
    ("我们做外贸的想参加广交会", "外贸"),
    ("卖水果的个体户", "水果"),
    ("我们做竹木加工滴", "竹木加工"),
    ("佢哋厂想揾人整设备", None),
    ("个体户转企业有什么优惠", None),
    ("我家是开饭店的", "饭店"),
    ("老板做建材生意的", "建材"),
    ("我们做陶瓷出口，回款慢", "陶瓷出口"),
    ("不是做家具的，是做木门的", "木门"),
    ("打火机厂，想找销路", "打火机"),
    ("我们是做小家电的", "小家电"),
    ("茶油厂一个，要出口", "茶油"),
    ("We are a biotech company", "biotech"),
    ("想找靠谱的包装公司", None),
    ("客户是服装厂，欠我们钱", None),
    ("我们公司做了八年电子元器件，想申报", "电子元器件"),
    ("想招20个缝纫工，工资5000到7000，我们服装厂", "服装"),
    ("想做个网站", None),
    ("做商标多少钱", None),
    ("想做检测", None),
    ("需要做ISO认证", None),
    ("要做环评", None),
    ("我们是小微企业", None),
    ("高新技术企业怎么申报", None),
    ("我们是制造业企业", None),
    ("做大做强", None),
    ("做了三年了", None),
    ("帮我做一下账", None),
    ("能帮我们做网站的公司", None),
    ("有没有做检测的机构", None),
    ("想找做包装设计的", None),
    ("生产线老化想技改", None),
    ("经营困难", None),
]


def _read(text: str, asked: bool = False) -> object:
    return next((s.value for s in read_industry(text, (), asked)), None)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: str | None) -> None:
    assert _read(text) == expected


def test_region_in_front_is_left_out() -> None:
    spans = read_industry("邵东打火机厂，想贷款", [Span("region", "430582", 0, 2)])
    assert [(s.value, s.start, s.end) for s in spans] == [("打火机", 2, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("塑料制品", "塑料制品"),
        ("做塑料的", "塑料"),
        ("机械加工行业", "机械加工"),
        ("餐饮", "餐饮"),
        ("不知道", None),
        ("转人工", None),
    ],
)
def test_bare_answer(text: str, expected: str | None) -> None:
    assert _read(text, asked=True) == expected


@given(
    st.sampled_from(["五金", "服装", "茶油", "竹制品", "汽车零部件", "烟花"]),
    st.sampled_from(["我们是做{}的", "我们公司生产{}，缺人", "行业：{}", "咱们是一家做{}的小厂"]),
)
def test_round_trip(trade: str, frame: str) -> None:
    assert _read(frame.format(trade)) == trade


@given(st.text(alphabet="我们是做搞开养种的公司厂店企业行业：五金机械网站想，一家个小", max_size=60))
def test_never_raises(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in read_industry(text))
