"""Real names of firms, and only one's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.company import read_company

CASES: list[tuple[str, str | None]] = [
    ("我们是湖南鑫达机械有限公司，想贷款", "湖南鑫达机械有限公司"),
    ("公司叫鑫达机械，想贷款", "鑫达机械"),
    ("公司全称：长沙市望城区宏远配件厂", "长沙市望城区宏远配件厂"),
    ("公司名称是湖南华为和美科技有限公司", "湖南华为和美科技有限公司"),
    ("湘西果然好猕猴桃专业合作社，想卖货", "湘西果然好猕猴桃专业合作社"),
    ("店名叫阿婆米粉店", "阿婆米粉店"),
    ("长沙鑫达科技（集团）有限公司长沙分公司", "长沙鑫达科技（集团）有限公司长沙分公司"),
    ("你好，我是株洲新潮流材料股份有限公司的小李", "株洲新潮流材料股份有限公司"),
    ("不是湖南鑫达有限公司，是湖南新达有限公司", "湖南新达有限公司"),
    ("我们公司：湘潭大丰食品", "湘潭大丰食品"),
    ("我们是邵东恒发打火机公司", "邵东恒发打火机公司"),
    ("帮我们湖南智造云科技有限公司做个网站", "湖南智造云科技有限公司"),
    ("在长沙新成立的湖南星火有限公司", "湖南星火有限公司"),
    ("（湖南清风环保有限公司）", "湖南清风环保有限公司"),
    ("湘潭恒通机械厂，想招五个电焊工", "湘潭恒通机械厂"),
    ("益阳瑞丰茶叶公司现在搬到安化了", "益阳瑞丰茶叶公司"),
    ("公司不叫天顺，叫天盛", "天盛"),
    ("公司改叫益阳新源", "益阳新源"),
    ("广东粤海集团湖南分公司，办社保开户", "广东粤海集团湖南分公司"),
    ("邵东打火机厂", None),
    ("湘潭机械厂", None),
    ("永兴金银首饰店", None),
    ("想注册一家有限公司", None),
    ("想成立有限责任公司", None),
    ("个体户转有限公司", None),
    ("从有限公司变成股份有限公司", None),
    ("我们公司缺钱", None),
    ("一家小厂", None),
    ("做机械的公司", None),
    ("被湖南大发建筑有限公司欠款80万", None),
    ("想找一家检测公司", None),
    ("我们是国有公司", None),
    ("我们是科技有限公司", None),
    ("我们公司是做机械的", None),
    ("叫什么公司", None),
    ("某某科技有限公司", None),
    ("我们合作社有50户", None),
]


def _read(text: str, asked: bool = False) -> object:
    return next((s.value for s in read_company(text, (), asked) if s.slot == "company"), None)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: str | None) -> None:
    assert _read(text) == expected


def test_opponent_is_blocked() -> None:
    assert [(s.slot, s.value) for s in read_company("被湖南大发建筑有限公司欠款80万")] == [("blocked", "other_company")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("鑫达机械", "鑫达机械"), ("叫宏远配件厂", "宏远配件厂"), ("还没注册", None), ("不方便说", None)],
)
def test_bare_answer(text: str, expected: str | None) -> None:
    assert _read(text, asked=True) == expected


@given(
    st.sampled_from(["鑫达", "宏远", "天行健", "三湘云"]),
    st.sampled_from(["科技", "机械", "食品"]),
    st.sampled_from(["我们是{}", "{}想贷款", "我司{}，急", "公司名称：{}"]),
)
def test_round_trip(name: str, trade: str, frame: str) -> None:
    full = f"湖南{name}{trade}有限公司"
    assert _read(frame.format(full)) == full


@given(st.text(alphabet="我们是叫公司有限责任厂店合作社长沙鑫达的在（）名称：，被欠一家", max_size=60))
def test_never_raises(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in read_company(text))
