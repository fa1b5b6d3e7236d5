from knowledge.reading.sounds import table
from matcher.noise import slipped


def test_slips_sound_alike_and_repeat() -> None:
    text = "想给叉车司机办培训取证"
    noisy = slipped(text)
    assert noisy == slipped(text)
    assert sum(a != b for a, b in zip(text, noisy, strict=True)) == 2
    assert [table()[character] for character in noisy] == [table()[character] for character in text]


def test_what_has_no_sound_stays() -> None:
    assert slipped("ISO9001, OK?") == "ISO9001, OK?"
    assert slipped("") == ""
