"""Nobody is named in what many read."""

from __future__ import annotations

from knowledge.reading.anonymise import anonymise


def test_persons_and_firms_become_marks() -> None:
    text = "我叫王芳，电话13812345678，长沙天元注塑有限公司怎么申请贴息，身份证430702199003076543"
    plain = anonymise(text)
    for secret in ("王芳", "13812345678", "天元注塑", "430702199003076543"):
        assert secret not in plain
    assert "怎么申请贴息" in plain


def test_a_plain_question_stays() -> None:
    assert anonymise("小微企业贷款贴息怎么申请") == "小微企业贷款贴息怎么申请"
