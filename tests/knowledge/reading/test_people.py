"""Who is speaking, and who is only spoken of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.identifiers import read_identifiers
from knowledge.reading.people import read_contact
from knowledge.reading.person_names import surnames

CASES: list[tuple[str, str | None]] = [
    ("我是王总", "王总"),
    ("免贵姓章，立早章", "章"),
    ("我姓段，电话13812345678", "段"),
    ("联系人：张三丰 13812345678", "张三丰"),
    ("联系人王建国电话13812345678", "王建国"),
    ("联系人是买买提·艾力", "买买提·艾力"),
    ("叫我老李就行", "老李"),
    ("我叫欧阳娜娜", "欧阳娜娜"),
    ("王总13812345678", "王总"),
    ("13812345678 刘女士", "刘女士"),
    ("刘伟，13812345678", "刘伟"),
    ("小王 13812345678", "小王"),
    ("找陈厂长，13812345678", "陈厂长"),
    ("联系电话：13812345678（周先生）", "周先生"),
    ("不是张总，是章总", "章总"),
    ("姓名：赵敏", "赵敏"),
    ("法人是李四", "李四"),
    ("我姓王，叫我王姐", "王姐"),
    ("本人杨光，在长沙开厂", "杨光"),
    ("我是何老板", "何老板"),
    ("我是张伟，做五金的", "张伟"),
    ("我是长沙县的张伟", "张伟"),
    ("联系人是行政主管何小曼，13812345678", "何小曼"),
    ("这是我们范总的电话13812345678", "范总"),
    ("请联系罗女士 13812345678", "罗女士"),
    ("罗女士来电，咨询社保", "罗女士"),
    ("银行的王经理没给办", None),
    ("李科长说不行", None),
    ("上次那个刘经理联系我的", None),
    ("我姓欧阳，欧阳先生，手机13812340031", "欧阳先生"),
    ("我姓王，找王记粉店的转让方", "王"),
    ("张，13812340032", "张"),
    ("成，13812340032", None),
    ("张，13812340032，想贷款", None),
    ("Yuelu district", None),
    ("我是做机械的", None),
    ("我是安化黑茶厂的", None),
    ("我是江西人", None),
    ("我是会计", None),
    ("我是法人", None),
    ("我是高新企业", None),
    ("我们是常德的", None),
    ("联系我们", None),
    ("联系方式13812345678", None),
]
BARE: list[tuple[str, str | None]] = [
    ("欧阳", "欧阳"),
    ("王总", "王总"),
    ("张伟 13812345678", "张伟"),
    ("姓刘", "刘"),
    ("李", "李"),
    ("叫我小陈吧", "小陈"),
    ("司马先生", "司马先生"),
    ("不方便", None),
    ("没有", None),
    ("为什么要问这个", None),
]


def _read(text: str, asked: bool = False) -> object:
    return next((s.value for s in read_contact(text, read_identifiers(text), asked)), None)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: str | None) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(("text", "expected"), BARE)
def test_bare_answer(text: str, expected: str | None) -> None:
    assert _read(text, asked=True) == expected


@given(st.sampled_from(sorted(surnames()[0] | surnames()[1])), st.sampled_from(["{}总", "{}先生", "{}女士"]))
def test_every_surname_with_title(surname: str, frame: str) -> None:
    assert _read("我是" + frame.format(surname)) == frame.format(surname)


@given(st.text(alphabet="我是叫姓王欧阳总老小联系人：的厂公司138 ，电话", max_size=50))
def test_never_raises(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) and text[s.start : s.end] == s.value for s in read_contact(text))
