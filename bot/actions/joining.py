"""A need said while another is being taken: it joins as a case of its own, replaces the first, or refines it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.actions import state
from knowledge.reading import changes, refinements

LONGEST = 80  # characters of a need, as the reader cuts it


def taken(tracker: Tracker) -> dict[str, Any]:
    """Return the slots that the latest message's need sets: as the first, beside it or in its place."""
    said = state.said_now(tracker)
    taken_up = _taken_up(tracker)
    if taken_up:
        return {"need": taken_up, "category": None}
    if _begins(tracker):
        return first(said)
    if said.get("need") and not state.before(tracker).get("need"):
        return {"category": _category(said)}
    return outcome(tracker)


def outcome(tracker: Tracker) -> dict[str, Any]:
    """Return the slots as they should stand after the latest message; empty if it states no need beside another."""
    earlier, said = state.before(tracker), state.said_now(tracker)
    if _begins(tracker) or not said.get("need") or not earlier.get("need") or state.intent(tracker) == "correct_slot":
        return {}
    text = state.text(tracker)
    kept = {name: earlier.get(name) for name in state.NEED_SLOTS}
    contrasted = refinements.contrasted(text)
    if contrasted and not said.get("needs", [])[1:]:
        return {**first(said), "need": contrasted, "more_needs": earlier.get("more_needs")}
    if changes.replaces(text):
        return {
            **first(said),
            "need": changes.bare(changes.turned_to(str(said["need"])) or said["need"]),
            "more_needs": None,
        }
    if _is_known(str(said["need"]), earlier):
        return {**_filled(kept, said), "need": earlier["need"], "category": earlier.get("category")}
    if changes.adds(text) or _differs(earlier, said):
        return {**kept, "more_needs": [*(earlier.get("more_needs") or []), *_stated(said)][: state.MOST_NEEDS - 1]}
    need = f"{earlier['need']}，{said['need']}"
    return {
        **_filled(kept, said),
        "need": need if len(need) <= LONGEST else earlier["need"],
        "category": kept["category"],
    }


def first(said: dict[str, Any]) -> dict[str, Any]:
    """Return the slots of the need that a message states first, all others empty."""
    several = said.get("needs") or [{}]
    own = several[0] if len(several) > 1 else {**said, "category": _category(said)}
    values = {name: own.get(name) for name in state.NEED_SLOTS}
    return {**values, "need": changes.bare(str(values["need"]))} if values["need"] else values


def joins(tracker: Tracker) -> bool:
    """Return whether the latest message brought a further need."""
    return len(outcome(tracker).get("more_needs") or []) > len(state.before(tracker).get("more_needs") or [])


def _taken_up(tracker: Tracker) -> str | None:
    """Return the need that an action took up in place of the words of the latest message (能找人代做吗)."""
    if tracker.get_slot("draft_key") != f"{tracker.latest_message.get('message_id')}+":
        return None
    words = state.said_now(tracker).get("need")
    needs = (event.get("value") for event in reversed(tracker.events) if event.get("name") == "need")
    return next((str(need) for need in needs if need and need != words), None) if words else None


def _begins(tracker: Tracker) -> bool:
    """Return whether the latest message opened the draft."""
    return bool(tracker.get_slot("draft_key") == tracker.latest_message.get("message_id"))


def _stated(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the needs of a message, each with its own facts."""
    several = said.get("needs") or []
    if len(several) > 1:
        return [dict(one) for one in several]
    own = {name: said[name] for name in (*state.NEED_SLOTS, "region") if said.get(name) not in (None, "", [], False)}
    category = _category(said)
    return [{**own, "need": changes.bare(own["need"]), **({"category": category} if category else {})}]


def _category(said: dict[str, Any]) -> Any:
    several = said.get("needs") or [{}]
    return said.get("category") or several[0].get("category")


def _filled(kept: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) or value for name, value in kept.items()}


def _is_known(need: str, earlier: dict[str, Any]) -> bool:
    needs = [earlier["need"], *(one["need"] for one in earlier.get("more_needs") or [])]
    return any(changes.same(need, str(one)) for one in needs)


def _differs(earlier: dict[str, Any], said: dict[str, Any]) -> bool:
    """Return whether both categories are known and not the same."""
    return None not in (earlier.get("category"), _category(said)) and earlier["category"] != _category(said)
