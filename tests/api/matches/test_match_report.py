"""A match as lines for a terminal."""

from api.matches.models import Match
from api.matches.report import as_text


def test_what_was_given_up_is_said_in_words() -> None:
    record = Match(id="m-1", text="想贷款", answerable=True, reason="ok", took_ms=1.0, relaxed=["free", "region"])
    record.results, record.shown = [], []
    assert as_text([record]).splitlines() == ["可以办（1.0 毫秒，匹配编号 m-1）", "放宽了：免费、服务地区"]
