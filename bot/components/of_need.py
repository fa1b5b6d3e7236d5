"""What is asked beside a need: of the need itself (办环评，要几天), or how a case of before stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages, other_questions
from bot.components.cut import cut
from knowledge.reading.asides import Clause, asks_to_do_it, segments, without
from knowledge.reading.bare_questions import PAPERS, kind, read_bare
from knowledge.reading.heads import read_heads
from knowledge.reading.need import is_open
from knowledge.reading.service_names import names_service

SURE = (
    0.5  # what the model gives a question after a case, or a need, where it is one: as in :mod:`bot.components.asides`
)
LIKELY = 0.3  # what it gives a need in which something is wanted in so many words
AT = (None, "need", "region", "contact", "phone")  # the questions at which a need may be stated

Chances = Callable[[Sequence[str]], list[dict[str, float]]]


def set_aside(message: Message, chances: Chances) -> None:
    """Take such questions out of a message that states a need beside them.

    :param chances: Gives how likely each intent is for each of some texts, taken alone.
    """
    if messages.asked(message) in AT:
        _progress(message, chances)
        _bare(message, chances)


def _progress(message: Message, chances: Chances) -> None:
    """Set aside how a case of before stands, where something else is wanted too."""
    text = messages.full_text(message)
    of_case = [Clause(*place) for place in segments(text) if other_questions.speaks_of_a_case(text[slice(*place)])]
    if not of_case:
        return
    asked = [text[one.start : one.end].strip(" ，,。；;！!？?\n") for one in of_case]
    read = chances(asked)
    likely = [(one, words) for one, words, of in zip(of_case, asked, read, strict=True) if _top(of) == "check_progress"]
    rest = without(text, [one for one, _ in likely])
    if likely and states_need(rest, chances):
        cut(message, rest, [{"text": words, "intent": "check_progress"} for _, words in likely])


def _bare(message: Message, chances: Chances) -> None:
    """Set aside what is asked of the need; what is required is the need's own question where it is asked like one."""
    text = messages.full_text(message)
    bare = read_bare(text)
    if not bare:
        return
    need = without(text, bare)
    other = [one for one in bare if kind(one.question) != PAPERS]
    if _top(chances([without(text, other)])[0]) == "ask_policy":
        bare = other
    rest = without(text, bare)
    if bare and states_need(need, chances):
        cut(message, rest, [{"text": one.question, "intent": "ask_policy", "of": need} for one in bare])


def states_need(text: str, chances: Chances) -> bool:
    """Return whether a text wants something by itself, and names it."""
    if asks_to_do_it(text) or (is_open(text) and not names_service(text)):
        return False
    read = chances([text])[0]
    likely = read.get("submit_need", 0.0)
    if answers.wants(text) and (likely >= LIKELY or (_top(read) == "provide_info" and read_heads(text))):
        return True
    return _top(read) == "submit_need" and likely >= SURE


def _top(chances: dict[str, float]) -> str:
    return max(chances, key=lambda name: (chances[name], name))
