"""What is told of the platform in figures: when people are there, by when a case is taken in hand."""

from __future__ import annotations

from functools import lru_cache

from knowledge import deadlines, working_hours, working_time
from knowledge.reading.about_platform import topic


@lru_cache(maxsize=1)
def figures() -> dict[str, dict[str, str]]:
    """Return, by the response that tells them, the hours of the desk and the promises for a case's first steps."""
    spans = [f"{first:%H:%M}到{last:%H:%M}" for first, last in working_time.calendar().hours]
    promised = deadlines.rules().default
    steps = {name: _told(promised[name]) for name in ("dispatch", "accept")}
    return {
        "utter_about_hours": {"hours": "、".join(spans)},
        "utter_about_pace": steps,
        "utter_about_next": steps,
    }


def response(question: str) -> str:
    """Return the name of the answer to a question about the platform: the one about what is asked, or the leaflet."""
    asked = topic(question)
    return f"utter_about_{asked}" if asked else "utter_ask_bot"


def _told(minutes: int) -> str:
    """Return a length of office time: whole days, else hours."""
    days, rest = divmod(minutes, working_hours.day_minutes())
    return f"{days}个工作日" if days and not rest else f"{round(minutes / 60)}个工作小时"
