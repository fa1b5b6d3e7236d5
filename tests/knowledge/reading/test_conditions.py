import pytest

from knowledge.reading.conditions import read_conditions


def read(text: str) -> list[tuple[str, str, float]]:
    return [(one.field, one.op, pytest.approx(one.value)) for one in read_conditions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上年度营业收入2000万元以上", [("revenue_cny", ">=", 2e7)]),
        ("年营业收入2000万元至4亿元", [("revenue_cny", ">=", 2e7), ("revenue_cny", "<=", 4e8)]),
        ("在省内注册满三年", [("years_in_business", ">=", 3)]),
        ("注册不满三年", [("years_in_business", "<", 3)]),
        ("营业执照取得未满六个月", [("years_in_business", "<", 0.5)]),
        ("成立满一个会计年度", [("years_in_business", ">=", 1)]),
        ("研发费用占比不低于3%", [("rd_share_percent", ">=", 3)]),
        ("研发费用占营收不低于百分之三", [("rd_share_percent", ">=", 3)]),
        ("上年度研发经费支出超过100万元", [("rd_spend_cny", ">", 1e6)]),
        ("职工人数不超过300人", [("headcount", "<=", 300)]),
        ("员工20人（含）以上", [("headcount", ">=", 20)]),
        ("资产负债率不高于70%", [("debt_ratio_percent", "<=", 70)]),
        ("营业收入增长率不低于10%", [("revenue_growth_percent", ">=", 10)]),
        ("注册资本不低于500万元", [("registered_capital_cny", ">=", 5e6)]),
        ("拥有发明专利2项以上", [("patents", ">=", 2)]),
        ("上年度出口额300万美元以下", [("export_usd", "<=", 3e6)]),
        ("单户贷款500万元以下", [("loan_cny", "<=", 5e6)]),
    ],
)
def test_bounds(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "给予最高50万元奖励",
        "到2025年，力争培育营业收入超过10亿元的企业20家",
        "对月销售额10万元以下的小规模纳税人免征增值税",
        "近三年连续盈利",
        "贷款利率不超过4%",
        "研发人员占职工总数比例不低于10%",
        "企业集体报名十人以上优先",
        "合同另有约定的最长不得超过60日",
    ],
)
def test_grants_aims_and_other_numbers_are_no_conditions(text: str) -> None:
    assert read_conditions(text) == ()


def test_a_list_of_conditions_is_told_from_a_scale_of_grants() -> None:
    text = "申报条件：1.注册满三年；2.营业收入2000万元以上。支持内容：营业收入5000万元以上的按一成返还。"
    first, second, third = read_conditions(text)
    assert [(one.quote, one.firm) for one in (first, second, third)] == [
        ("注册满三年", True),
        ("营业收入2000万元以上", True),
        ("营业收入5000万元以上的按一成返还", False),
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("资产负债率不超过70%", True),
        ("企业应成立2年（含）以上", True),
        ("在望城区经营满两年", False),
        ("经营满两年且最近一年不亏损", False),
        ("近两年营业收入增长率不低于10%", False),
    ],
)
def test_what_a_clause_asks_besides(text: str, whole: bool) -> None:
    assert read_conditions(text)[0].whole is whole


def test_time_grows_evenly_with_length() -> None:
    assert len(read_conditions("申报企业营业收入2000万元以上，" * 2_000)) == 1
