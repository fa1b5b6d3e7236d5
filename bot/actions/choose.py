"""One or more offers are chosen, none is, or others are wanted."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import asides, overriding, second_thoughts, state
from bot.actions.cancel import withdraw
from bot.actions.submit_need import next_need
from knowledge.reading import changes, choices
from knowledge.reading.about_platform import topic
from knowledge.reading.shown import asks_about, compares, instead, thinks_over, wants_other

OF_THE_LIST = ("ranking", "direct")  # what is asked of the list itself, not of what a card says
MOST_TOLD = 3
ANOTHER = "utter_none_such_another"  # the list has nobody of the kind: another case is offered
REJECTS = re.compile(r"不(?:想|要|用)|没(?:人)?联系|换(?:一)?(?:家|个)|不(?:好|行|满意)")
TAKES_IT = re.compile(r"^\W*(?:行|好|那|就|要|选|定)*(?:它|这[个家位]|他|她)(?:了|吧|好了)?\W*$")
PLACE = re.compile(r"^(\d+) ", re.MULTILINE)  # as each line of what is told of the shown begins
TELLING = re.compile(r"收费|办理时限|服务地区|机构级别|擅长|政策内容")


class ActionChoose(asides.Turn, Action):
    """Records what was chosen and gives the case number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_choose"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Let the service read the choice among what it showed; a question about one of them chooses nothing.

        A yes to the offer of another case opens that.
        """
        if state.intent(tracker) == "affirm" and state.last_uttered(tracker) == ANOTHER:
            return _another(tracker)
        asked = topic(state.text(tracker))
        if asks_about(state.text(tracker)) and asked in OF_THE_LIST:
            dispatcher.utter_message(response=f"utter_about_{asked}")
            return state.resume(dispatcher, tracker)
        if asks_about(state.text(tracker)):
            return await describe(dispatcher, tracker)
        return await choose(dispatcher, tracker)


async def choose(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Have what the message means recorded as chosen, and go on with what waits."""
    case_no = tracker.get_slot("case_no")
    body = {"case_no": case_no, "text": _said(tracker)}
    outcome = await state.ask_service(dispatcher, tracker, "choices", body)
    if outcome is None:
        return []
    if not outcome["chosen"]:
        dispatcher.utter_message(response="utter_which_choice")
        return []
    chosen = "、".join(outcome["chosen"])
    dispatcher.utter_message(response="utter_chosen", case_no=case_no, chosen=chosen, case_nos=[case_no])
    return await next_need(dispatcher, tracker)


class ActionChooseNone(asides.Turn, Action):
    """Accepts that nothing fits; the need stays recorded."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_choose_none"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record the rejection and give the case number; who takes the matter itself back has it cancelled.

        Who only finds them not so good, or wants to think, has refused nothing yet.
        """
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        case_no = tracker.get_slot("case_no")
        if _refuses_other(tracker):
            return state.resume(dispatcher, tracker)
        if thinks_over(state.text(tracker)):
            dispatcher.utter_message(response="utter_think_over", case_no=case_no, case_nos=[case_no])
            return []
        if choices.dislikes(state.text(tracker)):
            dispatcher.utter_message(response="utter_not_so_good")
            return []
        if state.intent(tracker) == "cancel" and changes.withdraws(state.text(tracker)):
            done = await withdraw(dispatcher, tracker, case_no)
            follows = await next_need(dispatcher, tracker) if done else []
            return [*follows, *(second_thoughts.withdrawn(case_no) if done else [])]
        outcome = await state.ask_service(dispatcher, tracker, "rejections", {"case_no": case_no})
        if outcome is None:
            return []
        if outcome.get("chosen"):
            dispatcher.utter_message(response="utter_choice_stands", chosen="、".join(outcome["chosen"]))
        else:
            dispatcher.utter_message(response="utter_chosen_none", case_no=case_no, case_nos=[case_no])
        return await next_need(dispatcher, tracker)


