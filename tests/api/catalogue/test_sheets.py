"""What cells mean: Chinese headers and their synonyms, lists, money, days, options, names of places; faults by place."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.catalogue.sheets import composing, encoding, places, rows, values, vocabulary, writing
from api.catalogue.sheets.faults import CellError, Faults
from api.catalogue.sheets.rows import SheetItem
from api.catalogue.sheets.tables import Refused
from knowledge.catalogue import Offer, OfferError, load_sample, parse_offer
from knowledge.regions import table as regions
from tests.api.catalogue.sheet_parts import book, offers, text

SERVICE = {
    "id": "S1",
    "kind": "service",
    "name": "公司设立代办",
    "provider": "星城服务中心",
    "category": "gov_agency",
    "service_types": ["gov_agency.company_registration"],
    "region_served": ["430100", "430200"],
    "process": ["沟通", "提交"],
    "fee": {"model": "fixed", "text": "每件600元", "min_cny": 600, "max_cny": 15000, "unit": "件", "percent": 2.5},
    "time_limit": {"text": "三天", "working_days": 3},
    "target_stages": ["startup"],
    "target_sizes": ["micro", "small"],
    "welfare": False,
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
    "verified_on": "2026-08-14",
}
ROW = {
    "编号": "S1",
    "服务名称": "公司设立代办",
    "提供机构": "星城服务中心",
    "一级类别": "政务代理",
    "事项": places.service_type_name("gov_agency.company_registration"),
    "服务区域": "长沙市、430200",
    "流程": "沟通；提交",
    "收费类型": "固定",
    "收费标准": "每件600元",
    "最低收费(元)": "600元",
    "最高收费（元）": "1.5万",
    "收费单位": "件",
    "费率": "2.5%",
    "服务时限": "三天",
    "工作日": "3个工作日",
    "适用阶段": "初创",
    "适用规模": "微型、小型企业",
    "是否公益": "否",
    "有效期起": "2026年1月1日",
    "有效期至": "2027/12/31",
    "核实日期 *": datetime(2026, 8, 14),
}


def test_a_row_with_other_words_for_the_headers(tmp_path: Path) -> None:
    found, faults = offers(book(tmp_path / "a.xlsx", 服务=[list(ROW), list(ROW.values())]))
    assert faults == []
    assert found == [parse_offer(SERVICE)]


def test_the_same_row_as_text(tmp_path: Path) -> None:
    cells = [str(cell) for cell in ROW.values()]
    found, faults = offers(text(tmp_path / "服务产品.csv", f"{','.join(ROW)}\n{','.join(cells)}\n"))
    assert faults == []
    assert found == [parse_offer(SERVICE)]


def test_no_header_means_two_columns() -> None:
    words = Counter(
        word
        for column in vocabulary.load().columns
        for word in {vocabulary.plain(w) for w in (column.name, column.header, *column.also, *column.headers.values())}
    )
    assert [word for word, times in words.items() if times > 1] == []
    for column in vocabulary.load().columns:
        assert column.type in values.READERS or column.name == "kind"
        assert set(column.kinds) <= set(vocabulary.load().titles)


def test_every_field_of_an_item_has_a_column() -> None:
    assert set(composing.vocabulary_fields()) | {"extra"} == set(Offer.__dataclass_fields__)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("sentences", "带执照、公章；交表", ["带执照、公章", "交表"]),
        ("sentences", "带执照；公章\n交表\n", ["带执照；公章", "交表"]),
        ("sentences", "带执照；公章\n", ["带执照；公章"]),
        ("terms", "焊接、铸造;热处理", ["焊接", "铸造", "热处理"]),
        ("money", 600, 600),
        ("money", 0.5, 0.5),
        ("money", "￥1,200 元", 1200),
        ("money", "3.5亿", 350_000_000),
        ("percent", "3.65%", 3.65),
        ("count", 26.0, 26),
        ("count", "26人", 26),
        ("day", date(2026, 2, 28), "2026-02-28"),
        ("day", "2026.2.8", "2026-02-08"),
        ("day", "20260208", "2026-02-08"),
        ("day", 20260208, "2026-02-08"),
        ("yes_no", True, True),
        ("yes_no", "√", True),
        ("yes_no", "无", False),
        ("text", 13800000000.0, "13800000000"),
        ("key", 1001, "1001"),
        ("fee_model", "不收费", "free"),
        ("regions", "全国", ["100000"]),
        ("regions", "长沙、南京市鼓楼区，430112", ["430100", "320106", "430112"]),
        ("sectors", "农、林、牧、渔业、C", ["A", "C"]),
        ("category", "finance", "finance"),
        ("json", '{"a": 1}', {"a": 1}),
        ("text", "   ", None),
    ],
)
def test_cells(kind: str, cell: Any, value: Any) -> None:
    assert values.read(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [
        ("money", "面议", "要写数字，不能是“面议”"),
        ("money", -1, "要写 0 以上的数字"),
        ("count", "2.5", "要写 0 以上的整数"),
        ("day", "2026-02-30", "没有“2026-02-30”这一天"),
        ("day", "明年", "要写日期，如 2026-01-31"),
        ("day", 46000, "要写日期"),
        ("yes_no", "也许", "只能是 是、否，不能是“也许”"),
        ("fee_model", "看情况", "只能是 免费、固定价、区间价、面议、按比例"),
        ("key", "a b", "不能有空格和斜杠"),
        ("name", "甲" * 201, "最多 200 字，现有 201 字"),
        ("asks", "甲\n" * 31, "最多 30 项，现有 31 项"),
        ("regions", "长沙市、乌有市", "没有叫“乌有市”的地区"),
        ("region", "999999", "没有代码为 999999 的地区"),
        ("region", "鼓楼区", "请写上级或代码"),
        ("service_types", "不存在的事项", "没有叫“不存在的事项”的服务事项"),
        ("text", Refused("是公式，不会计算"), "是公式，不会计算"),
        ("text", 12345678901234567, "数字太长"),
        ("requirements", "营业收入很高", "要写成“项目 比较 数值｜原文”"),
        ("json", "[1]", "要写 JSON 对象"),
    ],
)
def test_cells_that_cannot_be_read(kind: str, cell: Any, told: str) -> None:
    with pytest.raises(CellError, match=".*") as failed:
        values.read(kind, cell)
    assert told in str(failed.value)


def test_conditions_in_figures() -> None:
    cell = "营业收入 不低于 2000万元｜上年度营收2000万元以上\n注册地 属于 湖南省、433100|在湖南\n资产负债率<=70%"
    assert values.read("requirements", cell) == [
        {"field": "revenue_cny", "op": ">=", "value": 20_000_000, "text": "上年度营收2000万元以上"},
        {"field": "region", "op": "in", "value": ["430000", "433100"], "text": "在湖南"},
        {"field": "debt_ratio_percent", "op": "<=", "value": 70, "text": ""},
    ]


def test_every_region_is_found_again_by_the_name_it_is_written_with() -> None:
    named = {code: places.region_name(code) for code in regions.load()}
    assert [code for code, name in named.items() if places.region(name) != code] == []
    assert sum(name != code for code, name in named.items()) > 0.99 * len(named)


def test_every_fault_is_told_with_its_place(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        服务产品=[
            ["编号", "名称", "服务地区", "收费方式", "最低收费（元）", "收费说明", "有效期起", "有效期止"],
            ["S1", "甲", "乌有市", "随缘", "贵"],
            ["S2", None, None, None, None, "按次"],
            ["S3", "丙", None, None, None, None, "2027-01-01", "2026-01-01"],
            [None, "丁"],
            ["S3", "戊"],
        ],
        专家=[["编号", "姓名", "专常"], ["E1", "李某", "焊接"]],
        随便=[["编号", "名称"], ["X1", "甲"]],
    )
    found, faults = offers(path)
    assert [offer.id for offer in found] == ["E1"]
    assert faults == [
        "服务产品 第 2 行“服务地区”列：没有叫“乌有市”的地区",
        "服务产品 第 2 行“收费方式”列：只能是 免费、固定价、区间价、面议、按比例，不能是“随缘”",
        "服务产品 第 2 行“最低收费（元）”列：要写数字，不能是“贵”",
        "服务产品 第 5 行“编号”列：不能空着",
        "服务产品 第 6 行“编号”列：编号 S3 在 服务产品 第 4 行已有",
        "专家 第 1 行“专常”列：不认识这个表头，是不是“专长”？",
        "随便 ：看不出是哪一类条目：把工作表（或文件）命名为 服务产品、服务机构、专家、政策、项目、问答 之一，或者加一列“种类”",
        "服务产品 第 3 行“名称”列：不能空着",
        "服务产品 第 3 行“收费方式”列：写了收费的其他列，收费方式就不能空着",
        "服务产品 第 4 行“有效期止”列：有效期止 2026-01-01 早于有效期起 2027-01-01",
    ]


def test_the_first_two_hundred_faults_are_told(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", 专家=[["编号", "姓名", "从业年数"], *([f"E{n}", "甲", "很久"] for n in range(300))]
    )
    faults = offers(path)[1]
    assert len(faults) == 201
    assert faults[-1] == "……还有 100 处没有列出"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["名称"], "第一行要是表头，并且要有“编号”列"),
        (["编号", "名称", "服务名称"], "和“名称”是同一列，只留一列"),
        (["编号", "名称", "天气"], "不认识这个表头；不要的列请删掉"),
        (["编号", "名称", 2026], "“2026”列：不认识这个表头"),
        (["编号", "名称", 10**17], "“1e+17”列：不认识这个表头"),
        (["编号", "名称", "=A1"], "“是公式，不会计算；请复制后选择性粘贴为数值”列：不认识这个表头"),
    ],
)
def test_headers_that_do_not_do(tmp_path: Path, header: list[str], told: str) -> None:
    found, faults = offers(book(tmp_path / "a.xlsx", 服务产品=[header, ["S1", "甲", "乙"]]))
    assert told in faults[0]


def test_remarks_are_left_out_and_cells_without_a_header_are_not(tmp_path: Path) -> None:
    rows_ = [["编号", "备注", "姓名"], ["E1", "下周再核", "李某"], ["E2", None, "王某", "多出来的"]]
    found, faults = offers(book(tmp_path / "a.xlsx", 专家=rows_))
    assert [(offer.id, offer.name, dict(offer.extra)) for offer in found] == [("E1", "李某", {})]
    assert faults == ["专家 第 3 行：第 4 列有内容，但没有表头"]


def test_kinds_of_a_text_file(tmp_path: Path) -> None:
    mixed = text(tmp_path / "目录.csv", "种类,编号,名称\n机构,O1,甲\n问答,Q1,乙\n飞船,X1,丙\n")
    found, faults = offers(mixed)
    assert [(offer.kind, offer.id) for offer in found] == [("institution", "O1"), ("faq", "Q1")]
    assert faults == ["目录 第 4 行“种类”列：只能是 服务产品、服务机构、专家、政策、项目、问答，不能是“飞船”"]
    plain = "编号,名称\nO1,甲\n"
    assert offers(text(tmp_path / "长沙服务机构名单.csv", plain))[0][0].kind == "institution"
    assert offers(text(tmp_path / "名单.csv", plain), "expert")[0][0].kind == "expert"
    assert "看不出是哪一类条目" in offers(text(tmp_path / "名单.csv", plain))[1][0]


def test_columns_that_are_not_there_leave_what_is_known(tmp_path: Path) -> None:
    known = {"S1": parse_offer(SERVICE)}
    path = book(tmp_path / "a.xlsx", 服务产品=[["编号", "收费单位", "服务流程"], ["S1", "次", None]])
    found, faults = offers(path, known=known)
    wanted = {**SERVICE, "fee": {**SERVICE["fee"], "unit": "次"}}  # type: ignore[dict-item]
    del wanted["process"]
    assert faults == []
    assert found == [parse_offer(wanted)]


def test_an_institution_provides_itself_also_under_a_new_name(tmp_path: Path) -> None:
    known = {"O1": parse_offer({"id": "O1", "kind": "institution", "name": "旧名", "provider": "旧名"})}
    path = book(tmp_path / "a.xlsx", 服务机构=[["编号", "机构名称"], ["O1", "新名"], ["O2", "另一家"]])
    assert [(offer.name, offer.provider) for offer in offers(path, known=known)[0]] == [
        ("新名", "新名"),
        ("另一家", "另一家"),
    ]


def test_a_key_of_another_kind_is_a_fault_of_its_row(tmp_path: Path) -> None:
    known = {"E1": parse_offer({"id": "E1", "kind": "expert", "name": "李某"})}
    found, faults = offers(book(tmp_path / "a.xlsx", 服务产品=[["编号", "名称"], ["E1", "甲"]]), known=known)
    assert (found, faults) == ([], ["服务产品 第 2 行“编号”列：编号 E1 已属于另一类条目（专家）"])


def test_the_whole_sample_catalogue_comes_back_the_same(tmp_path: Path) -> None:
    sample, path = load_sample(), tmp_path / "all.xlsx"
    assert writing.write(sample, path) == len(sample)
    found, faults = offers(path)
    assert faults == []
    assert {offer.id: offer for offer in found} == {offer.id: offer for offer in sample}
    assert all(encoding.encode(offer)["extra"] is None for offer in sample)  # every cell for people to read


ODD = [
    {"id": "A", "kind": "faq", "name": "问", "question": "另一问", "answer": "答"},
    {"id": "B", "kind": "faq", "name": "问", "text": "文"},
    {"id": "C", "kind": "service", "name": "=1+1", "text": "甲\r\n乙\x0b_x000D_", "welfare": True},
    {"id": "D", "kind": "service", "name": "#REF!", "process": ["一；二"], "conditions": ["a\nb", "c"], "phone": "1"},
    {"id": "E", "kind": "policy", "name": "策", "provider": "甲", "issuer": "乙", "备注": {"x": [None, 1.5]}},
    {"id": "F", "kind": "institution", "name": "构", "provider": ""},
    {"id": "G", "kind": "service", "name": "限", "time_limit": {}, "specialities": ["、"], "source_category": "0012"},
    {
        "id": "H",
        "kind": "scheme",
        "name": "定",
        "requirements": [
            {"field": "patents", "op": "in", "value": [1, 2], "text": "一｜二\n三"},
            {"field": "sector", "op": "==", "value": "35"},
            {"field": "headcount", "op": ">", "value": "很多", "text": "多"},
            {"field": "revenue_cny", "op": ">=", "value": 1234567.89, "text": ""},
        ],
    },
]


@pytest.mark.parametrize("raw", ODD, ids=lambda raw: str(raw["id"]))
def test_odd_items_come_back_the_same(tmp_path: Path, raw: dict[str, Any]) -> None:
    offer = parse_offer(raw)
    writing.write([offer], tmp_path / "odd.xlsx")
    assert offers(tmp_path / "odd.xlsx") == ([offer], [])


@given(
    st.text(max_size=40),
    st.lists(st.text(max_size=12), max_size=4),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
)
@example("\r", [], {})
@example("", [], {"fee": "0"})
def test_any_text_comes_back_the_same(words: str, entries: list[str], extra: dict[str, str]) -> None:
    raw = {
        **extra,
        "id": "A",
        "kind": "service",
        "name": "甲",
        "text": words,
        "conditions": entries,
        "level": words[:9],
    }
    try:
        offer = parse_offer(raw)
    except OfferError:
        return
    cells = encoding.encode(offer)
    columns = {column.name: column for column in vocabulary.load().columns_of("service")}
    read = {
        name: None if cells[name] is None else values.read(column.type, cells[name]) for name, column in columns.items()
    }
    item = SheetItem("A", "service", read, "", 1, {name: name for name in columns})
    assert composing.compose(item, None, Faults()) == offer


def test_what_excel_cannot_hold_is_said(tmp_path: Path) -> None:
    offer = parse_offer({"id": "A", "kind": "service", "name": "甲", "conditions": ["长" * 1500] * 40})
    with pytest.raises(encoding.UnwritableError, match="条目 A 的内容太长"):
        writing.write([offer], tmp_path / "a.xlsx")


def test_a_field_in_two_places_is_a_fault(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", 专家=[["编号", "姓名", "职称", "附加字段"], ["E1", "李某", "教授", '{"title": "讲师"}']]
    )
    assert offers(path)[1] == ["专家 第 2 行“附加字段”列：附加字段里的 title 和“职称”列都写了，只留一处"]


def test_sample_rows_are_told_by_their_key() -> None:
    assert all(str(key).startswith(rows.EXAMPLE) for key in vocabulary.load().columns[0].sample.values())
