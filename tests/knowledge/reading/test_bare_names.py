"""Who an answer names that says nothing of a name: positions before it, Latin letters, kin, rare surnames."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.reading.people import read_contact
from knowledge.reading.person_names import plausible, surnames

TODAY = date(2026, 11, 23)
SURNAMES = sorted(one for one in surnames()[0] if normalise(one) == one)
SURNAME = st.sampled_from(SURNAMES)
FOREIGN = st.sampled_from(["Tom", "Linda", "Peter", "Grace", "Kevin"])


def answer(text: str) -> object:
    return read_facts(text, TODAY, "contact").slots.get("contact")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("车间主任老周", "老周"),
        ("我们厂长老赵", "老赵"),
        ("电工班长老唐", "老唐"),
        ("生产副总老何，打他手机13900010010", "老何"),
        ("办公室主任小谭", "小谭"),
        ("找我老婆小熊", "小熊"),
        ("法人代表邹建新", "邹建新"),
        ("销售总监于洋", "于洋"),
        ("就留谷秀英吧", "谷秀英"),
        ("张会计", "张会计"),
        ("陈厂长", "陈厂长"),
        ("叫我李姐就行", "李姐"),
        ("喊我胖哥就好", "胖哥"),
        ("老王头", "老王头"),
        ("姓千，少见姓", "千"),
        ("Mr. Li", "Mr. Li"),
        ("英文名Kevin，就叫Kevin好了", "Kevin"),
        ("tom", "tom"),
        ("何必呢", None),
        ("任何人都行", None),
        ("ok", None),
        ("Thanks", None),
        ("我姐", None),
        ("等会儿再说", None),
    ],
)
def test_answers(text: str, name: str | None) -> None:
    assert answer(text) == name


@pytest.mark.parametrize("frame", ["{}", "{}。", "哦，{}", "{} 13900010000", "叫{}"])
def test_every_name_of_two_characters(frame: str) -> None:
    names = [surname + given_name for surname in SURNAMES for given_name in "芳静敏强伟涛燕娟鹏辉"]
    wrong = {name: read for name in names if plausible(name) and (read := answer(frame.format(name))) != name}
    assert not wrong


@pytest.mark.parametrize("frame", ["我姓{}，13900010003", "免贵姓{}", "姓{}"])
def test_every_surname_and_no_sum(frame: str) -> None:
    """万, 伍 and 陆 are no numbers there, 路 and 巷 no streets."""
    read = {one: read_facts(frame.format(one), TODAY, "contact").slots for one in SURNAMES}
    wrong = {one: slots for one, slots in read.items() if slots.pop("phone", "13900010003") != "13900010003"}
    wrong |= {one: slots for one, slots in read.items() if slots != {"contact": one}}
    assert not wrong


@pytest.mark.parametrize("given_name", ["路", "街", "巷", "万", "长"])
@pytest.mark.parametrize("frame", ["我叫{}，13900010003", "联系人：{}", "联系人{} 电话13900010003", "我是{}", "{}"])
def test_names_that_end_as_places_and_numbers_do(given_name: str, frame: str) -> None:
    for surname in "陈王刘周":
        assert answer(frame.format(surname + given_name)) == surname + given_name


@pytest.mark.parametrize("job", ["普工", "车工", "包装工", "月嫂", "文员", "司机", "管道工", "应届生", "项目经理"])
@pytest.mark.parametrize("frame", ["{}", "{}，二十来个", "招{}", "主要是{}吧"])
def test_a_job_is_nobody(job: str, frame: str) -> None:
    """Asked for the name, an enterprise may tell first whom it looks for."""
    assert answer(frame.format(job)) is None


@pytest.mark.parametrize("position", ["车间主任", "仓库主管", "我们财务", "质检员", "技术科长"])
def test_a_position_is_no_part_of_the_name(position: str) -> None:
    names = [familiar + surname for familiar in "老小" for surname in SURNAMES]
    wrong = {name: read for name in names if (read := answer(position + name)) != name}
    assert not wrong


@given(FOREIGN, st.sampled_from(["{}", "叫我{}", "{}，13900010001", "就叫{}吧", "{} 13900010001"]))
def test_latin_names(name: str, frame: str) -> None:
    assert answer(frame.format(name)) == name


@given(
    FOREIGN, st.sampled_from(["call {} 13900010001", "my name is {}, we need a loan", "联系{}，13900010001", "叫我{}"])
)
def test_latin_names_behind_a_cue(name: str, frame: str) -> None:
    assert read_facts(frame.format(name), TODAY).slots["contact"] == name


@pytest.mark.parametrize(
    "text", ["想做ISO认证", "we need a website", "Hi, I am looking for a designer", "上Oracle系统"]
)
def test_latin_words_are_no_names(text: str) -> None:
    assert "contact" not in read_facts(text, TODAY).slots


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("不是王芳是王方", "王方"),
        ("不是王芳，是王方", "王方"),
        ("王总改成李总", "李总"),
        ("刘总换成他秘书小于", "小于"),
        ("改成李敏", "李敏"),
        ("姓章不姓张", "章"),
        ("我姓覃，不姓秦", "覃"),
        ("联系人改成我们出纳小祝", "小祝"),
        ("改成代账", None),
        ("改成长沙", None),
        ("不是贷款是担保", None),
    ],
)
def test_who_is_put_right_at_the_summary(text: str, name: str | None) -> None:
    assert read_facts(text, TODAY, "confirm").slots.get("contact") == name


def test_a_name_is_put_right_only_where_a_summary_stands() -> None:
    assert read_contact("改成李敏") == []
    assert [span.value for span in read_contact("改成李敏", puts_right=True)] == ["李敏"]
