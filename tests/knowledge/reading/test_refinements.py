"""What says more exactly what is needed, without stating a need; and a bare name where another thing was asked."""

import pytest

from knowledge.reading.refinements import bare, bare_name, contrasted, refines


@pytest.mark.parametrize(
    ("text", "has_headcount"), [("主要是缺钱", False), ("其实是想招人", False), ("五个焊工", True), ("两名会计", True)]
)
def test_more_exactly(text: str, has_headcount: bool) -> None:
    assert refines(text, has_headcount)


@pytest.mark.parametrize(
    ("text", "has_headcount"),
    [
        ("20个人", True),
        ("三十多人吧", True),
        ("大概五个左右", True),
        ("长沙的", False),
        ("嗯嗯", False),
        ("五个焊工", False),
    ],
)
def test_nothing_of_the_need(text: str, has_headcount: bool) -> None:
    assert not refines(text, has_headcount)


def test_without_its_lead() -> None:
    assert bare("主要是缺钱") == "缺钱"
    assert bare("五个焊工") == "五个焊工"


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("不要贷款，要股权融资", "要股权融资"),
        ("不是注销，是把设备转出去", "想把设备转出去"),
        ("不对，是想找投资", "想找投资"),
        ("说错了，我们要做环评", "要做环评"),
        ("不对，是138开头的", None),
        ("不要了", None),
        ("不是株洲", None),
    ],
)
def test_one_thing_instead_of_another(text: str, need: str | None) -> None:
    assert contrasted(text) == need


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("李建国", "李建国"),
        ("欧阳文", "欧阳文"),
        ("欧阳建国", "欧阳建国"),
        ("高新区", None),
        ("不知道", None),
        ("随便吧", None),
    ],
)
def test_a_bare_name(text: str, name: str | None) -> None:
    assert bare_name(text) == name
