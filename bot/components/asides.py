"""What is asked beside what a message says is set aside, so that the rest is read as if it had been said alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages, of_need
from bot.components.cut import cut
from knowledge.reading import changes, shown
from knowledge.reading.about_platform import asks_price, asks_window, topic
from knowledge.reading.asides import QUESTION, Clause, asks_to_do_it, read_clauses, stands_alone, without
from knowledge.reading.asked_figures import asked_figure
from knowledge.reading.distress import in_distress
from knowledge.reading.facts import read_facts
from knowledge.reading.need import WANT, is_open
from knowledge.reading.unlawful import is_unlawful

MOST_JUDGED = 8  # questions of one message
ASKING = ("ask_policy", "ask_bot")
# What a question is easily taken for that asks of policy or of the platform all the same.
DOUBTFUL = {"out_of_scope", "chitchat", "unclear", "provide_info", "check_progress"}
# What a message must be to stand beside a question that no word sets apart from it (顺便, 另外).
STATING = {"submit_need", "appeal", "rate_service", "talk_to_human"}
# What answers or changes something where a question stands open.
ANSWERING = {"affirm", "deny", "choose_option", "correct_slot", "cancel", "more_results"}
LEAST_REST = 2  # characters
# Says nothing beside a question.
FRAME = re.compile(
    r"您?你?好啊?|在吗|等一?[下等]|稍等|慢着|请问|老板|师傅|谢谢|麻烦了?|有.{0,2}[个件]?(?:问题|事情?).{0,4}|第?[一二三四]是?|[\W_啊呀呢吧哦嗯那]"
)

# Says more of what is wanted, and asks nothing that can be told: 自己不出钱那种有吗.
OF_WANTED = re.compile(r"(?:[那这]种|[那这]样的|的)(?:有没有|有吗|有么|有不)\W*$")

SURE = 0.5  # what the model gives a rest that no word sets apart, where it is a matter of its own
LIKELY = 0.3  # what the model gives a want beside facts, or a question that sounds like blame, where it is one
WHO = ("contact", "phone", "region", "region_ambiguous", "company")  # told of every need: no need by itself
FIRM = ("industry", "revenue_cny")  # who asks, where no word sets the question apart: of the question
OURS = re.compile(r"我们?|咱们?|公司|企业|工?厂|店|[是做开搞有的人个家]")

Chances = Callable[[Sequence[str]], list[dict[str, float]]]
Asked = tuple[Clause, str]  # a question, and what it asks of: policy or the platform


def set_aside(message: Message, chances: Chances) -> None:
    """Take the questions out of a message that says something else too, and keep them as its ``asides``.

    Of a message that only asks, the last question stays.

    :param chances: Gives how likely each intent is for each of some texts, taken alone.
    """
    of_need.set_aside(message, chances)
    text = messages.full_text(message)
    clauses = read_clauses(text)
    asked = _asked(text, clauses, messages.asked(message), chances) if len(clauses) > 1 else []
    rest = without(text, [clause for clause, _ in asked])
    if asked and not FRAME.sub("", rest):
        *asked, (last, _) = asked
        rest = last.question
    elif asked and not _stands(message, rest, [clause for clause, _ in asked], chances):
        return
    if asked:
        cut(message, rest, [{"text": clause.question, "intent": kind} for clause, kind in asked])


def _asked(text: str, clauses: list[Clause], open_question: str | None, chances: Chances) -> list[Asked]:
    """Return the clauses that ask of policy or of the platform, but for those that say what is wanted next."""
    likely = [one for one in clauses if one.question and _may_be_aside(one, open_question)]
    likely = [one for one in likely if not _is_wanted(text, clauses, one)][:MOST_JUDGED]
    read = chances([one.question for one in likely]) if likely else []
    judged = [(one, _kind(one.question, of)) for one, of in zip(likely, read, strict=True)]
    return [(one, kind) for one, kind in judged if kind]


def _is_wanted(text: str, clauses: list[Clause], clause: Clause) -> bool:
    """Tell whether what follows wants somebody for what is asked (研发费用怎么归集，有没有人能帮我们做)."""
    follows = [text[one.start : one.end] for one in clauses if one.start >= clause.end]
    return not clause.beside and any(
        asks_to_do_it(words) or (WANT.search(words) and is_open(words)) for words in follows
    )


def _may_be_aside(clause: Clause, open_question: str | None) -> bool:
    """Tell a question that stands alone from part of a story, or one about what is shown."""
    question = clause.question
    if OF_WANTED.search(question) or not (stands_alone(question) or asks_price(question)):
        return False
    of_the_list = open_question == "choose" and (shown.asks_about(question) or shown.compares(question))
    return clause.beside or not (of_the_list or open_question in answers.TOLD)


def _kind(question: str, chances: dict[str, float]) -> str | None:
    """Return which of the questions it is; None if it is a need, or what goes before everything."""
    intent = max(chances, key=lambda name: (chances[name], name))
    if in_distress(question) or is_unlawful(question) or answers.wants_human(question):
        return None
    if asks_window(question) or asks_price(question):
        return "ask_bot"
    if intent in ASKING:
        return intent
    likely = intent != "submit_need" and chances.get("ask_policy", 0.0) >= LIKELY
    if likely or changes.asks_policy(question) or (intent in DOUBTFUL and asked_figure(question)):
        return "ask_policy"
    return "ask_bot" if intent in DOUBTFUL and topic(question) and QUESTION.search(question) else None


def _stands(message: Message, rest: str, questions: list[Clause], chances: Chances) -> bool:
    """Tell whether the rest is a need, an answer or a complaint of its own, and not what the question is about."""
    open_question = messages.asked(message)
    told = read_facts(rest, messages.today(message), open_question)
    likely = chances([rest])[0]
    intent = max(likely, key=lambda name: (likely[name], name))
    if open_question and (answers.answered(open_question, told.slots) or intent in ANSWERING):
        return True
    is_beside = any(one.beside for one in questions)
    said = rest
    for span in sorted(told.spans, key=lambda one: -one.start):
        is_no_need = span.slot in WHO or (span.slot in FIRM and not is_beside)
        said = f"{said[: span.start]} {said[span.end :]}" if is_no_need else said
    if len(FRAME.sub("", said if is_beside else OURS.sub("", said))) < LEAST_REST or is_open(said):
        return False
    is_likely = likely.get("submit_need", 0.0) >= LIKELY or intent == "provide_info"
    wants = is_likely and answers.wants(rest) and not QUESTION.search(rest)
    states = (
        intent in STATING
        and likely[intent] >= SURE
        and (intent != "appeal" or answers.accuses(rest) or answers.announces_appeal(rest))
    )
    return is_beside or states or wants
