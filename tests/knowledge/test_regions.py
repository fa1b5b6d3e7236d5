"""The region table, its tree and the names compiled from it."""

from __future__ import annotations

import pytest

from knowledge.errors import KnowledgeError
from knowledge.regions import generate, names, table


def test_the_table_holds_the_whole_country() -> None:
    levels = [region.level for region in table.load().values()]
    assert levels.count("province") == 34
    assert levels.count("city") == 333
    assert levels.count("county") > 2900


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("430000", "湖南省", ""),
        ("430112", "望城区", "430100"),
        ("430582", "邵东市", "430500"),
        ("430373", "湘潭九华示范区", "430300"),
        ("430473", "湖南衡阳松木经济开发区", "430400"),
        ("430671", "岳阳市屈原管理区", "430600"),
        ("320576", "苏州工业园区", "320500"),
        ("500112", "渝北区", "500000"),
        ("500233", "忠县", "500000"),
        ("429004", "仙桃市", "420000"),
        ("441900", "东莞市", "440000"),
        ("310115", "浦东新区", "310000"),
        ("810000", "香港特别行政区", ""),
    ],
)
def test_a_code_has_its_name_and_true_parent(code: str, name: str, parent: str) -> None:
    region = table.require(code)
    assert (region.name, region.parent) == (name, parent)


@pytest.mark.parametrize(
    ("pseudo", "real"),
    [("500100", "500000"), ("500200", "500000"), ("110100", "110000"), ("429000", "420000"), ("620201", "620200")],
)
def test_pseudo_codes_of_other_tables_lead_to_the_region(pseudo: str, real: str) -> None:
    assert table.require(pseudo).code == real


@pytest.mark.parametrize("code", ["", "43", "999999", "430199", "abcdef"])
def test_an_unknown_code_is_refused_by_name(code: str) -> None:
    assert table.get(code) is None
    with pytest.raises(KnowledgeError, match=f"'{code}'"):
        table.require(code)


def test_every_parent_exists_and_no_walk_up_is_endless() -> None:
    for code in table.load():
        assert len(table.ancestors(code)) <= 2


def test_ancestors_are_nearest_first() -> None:
    assert [r.code for r in table.ancestors("430112")] == ["430100", "430000"]
    assert [r.code for r in table.ancestors("500112")] == ["500000"]


@pytest.mark.parametrize(
    ("served", "wanted", "expected"),
    [
        ("430000", "430112", True),
        ("430100", "430112", True),
        ("430112", "430112", True),
        ("430112", "430100", False),
        ("430200", "430112", False),
        ("500000", "500112", True),
        ("500100", "500112", True),
        ("420000", "429004", True),
    ],
)
def test_an_offer_covers_its_region_and_those_below(served: str, wanted: str, expected: bool) -> None:
    assert table.covers(served, wanted) is expected


def test_children_of_hunan_are_its_fourteen_cities() -> None:
    cities = [r.code for r in table.children("430000")]
    assert len(cities) == 14
    assert cities[0] == "430100"
    assert cities[-1] == "433100"
    assert len(table.children()) == 34
    assert table.children("430112") == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("望城", ["430112"]),
        ("望城区", ["430112"]),
        ("长沙", ["430100", "430121"]),
        ("西湖区", ["330106", "360103"]),
        ("江华", ["431129"]),
        ("没有", []),
    ],
)
def test_find_by_exact_name(name: str, codes: list[str]) -> None:
    assert [r.code for r in table.find(name)] == codes


@pytest.mark.parametrize(
    ("name", "code", "short"),
    [
        ("长沙市", "430100", "长沙"),
        ("南县", "430921", "南县"),
        ("湘西土家族苗族自治州", "433100", "湘西"),
        ("江华瑶族自治县", "431129", "江华"),
        ("内蒙古自治区", "150000", "内蒙古"),
        ("新疆维吾尔自治区", "650000", "新疆"),
        ("神农架林区", "429021", "神农架"),
        ("湖南湘潭高新技术产业园区", "430371", "湘潭高新区"),
        ("永州经济技术开发区", "431171", "永州经开区"),
    ],
)
def test_short_names(name: str, code: str, short: str) -> None:
    assert generate.short_name(name, code) == short


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("长沙", ("430100",)),
        ("吉林", ("220000",)),
        ("海南", ("460000",)),
        ("华容", ("430623",)),
        ("资阳", ("430902", "512000")),
        ("鼓楼", ("320106", "320302", "350102", "410204")),
        ("麓谷", ("430104",)),
        ("汩罗", ("430681",)),
        ("白马街道", ("430112",)),
    ],
)
def test_what_a_name_may_mean(name: str, codes: tuple[str, ...]) -> None:
    assert names.load().by_text[name].codes == codes


def test_every_alias_points_at_a_known_region_and_at_one_only() -> None:
    listed = names.read_yaml("aliases.yml")
    pairs = [(text, code) for group in listed.values() for code, texts in group.items() for text in texts]
    assert [code for _, code in pairs if table.get(code) is None] == []
    assert len(pairs) == len({text for text, _ in pairs})


def test_word_lists_name_only_names_that_exist() -> None:
    known = names.load().by_text
    words = names.read_yaml("words.yml")
    assert [w for key in ("ordinary", "needs_parent", "known") for w in words[key] if w not in known] == []


def test_every_county_of_hunan_has_voice_typos_or_aliases() -> None:
    listed = names.read_yaml("aliases.yml")
    covered = {code for group in listed.values() for code in group}
    counties = {r.code for city in table.children("430000") for r in table.children(city.code)}
    assert counties - covered == set()


def test_each_town_lies_in_a_known_county() -> None:
    assert all(table.get(code) for _, code in table.load_towns())
    assert ("靖港镇", "430112") in table.load_towns()


def test_the_town_file_stays_small() -> None:
    assert (table.DATA / "towns.tsv").stat().st_size < 1_500_000