class ActionMoreResults(asides.Turn, Action):
    """Shows the next ones."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_more_results"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service for candidates not shown yet, or for those that a wish leaves."""
        said = {name: value for name, value in state.said_now(tracker).items() if name == "region"}
        body = {"case_no": tracker.get_slot("case_no"), "text": state.text(tracker), "slots": said}
        outcome = await state.ask_service(dispatcher, tracker, "more", body)
        if outcome is None:
            return []
        wish = outcome.get("wish")
        if outcome.get("another"):
            buttons = [{"title": f"另外找{wish}", "payload": f"另外想找{wish}"}]
            dispatcher.utter_message(response=ANOTHER, wish=wish, buttons=buttons)
        elif not outcome["items"]:
            dispatcher.utter_message(response="utter_none_such" if wish else "utter_no_more", wish=wish or "")
        elif wish:
            dispatcher.utter_message(response="utter_narrowed", wish=wish, items=outcome["items"])
        else:
            dispatcher.utter_message(response="utter_more", items=outcome["items"])
        return []


def _said(tracker: Tracker) -> str:
    """Return what is chosen; after a wish for another it takes the place of what was chosen (换一家, then 第二个)."""
    text, earlier = state.text(tracker), state.said_before(tracker)
    if TAKES_IT.match(text) and (place := _told_of(tracker)):
        return f"第{place}个"
    return f"换成{text}" if wants_other(earlier) and REJECTS.search(earlier) and not instead(text) else text


def _refuses_other(tracker: Tracker) -> bool:
    """Return whether the other case that was just offered is refused, and not the list."""
    offered = state.last_uttered(tracker) == ANOTHER and state.intent(tracker) != "cancel"
    return offered and not choices.speaks_of_all(state.text(tracker))


def _another(tracker: Tracker) -> list[EventType]:
    """Open a case of its own for what the list had nobody for, as the button beside the offer says."""
    said = next(event for event in reversed(tracker.events) if event.get("event") == "bot")
    (button,) = (said.get("data") or {})["buttons"]
    key = f"{tracker.latest_message.get('message_id')}+"  # the message itself states no need
    fresh = [SlotSet(name, None) for name in (*state.NEED_SLOTS, "step") if name != "need"]
    need = changes.bare(str(button["payload"]))
    return [*fresh, SlotSet("need", need), SlotSet("draft_key", key), FollowupAction("need_form")]


def _told_of(tracker: Tracker) -> str | None:
    """Return the place in the list of the one that was just told of; None if of none, or of several."""
    told = state.uttered_last(tracker).get("utter_about_shown", "")
    places = PLACE.findall(told)
    return str(places[0]) if len(places) == 1 else None


async def describe(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Tell what the catalogue says of those that were asked about; nothing is chosen."""
    outcome = await _shown(dispatcher, tracker)
    if outcome is None:
        return []
    services = [place for place, item in enumerate(outcome["items"]) if item["kind"] == "service"]
    places = outcome["meant"] if not compares(state.text(tracker)) else services
    told = [_line(place, outcome["items"][place]) for place in (places or services or [0])[:MOST_TOLD]]
    dispatcher.utter_message(response="utter_about_shown", told="\n".join(told))
    return []


async def again(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Go back to the list of the case recorded last; ``None`` where there is nothing to go back to."""
    outcome = await _shown(dispatcher, tracker)
    if outcome is None:
        return []
    case_no = tracker.get_slot("case_no")
    if not outcome["items"]:
        return None
    if not outcome["open"]:
        dispatcher.utter_message(response="utter_list_closed", case_no=case_no, state=outcome["state"])
        return []
    if not outcome["meant"] and state.intent(tracker) != "choose_option":
        return [SlotSet("step", "choose"), *await ActionMoreResults().run(dispatcher, tracker, {})]
    if outcome["meant"] and (instead(state.text(tracker)) or not outcome["chosen"]):
        return await choose(dispatcher, tracker)
    chosen = "、".join(outcome["chosen"])
    response = "utter_list_chosen" if chosen else "utter_restored_list"
    dispatcher.utter_message(response=response, case_no=case_no, chosen=chosen, items=outcome["items"])
    return [SlotSet("step", "choose")]


async def _shown(dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any] | None:
    body = {"case_no": tracker.get_slot("case_no"), "text": state.text(tracker)}
    return await state.ask_service(dispatcher, tracker, "shown", body)


def _line(place: int, item: dict[str, Any]) -> str:
    """Return what a card says in figures and names: fee, time, place."""
    facts = [reason for reason in item.get("reasons") or [] if TELLING.match(str(reason))]
    return f"{place + 1} {item['name']}（{item.get('provider') or ''}）：{'；'.join(facts)}"
