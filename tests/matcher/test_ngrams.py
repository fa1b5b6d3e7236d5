import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ngrams import BUCKETS, MAX_CHARACTERS, grams, hashed_grams, units


def test_latin_words_and_numbers_stay_whole() -> None:
    assert units("做ISO9001认证，急!") == ["做", "iso", "9001", "认", "证", "", "急", ""]


def test_runs_do_not_cross_punctuation() -> None:
    assert grams("贷款，难", 3) == ["贷", "款", "难", "贷款"]


def test_three_unit_runs_come_last() -> None:
    assert grams("贷款难", 3) == ["贷", "款", "难", "贷款", "款难", "贷款难"]


def test_full_width_and_case_are_folded() -> None:
    assert units("ＥＲＰ") == units("erp")


def test_hashed_runs_repeat_and_can_leave_single_units_out() -> None:
    assert len(hashed_grams("贷款贷款")) == 4 + 3 + 2
    assert len(hashed_grams("贷款贷款", shortest=2)) == 3 + 2
    assert set(hashed_grams("贷款贷款", 2)) <= set(hashed_grams("贷款贷款"))


@given(st.text(max_size=80))
def test_hashing_sees_the_same_runs_as_splitting(text: str) -> None:
    hashed = hashed_grams(text)
    assert len(hashed) == len(grams(text, 3))
    assert len(np.unique(hashed)) <= len(set(grams(text, 3)))
    assert ((hashed >= 0) & (hashed < BUCKETS)).all()


def test_a_story_is_cut() -> None:
    assert len(units("贷" * (MAX_CHARACTERS + 50))) == MAX_CHARACTERS
