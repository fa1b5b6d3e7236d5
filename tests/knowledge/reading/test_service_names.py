"""Whether words name a service."""

import pytest

from knowledge.reading.service_names import is_service_name, names_service


@pytest.mark.parametrize("text", ["VR展厅", "HACCP怎么办", "想要代理记账", "做个APP", "有没有环评报告", "CQC认证？"])
def test_a_bare_name_however_asked_for(text: str) -> None:
    assert is_service_name(text)


@pytest.mark.parametrize("text", ["好的", "第一个", "满意", "取消", "我们做环评的", "贷款贷了三年还没还完", "长沙"])
def test_what_is_more_or_less_than_a_name(text: str) -> None:
    assert not is_service_name(text)


def test_everyday_words_of_what_is_arranged_count() -> None:
    assert names_service("商标")
    assert names_service("展会")
    assert not names_service("旧机器")
