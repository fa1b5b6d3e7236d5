"""The need in the enterprise's words, and its category, where the message states one."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, category, messages, wide
from bot.components.answers import FACTS, states_another_need
from bot.components.base import StatelessComponent
from knowledge.reading import changes, directions
from knowledge.reading.introductions import beside
from knowledge.reading.need import WANT, read_need
from knowledge.reading.refinements import contrasted
from knowledge.reading.second_thoughts import goes_on_alone

TOLD_BESIDE = ("contact", "phone", "region", "company", "industry")  # facts of who and where
FILLING = re.compile(
    r"老板|姓|贵姓|免贵|电话|手机|号码|名?叫|位于|地址|饭店|[在做搞开是的吧呢啊您店]|就(?:行|好|可以)|可以|你好|公司|厂子?"
)  # says nothing beside them
NEED_ANSWERS = {"submit_need", "provide_info", "unclear", "nlu_fallback", "correct_slot"}
# The least score of a category, by intent: of tests/bot/data/categories.yml and messages.yml none of the texts without
# a need gets one.
ENOUGH = {"submit_need": -0.9, "ask_policy": -0.6, "appeal": -0.3}
# Other intents carry a category where the lexicon names a service of it, or where the score leaves no doubt.
NAMED, UNDOUBTED = -0.3, 0.5
INCIDENTAL = {
    "provide_info", "correct_slot", "nlu_fallback", "unclear", "out_of_scope", "check_progress", "deny", "chitchat",
    "more_results",
}  # fmt: skip
ANSWERING = {
    *FACTS,
    "confirm",
    "which_wrong",
    "choose",
    "rate",
    "appeal_object",
    "appeal_detail",
    "appeal_time",
    "appeal_expect",
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NeedReader(StatelessComponent):
    """Adds ``need`` when one is stated or was asked for, and ``category`` when it is clear enough."""

    def work(self, message: Message) -> None:
        """Read category first, need second; a wish that names nothing to be arranged has neither, nor has 还是办吧."""
        if messages.intent(message) == "submit_need" and wide.is_undecided(message):
            messages.add_entity(message, "category", directions.CATEGORY, "NeedReader")
            messages.add_entity(message, "need", directions.DIAGNOSIS, "NeedReader")
            return
        if messages.intent(message) == "submit_need" and wide.is_wide(message):
            return
        if messages.asked(message) is None and goes_on_alone(messages.full_text(message)):
            return
        name = read_category(message)
        if name:
            messages.add_entity(message, "category", name, "NeedReader")
        intent, asked = messages.intent(message), messages.asked(message)
        if intent == "submit_need" or (asked == "need" and intent in NEED_ANSWERS):
            need = None if intent != "submit_need" and _tells_no_need(message) else _read(message)
            if need:
                messages.add_entity(message, "need", need, "NeedReader")
                messages.add_entity(message, "needs", stated(message, need), "NeedReader")


def _read(message: Message) -> str:
    return read_need(messages.full_text(message), messages.spans(message))


def _tells_no_need(message: Message) -> bool:
    """Return whether a value is put right (电话错了，尾号是3) or only who and where are told."""
    text = messages.full_text(message)
    puts_right = messages.intent(message) == "correct_slot" and answers.corrects(text) and answers.names_slot(text)
    return puts_right or _only_facts(message)


def _only_facts(message: Message) -> bool:
    """Return whether who and where were told instead of the need, hardly a word beside (我姓李, 找张工就行)."""
    text = messages.full_text(message)
    told = [text[s.start : s.end] for s in messages.spans(message) if s.slot in TOLD_BESIDE]
    return bool(told) and len(FILLING.sub("", beside(text, told))) <= 1


def stated(message: Message, need: str) -> list[dict[str, Any]]:
    """Return the needs of the message, each with its own category and facts; of one alone, the facts stand beside."""
    several = category.several(message)
    if not several:
        return [{"need": need, **_named(*category.best(message))}]
    return [
        {"need": changes.bare(one.text), **_named(name, score, bool(WANT.search(one.text))), **one.slots}
        for one, name, score in several
    ]


def _named(name: str, score: float, wants: bool = True) -> dict[str, str]:
    """Return the category; of a mere trouble (设备老停机) only one that its words name."""
    return {"category": name} if name != category.NONE and score >= (ENOUGH["submit_need"] if wants else NAMED) else {}


def read_category(message: Message) -> str | None:
    """Return the category, or None if no need is stated or its category is not clear.

    The words of an answer (贷款到期之前, 会计小梁) say nothing about a need, so there the intent must say that one is
    stated, beyond the answer; or they say that another is wanted than the one summed up (不要贷款要担保).
    """
    intent, text = messages.intent(message), messages.full_text(message)
    states = intent == "ask_policy" or states_another_need(text) or contrasted(text) is not None
    if messages.asked(message) in ANSWERING and not states:
        return None
    name, score = category.best(message)
    if category.is_vague(message):
        return None
    if intent in ENOUGH:
        return name if name != category.NONE and score >= ENOUGH[intent] else None
    return name if intent in INCIDENTAL and category.is_named(message, NAMED, UNDOUBTED) else None
