from matcher.search.question import settling
from matcher.types import Criterion, Question, Verdict


def open_one(asks: str, text: str = "x") -> Criterion:
    return Criterion("申报条件", Verdict.UNKNOWN, text, "requirements", f"贵企业是否满足“{text}”？", asks)


def test_the_figure_that_settles_most_is_asked_once() -> None:
    results = [
        ("A", [open_one("conditions:征信良好", "征信良好"), open_one("revenue_cny", "2000万以上")]),
        ("B", [open_one("revenue_cny", "500万以上")]),
        ("C", [open_one("headcount", "300人以下")]),
    ]
    assert settling(results) == Question("贵企业上一年度的营业收入大约是多少？", "revenue_cny", ("A", "B"))


def test_earlier_results_decide_between_equals() -> None:
    results = [("A", [open_one("conditions:征信良好", "征信良好")]), ("B", [open_one("headcount")])]
    assert settling(results) == Question("贵企业是否满足“征信良好”？", "conditions", ("A",))


def test_service_types_are_asked_together() -> None:
    one, other = (
        Criterion("服务事项", Verdict.UNKNOWN, f"目录登记的服务事项：{name}", "service_types", "?", "service_type")
        for name in ("信用贷款", "担保贷款")
    )
    found = settling([("A", [one]), ("B", [other]), ("C", [one])])
    assert found == Question("您要办的是“信用贷款”、“担保贷款”中的哪一项？", "service_type", ("A", "B", "C"))


def test_what_only_the_provider_knows_is_not_asked() -> None:
    fee = Criterion("费用", Verdict.UNKNOWN, "目录未写明收费", "fee", "这项服务怎么收费？")
    met = Criterion("服务地区", Verdict.MET, "服务地区：湖南省全境", "region_served", None, "region")
    assert settling([("A", [fee, met])]) is None


def test_only_the_first_five_results_count() -> None:
    assert settling([(str(n), []) for n in range(5)] + [("late", [open_one("headcount")])]) is None


def test_the_only_likely_service_type_is_not_asked_while_something_else_is_open() -> None:
    kind = Criterion("服务事项", Verdict.UNKNOWN, "目录登记的服务事项：信用贷款", "service_types", "?", "service_type")
    found = settling([("A", [kind, open_one("headcount")]), ("B", [kind])])
    assert found == Question("贵企业有多少员工？", "headcount", ("A",))
