"""The category a message is about, kept for the need reader, which knows when one is wanted."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import category_model, messages
from bot.components.base import TrainedComponent
from knowledge import lexicon
from knowledge.reading.condense import condense
from knowledge.reading.heads import read_heads
from knowledge.reading.laments import without_laments
from knowledge.reading.need import WANT
from knowledge.reading.needs import LEAST_NEEDS, Need, read_needs
from knowledge.reading.wanted import SUM, wanted

RANKING = "category_ranking"
SEVERAL = "several_needs"
WANTED, HEADS = "wanted", "heads_wanted"
STORY = 80  # characters from which an aside (另外机器也老了) of the same category is no need of its own
OWN = -0.6  # least category score of one need among several
NONE = category_model.NONE
FRAME = 4  # characters that say nothing by themselves: 我们是…的
VAGUE = re.compile(
    r"专家|老师|机构|合作|帮助|服务|问题|事情?|咨询|企业|公司|朋友|[我你您们想有个点些的了吧吗呢啊一下人家请问好]"
)
STATED_AS = {"provide_info", "unclear", "nlu_fallback", "correct_slot"}  # what a need is easily taken for
AGREED = 0.6  # share of the matcher's nearest types at which its view is as good as a word
PLAUSIBLE = -0.1  # beside it, the least score of the linear model: words without content also lie near some type
DOUBTED = 0.35  # share below which the matcher doubts the linear model
CERTAIN = 0.8  # a score that needs neither word nor length: 贷五十万


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CategoryClassifier(TrainedComponent):
    """Wraps :class:`bot.components.category_model.CategoryModel` for Rasa."""

    FILE = "category.joblib"

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Change with the knowledge base and the model's code, so that Rasa's cache keeps no old model."""
        code = Path(category_model.__file__).read_text(encoding="utf-8")
        return hashlib.sha256(f"{joblib.hash(_lines())}{code}".encode()).hexdigest()

    def learn(self, training_data: TrainingData) -> category_model.CategoryModel:
        """Fit on the knowledge base and the labelled needs; the lines of the bot's intents are not needed."""
        return fitted()

    def work(self, message: Message) -> None:
        """Keep the three best categories (or none) with their scores."""
        whole = wanted(messages.full_text(message), messages.spans(message))
        rest = condense(without_laments(whole))
        shares = messages.categories(message) if rest == condense(whole) else {}  # the matcher has read the lament too
        heads, ranked = read_heads(rest), self.model.ranking(rest)
        message.set(WANTED, rest)
        message.set(HEADS, set(heads))
        message.set(RANKING, category_model.settled(ranked, shares, heads)[:3])
        message.set(SEVERAL, self._several(message))

    def _several(self, message: Message) -> list[tuple[Need, str, float]]:
        """Return the needs that the message sets apart; none where too few parts have a category of their own.

        Two of a list must have one; a part that 另外 or 顺便 joins must always, for it may be an aside.
        """
        text = messages.full_text(message)
        needs = read_needs(text, messages.today(message))
        found = [(need, *self.model.ranking(need.text)[0]) for need in needs]
        is_story = len(text) > STORY and len({name for _, name, _ in found}) == 1
        unclear = [need for need, name, score in found if name == NONE or score < OWN]
        is_aside = any(not need.listed for need in unclear) or len(found) - len(unclear) < LEAST_NEEDS
        return [] if is_story or is_aside else found


def several(message: Message) -> list[tuple[Need, str, float]]:
    """Return the needs that the message sets apart, each with its best category and its score."""
    return list(message.get(SEVERAL) or [])


def ranking(message: Message) -> list[tuple[str, float]]:
    """Return the three best categories (or none) with their scores, best first."""
    return list(message.get(RANKING) or [])


def best(message: Message) -> tuple[str, float]:
    """Return the best category, or none, with its score."""
    return (ranking(message) or [(NONE, 0.0)])[0]


def is_named(message: Message, named: float, undoubted: float) -> bool:
    """Tell whether the best category is stated: by a word of the lexicon for it, or by its score alone.

    :param named: Least score where a word names a service of the category.
    :param undoubted: Least score where none does.
    """
    name, score = best(message)
    if name == NONE or score < named:
        return False
    rest = str(message.get(WANTED) or "")
    said = re.sub(rf"[\W_{SUM}]", "", rest)
    if not said:
        return False
    if score >= CERTAIN or _is_backed(message, name, score, len(said)):
        return True
    if score >= undoubted and len(said) > FRAME and messages.categories(message).get(name, 1.0) >= DOUBTED:
        return True
    return any(code.startswith(f"{name}.") for hit in lexicon.expand(rest) for code in hit.types)


def _is_backed(message: Message, name: str, score: float, length: int) -> bool:
    """Tell whether the head of what is asked for, or the matcher beside a word of wanting, says that it is this one."""
    if messages.intent(message) not in STATED_AS:
        return False
    if name in (message.get(HEADS) or ()):
        return True
    wants = WANT.search(str(message.get(WANTED) or "")) is not None
    return wants and score >= PLAUSIBLE and length > FRAME and messages.categories(message).get(name, 0.0) >= AGREED


def has_word(message: Message) -> bool:
    """Tell whether a word of the lexicon stands in what is wanted, whatever the rest of the message drowns it in."""
    return bool(lexicon.expand(str(message.get(WANTED) or "")))


def is_vague(message: Message) -> bool:
    """Tell whether nothing is left once the ways of asking are: 想找人合作, 我想找专家."""
    rest = VAGUE.sub("", category_model.FRAME.sub("", str(message.get(WANTED) or "")))
    return not re.sub(r"[\W_]", "", rest)


def fitted() -> category_model.CategoryModel:
    """Return the model fitted on all that is known."""
    return category_model.CategoryModel().fit(*_lines())


def _lines() -> tuple[list[category_model.Labelled], list[category_model.Labelled]]:
    known = category_model.knowledge_lines() + category_model.lexicon_lines() + category_model.foreign_lines()
    return known, category_model.need_lines()
