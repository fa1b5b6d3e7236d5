"""The word list for jieba."""

from __future__ import annotations

from pathlib import Path

import jieba

from bot import dictionary


def test_words_are_sorted_without_doubles_and_of_a_size_that_jieba_takes() -> None:
    words = dictionary.words()
    assert words == sorted(set(words))
    assert all(2 <= len(word) <= 12 and not any(c.isspace() for c in word) for word in words)


def test_service_types_and_regions_are_among_them() -> None:
    words = set(dictionary.words())
    assert {"浏阳市", "浏阳", "长沙", "雨湖区", "代理记账"} <= words


def test_every_line_is_word_count_and_tag(tmp_path: Path) -> None:
    count = dictionary.write(tmp_path / "new")
    lines = (tmp_path / "new" / "qifu.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count == len(dictionary.words())
    assert [line.split(" ") for line in lines] == [
        [word, str(dictionary.FREQUENCY), "n"] for word in dictionary.words()
    ]


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    dictionary.write(tmp_path)
    first = (tmp_path / "qifu.txt").read_bytes()
    dictionary.write(tmp_path)
    assert (tmp_path / "qifu.txt").read_bytes() == first


def test_jieba_keeps_the_words_whole(tmp_path: Path) -> None:
    dictionary.write(tmp_path)
    cutter = jieba.Tokenizer()
    cutter.load_userdict(str(tmp_path / "qifu.txt"))
    assert cutter.lcut("浏阳市的厂想找代理记账") == ["浏阳市", "的", "厂", "想", "找", "代理记账"]
