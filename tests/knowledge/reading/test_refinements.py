"""What says more exactly what is needed, without stating a need; and a bare name where another thing was asked."""

import pytest

from knowledge.reading.refinements import bare, bare_name, contrasted, number_again, other_number, refines


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


@pytest.mark.parametrize(
    ("text", "again", "other"),
    [
        ("不对，是18个", (18, "个"), None),
        ("写错了，应该是三十人", (30, "人"), None),
        ("还是15个吧", (15, "个"), None),
        ("还是一个吧", None, None),
        ("不是四十是六十", None, (40, 60)),
        ("不是5个，是6个", None, (5, 6)),
        ("不对", None, None),
    ],
)
def test_a_number_put_right(text: str, again: tuple[int, str] | None, other: tuple[int, int] | None) -> None:
    assert (number_again(text), other_number(text)) == (again, other)
