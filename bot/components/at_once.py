"""What a message means whatever was asked: a person, the number's removal, what is unlawful, what the platform is."""

from __future__ import annotations

import re

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages, other_questions
from knowledge.reading import english, english_questions, refinements
from knowledge.reading.about_platform import asks_window, topic
from knowledge.reading.erasure import drops_number, wishes_erasure
from knowledge.reading.follow_up import is_follow_up, of_another
from knowledge.reading.personal_matters import read_personal
from knowledge.reading.service_names import names_service
from knowledge.reading.settles import gives_over
from knowledge.reading.unlawful import is_unlawful

# What a person's own matter (a divorce, his wages) is easily taken for, and the questions at which it may come up.
BROUGHT = {"appeal", "submit_need", "ask_policy", "provide_info", "unclear", "nlu_fallback", "out_of_scope", "chitchat"}
BROUGHT_AT = (None, "need", "appeal_detail")
# Questions about the platform that are easily taken for one of policy, a need or a choice.
OF_PLATFORM = ("compare", "funding", "ranking", "direct", "others", "next")
TAKEN_FOR = {
    "ask_policy", "submit_need", "out_of_scope", "chitchat", "deny", "unclear", "nlu_fallback", "more_results",
    "check_progress", "provide_info",
}  # fmt: skip
# A question asked again of something else (那高企呢), what it is taken for, and where it may be asked.
OF_ANOTHER_AS = TAKEN_FOR - {"ask_policy"} | {"correct_slot", "greet", "appeal"}
OF_ANOTHER_AT = (None, "need", "region", "contact", "phone", "confirm")
OF_TALK = re.compile(
    r"[你您]|我的|那[个件]|编号|电话|手机|号码|地址|窗口|第[一二三四五六七八九\d]|进度|需求|结果|价格|费用|收费|多[久少]|^\W*那?(?:然后|现在|接下来|后来|人|别的|其他)呢"
)
# What sounds like a question for progress: a neighbour's greeting, and a question that follows on an answer.
SOCIAL = re.compile(
    r"^\W*(?:[你您]们?|老板|师傅)*(?:吃(?:过|饭)?|睡|起床|下班|放假|忙(?:不忙)?|累(?:不累)?)[了着完]*(?:没有?|吗|么|不|啊|呀|呢)*\W*$"
)
ASKS_ON = re.compile(r"^\W*那[^，,。]{1,14}(?:能|可以|会|用|要|算)[^，,。]{0,8}(?:吗|么|不|没)\W*$")
NOT_HEARD = {
    "deny", "correct_slot", "provide_info", "submit_need", "choose_option", "more_results", "affirm", "rate_service",
}  # fmt: skip
SURE = 0.8  # confidence from which a need stays one though it speaks of the platform


def settled(message: Message, text: str, asked: str | None, intent: str, is_story: bool) -> str | None:
    """Return the intent that the words settle by themselves; None where they do not.

    :param is_story: Whether an appeal is being told, in which any of this may be part of the story.
    """
    if answers.wants_human(text):
        return "talk_to_human"
    if asked in (None, "need") and english_questions.asks_policy(text):
        return "ask_policy"
    if asked == "need" and text.lstrip("，, ").startswith("那") and is_follow_up(text):
        return "ask_policy"  # 那高企呢, after an answer
    own = None if is_story else _of_own_matter(message, text, asked, intent)
    if own:
        return own
    if drops_number(text):
        return "correct_slot"
    if not is_story and (refinements.other_number(text) or refinements.number_again(text)):
        return "correct_slot"
    if not is_story and is_unlawful(text) and not answers.announces_appeal(text):
        return "out_of_scope"
    if (intent in BROUGHT or asked == "appeal_detail") and asked in BROUGHT_AT and read_personal(text):
        return "out_of_scope"
    return "ask_bot" if not is_story and _of_platform(message, text, intent) else None


def _of_own_matter(message: Message, text: str, asked: str | None, intent: str) -> str | None:
    """Read what an appeal's story may hold as well: a question asked on, the wish to be deleted, 找个人帮我办算了."""
    if _asks_of_another(message, text, asked, intent):
        return "ask_policy"  # 那专精特新呢
    if intent == "submit_need" and messages.confidence(message) < SURE and english.is_english(text):
        return None if english.knows(text) or names_service(text) else "unclear"  # DROP TABLE demands
    if asked != "erase" and intent in NOT_HEARD and wishes_erasure(text):
        return "cancel"  # whose action, wherever it is, hears the wish
    if intent == "check_progress" and SOCIAL.match(text):
        return "chitchat"  # 吃了没
    asks_on = asked is None and ASKS_ON.match(text) and not other_questions.speaks_of_a_case(text)
    if intent == "check_progress" and asks_on:
        return "ask_policy"  # 那转了还能转回来吗
    if intent in ("cancel", "talk_to_human") and gives_over(text):
        return "submit_need" if asked in (None, "need") and names_service(text) else "affirm"
    return None


def _asks_of_another(message: Message, text: str, asked: str | None, intent: str) -> bool:
    """Tell whether the question before is asked of something else; a place or a sum that was asked for answers."""
    if asked not in OF_ANOTHER_AT or intent not in OF_ANOTHER_AS or of_another(text) is None:
        return False
    if intent == "check_progress" and other_questions.speaks_of_a_case(text):
        return False
    slots = messages.slots(message)
    if OF_TALK.search(text) or answers.wants_more(text) or answers.answered(asked, slots):
        return False
    return text.lstrip("，, ").startswith("那") or (intent != "submit_need" and not slots)


def _of_platform(message: Message, text: str, intent: str) -> bool:
    """Tell whether the platform is asked about, or where one of its windows is."""
    if asks_window(text) and intent in TAKEN_FOR - {"submit_need", "deny"}:
        return True
    is_sure = intent == "submit_need" and messages.confidence(message) >= SURE
    return intent in TAKEN_FOR and not is_sure and topic(text) in OF_PLATFORM
