"""What only answers a question that was asked about a case, and what is, or may be, a need of its own."""

from __future__ import annotations

import pytest

from knowledge.reading.owed_answers import LONGEST, only_answers

# Each was taken for a need by the reader, for a word in it.
ANSWERS = [
    ("请补充抵押物情况", "抵押物是厂房，值三百万"),
    ("厂房有没有房产证", "厂房有房产证"),
    ("请补一张营业执照", "营业执照已经发过去了"),
    ("请补充公司员工人数和社保缴纳人数", "员工三十二人，社保缴了二十八个"),
    ("请补充专利申请时间", "专利是去年五月申请的"),
    ("请补充银行流水", "银行流水在建行"),
    ("请说明融资用途", "融资用途是扩产"),
    ("请补充上年度研发费用", "研发费用一百二十万"),
    ("请问设备型号和购买时间", "设备型号CK6140，二零年买的"),
    ("请问场地的消防验收情况", "消防验收去年通过的"),
    ("请补充企业贷款余额", "贷款余额还有一百二十万"),
    ("请补充招聘人数", "招聘人数十二个"),
    ("请补充去年营业额", "八百多万"),
]
NEEDS = [
    ("请补充去年营业额", "另外想招两个焊工"),
    ("请补充去年营业额", "贷款五十万"),
    ("请补充社保缴纳人数", "招五个普工"),
    ("请补充仓库的消防手续", "租个五百平的仓库"),
    ("贷款用在哪里？", "再贷两百万买设备"),
    ("请说明招聘岗位的班次", "岗位技能培训，二十个人"),
    ("请补充货款拖欠金额", "设备老停机"),
    ("请问商标有没有注册过", "商标被人抢注了"),
    ("请问招工的工资和食宿条件", "工资代发"),
    ("请补充知识产权数量", "专利转让两个"),
    ("请补充产品检测报告", "产品检测也要做一个"),
    ("请补充企业贷款余额", "贷款一百二十万"),
    ("请补充抵押物情况", "公司注册"),
    ("请补充征信情况", "征信修复有人做吗"),
    ("请补充抵押物情况", "抵押物是厂房，顺便问下利息多少"),
]


@pytest.mark.parametrize(("question", "text"), ANSWERS)
def test_an_answer(question: str, text: str) -> None:
    assert only_answers(question, text)


@pytest.mark.parametrize(("question", "text"), NEEDS)
def test_what_may_be_a_need(question: str, text: str) -> None:
    assert not only_answers(question, text)


def test_the_same_words_answer_no_other_question() -> None:
    assert only_answers("请补充抵押物情况", "抵押物是厂房，值三百万")
    assert not only_answers("请补充去年营业额", "抵押物是厂房，值三百万")
    assert not only_answers("", "八百多万")


def test_a_long_story_is_no_mere_answer() -> None:
    assert not only_answers("请补充抵押物情况", "抵押物是厂房，" * (LONGEST // 7 + 1))
