"""The rules of follow-ups name statuses, categories and channels that exist, and say what they should."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from knowledge import follow_ups, statuses, taxonomy
from knowledge.working_hours import Span


def test_names_that_exist() -> None:
    known = set(statuses.labels()["demand"])
    codes = set(taxonomy.load_categories())
    for rule in follow_ups.rules().kinds.values():
        begins = {rule.begins_with} - {"asked"}  # a question begins by being asked, whatever the status
        assert begins <= rule.lasts <= known
        assert set(rule.by_category) <= codes


@pytest.mark.parametrize(
    ("category", "due"),
    [("finance", "2026-10-10T10:00"), ("hr", "2026-10-13T10:00"), (None, "2026-10-13T10:00")],
)
def test_days_by_category(category: str | None, due: str) -> None:
    rules = follow_ups.rules()
    since = datetime.fromisoformat("2026-09-30T10:00+08:00")  # then a week without work; Sat 10 Oct works, Sun 11 not
    assert rules.kinds["in_service"].due(since, category, rules.hours) == datetime.fromisoformat(f"{due}+08:00")


def test_what_is_said() -> None:
    text = follow_ups.message("after_completion", "sms", "XQ202611230001")
    assert "XQ202611230001" in text
    assert "1到5分" in text
    assert text.endswith("或拨打96871。【企服通】")
    assert "96871" not in follow_ups.message("after_completion", "web", "XQ202611230001")


def test_spans_are_one_or_the_other() -> None:
    rules = follow_ups.rules()
    spans = [*rules.waits.values(), *(rule.after for rule in rules.kinds.values())]
    at_once = rules.kinds["owed_answer"].after  # what is asked of an enterprise is not put off
    assert (at_once.working_hours, at_once.working_days) == (0, 0)
    others = [span for span in spans if span is not at_once]
    assert all(bool(span.working_hours) != bool(span.working_days) for span in others)
    assert rules.kinds["after_acceptance"].after == Span(working_hours=24)


def test_words_for_template_messages_fit_their_fields() -> None:
    """The platform takes 20 characters of a thing and five Chinese ones of a phrase; what is longer would be cut."""
    for rule in follow_ups.rules().kinds.values():
        assert 0 < len(rule.topic) <= 20, rule.label
        assert re.fullmatch("[\u4e00-\u9fff]{1,5}", rule.stage), rule.label


def test_the_link_stands_before_either_tail() -> None:
    link = "https://qifu.example/r/x"
    for two_way, tail in ((False, "请在您登记需求的微信或网页里回复"), (True, "直接回复这条短信就行")):
        text = follow_ups.message("after_completion", "sms", "XQ202611230001", two_way=two_way, link=link)
        assert f"打分请点 {link} ，不用登录；不方便点开的，{tail}" in text
    assert link not in follow_ups.message("in_service", "sms", "XQ202611230001", link=link)
