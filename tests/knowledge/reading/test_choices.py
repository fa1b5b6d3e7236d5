"""Which of the shown offers a reply means, and how many stars a remark gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.choices import dislikes, praises, read_choices, read_place, speaks_of_all
from knowledge.reading.questions import read_question
from knowledge.reading.scores import read_score

NAMES = ["机械配套企业担保贷 麓川担保公司", "望城流水信用贷 望江银行", "机床直租 星沙租赁公司", "谭某某 麓川担保公司"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第一个", [0]),
        ("1", [0]),
        ("选第2个", [1]),
        ("要第三个吧", [2]),
        ("1和3", [0, 2]),
        ("1、2", [0, 1]),
        ("头两个都要", [0, 1]),
        ("前3个", [0, 1, 2]),
        ("都要", [0, 1, 2, 3]),
        ("最后一个", [3]),
        ("望城流水信用贷", [1]),
        ("就那个机床直租的", [2]),
        ("不要第一个，要第二个", [1]),
        ("第九个", []),
        ("第二十个", []),
        ("第十二个", []),
        ("第十个", []),
        ("我想贷五百万", []),
        ("好的", []),
        ("", []),
    ],
)
def test_choices(text: str, places: list[int]) -> None:
    assert read_choices(text, NAMES) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第一个", [5]),
        ("第二个吧", [6]),
        ("头两个都要", [5, 6]),
        ("最后一个", [8]),
        ("the first one", [5]),
        ("第七个", [6]),  # of this number
        ("6", [5]),
        ("1", [0]),
        ("选第1个", [0]),  # the button of a card of before
        ("还是原来第一个", [0]),
        ("第五个", [4]),  # the newest has four
    ],
)
def test_the_first_is_the_first_of_the_newest_list(text: str, places: list[int]) -> None:
    assert read_choices(text, ("",) * 9, [5, 6, 7, 8]) == places


def test_what_was_shown_again_keeps_its_number() -> None:
    assert read_choices("第一个", ("",) * 6, [0, 4, 5]) == [0]
    assert read_choices("第二个", ("",) * 6, [0, 4, 5]) == [4]


@pytest.mark.parametrize(("text", "place"), [("第十个", 9), ("第十一个", 10), ("选第12个", 11), ("第二十个", 19)])
def test_choices_beyond_nine(text: str, place: int) -> None:
    assert read_choices(text, ("",) * 20) == [place]


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=6))
def test_choices_stay_within_the_list(text: str, names: list[str]) -> None:
    assert all(0 <= place < len(names) for place in read_choices(text, names))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("5分", 5),
        ("打三分吧，一般", 3),
        ("四颗星", 4),
        ("给个最低分", 1),
        ("满分！", 5),
        ("2", 2),
        ("两星", 2),
        ("还行", None),
        ("等了15分钟", None),
        ("6分", None),
    ],
)
def test_scores(text: str, score: int | None) -> None:
    assert read_score(text) == score


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("请问您在哪个市州、哪个县区？", "region"),
        ("怎么称呼您？留个手机号。", "contact"),
        ("您看这样对不对：……信息对吗？", "confirm"),
        ("打几分？1分最低，5分最高", "rate"),
        ("想要哪个就回序号，请选择", "choose"),
        ("好的，再见。", None),
    ],
)
def test_questions(question: str, asked: str | None) -> None:
    assert read_question(question) == asked


@pytest.mark.parametrize("text", ["挺好的", "都挺好的", "看着不错", "都是好的", "很近的"])
def test_praise_of_the_shown(text: str) -> None:
    assert praises(text)
    assert not dislikes(text)


@pytest.mark.parametrize(
    "text", ["不是很好的", "不太好", "都不太近", "没那么专业", "贵了", "都太远了", "这几家有点贵啊"]
)
def test_dislike_of_the_shown(text: str) -> None:
    assert dislikes(text)
    assert not praises(text)


@pytest.mark.parametrize(
    "text",
    [
        "有没有好的",
        "近点的",
        "要好的",
        "第一个不错",
        "不太好，换一批",
        "都不要",
        "好点的",
        "太近",
        "太远，换近的",
        "第一个贵了",
        "贵阳",
    ],
)
def test_what_asks_picks_or_refuses_is_no_remark(text: str) -> None:
    assert not praises(text)
    assert not dislikes(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [("第一个", 0), ("第二个吧", 1), ("选2", 1), ("最后一个", 3), ("我要第三样", 2), ("两个都要", None), ("第五个", None),
     ("要三个人", None), ("3号", None), ("第一批货到了", None)],
)  # fmt: skip
def test_one_option_is_picked_by_its_place_alone(text: str, place: int | None) -> None:
    assert read_place(text, 4) == place


@pytest.mark.parametrize("text", ["都不要", "这几个不行", "一个也不合适", "全不要"])
def test_a_refusal_of_all_that_is_shown(text: str) -> None:
    assert speaks_of_all(text)


@pytest.mark.parametrize("text", ["不用", "不用了", "不要", "没有，谢谢"])
def test_a_refusal_of_one_thing(text: str) -> None:
    assert not speaks_of_all(text)
