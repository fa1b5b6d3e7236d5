from __future__ import annotations

import time

import pytest

from knowledge.reading.sounds import put_right, table


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("想办设备容资租赁，首付两成行不", "想办设备融资租赁，首付两成行不"),
        ("承对汇票贴现找哪家", "承兑汇票贴现找哪家"),
        ("创业培讯在哪里报名", "创业培训在哪里报名"),
        ("双软平古要交什么", "双软评估要交什么"),
        ("厂里想搞经益生产", "厂里想搞精益生产"),
    ],
)
def test_slips_are_put_right(heard: str, meant: str) -> None:
    assert put_right(heard) == meant


@pytest.mark.parametrize(
    "text",
    [
        "想办设备融资租赁",
        "影响投标，求助尽快解除",
        "湿巾厂换了生产线要不要重新报",
        "劳务公司没派遣证",
        "代款",  # two characters have too many neighbours in sound
        "ISO9001 认证 13812345678",
        "",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert put_right(text) == text


def test_sounds() -> None:
    assert [table()[character] for character in "贷带代"] == ["dai"] * 3
    assert len(table()) == 6763


def test_long_texts_take_linear_time() -> None:
    put_right("热身")
    began = time.process_time()
    assert len(put_right("精意生产容资租赁" * 1_250)) == 10_000
    assert time.process_time() - began < 2
