"""Read the person that an answer names without saying that it is one: 王芳, 车间主任老周, 叫芳姐就行, Mr. Li."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge import lexicon
from knowledge.reading.person_names import POSITION, is_job, latin_name_at, named_at, plausible, sounds_given, surnames
from knowledge.reading.spans import Span, is_free

SHORT = 3  # clauses of an answer in which a name may be one
RANK = 4  # of a name without any cue: every other counts before it
_LEAD = re.compile(
    r"^(?:那|嗯|哦|呃)?(?:我的?)?(?:免贵)?(?:姓名|名字|称呼|英文名)?(?:我?姓|[我就您你]?叫[我他她]?|喊[我他她]?|我是|就写|写|就?留|是|联系人?|找|打给)?(?:我们|咱们)?"
)
_TAIL = re.compile(r"(?<![老小])(?:就[行好可]以?|吧|即可|好了|哈|呢|啊|呀|的电话|电话|手机号?|手机)+$")
KIN = re.compile(
    r"(?![我你他她咱俺])[老小大阿]?[一-龥](?:姐|哥|嫂|叔|姨|婶|爷|伯|妹|弟)|老[一-龥](?:头|爹)"
)  # 芳姐, 胖哥, 老王头
_CLAUSE = re.compile(r"[^，,、。！!；;～~\s]+")
_PUT_RIGHT = re.compile(r"\W*(?:应该)?(?:改[成为]|换[成为]|是)(?P<x>[一-龥]{2,4}?)(?:吧|啊|呢)?\W*")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z. ]*")
_SPELT_SMALL = re.compile(r"[a-z]{3,12}")


def read_bare(text: str, taken: Sequence[Span]) -> list[tuple[int, Span]]:
    """Return (rank, span) of the persons a bare answer names: 欧阳, 王总, 张伟 with a phone."""
    found = [*_chinese(text), *_latin(text)]
    spans = [Span("contact", text[start:end], start, end) for start, end in found]
    return [(RANK, span) for span in spans if is_free(span.start, span.end, taken)]


def read_named(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return the person that an answer to the question for the name consists of, where it is a place as well."""
    found = [Span("contact", text[start:end], start, end) for start, end in _chinese(text)]
    return [s for s in found if sounds_given(str(s.value)) and is_free(s.start, s.end, taken)][:1]


def read_alone(text: str, taken: Sequence[Span]) -> list[tuple[int, Span]]:
    """Return the person that is a clause of a short answer by its very shape: 王总, 老周; 益阳高新区，刘总."""
    clauses = list(_CLAUSE.finditer(text))
    found = [c for c in clauses if named_at(c.group(), 0, ("titled", "familiar")) == (0, len(c.group()))]
    spans = [Span("contact", c.group(), *c.span()) for c in found] if len(clauses) <= SHORT else []
    return [(RANK, span) for span in spans if is_free(span.start, span.end, taken)]


def read_put_right(text: str, taken: Sequence[Span]) -> list[tuple[int, Span]]:
    """Return the person that a correction names and nothing else: 改成李敏."""
    match = _PUT_RIGHT.fullmatch(text)
    named = named_at(match["x"], 0, ("titled", "familiar", "full")) if match else None
    if match is None or named != (0, len(match["x"])) or lexicon.expand(match["x"]):
        return []
    span = Span("contact", match["x"], *match.span("x"))
    return [(RANK, span)] if is_free(span.start, span.end, taken) else []


def _chinese(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the names among the runs of Chinese characters."""
    for run in re.finditer(r"[一-龥·]+", text):
        lead = _LEAD.match(run.group())
        begin = lead.end() if lead else 0
        word = _TAIL.sub("", run.group()[begin:])
        at = _name_in(word)
        if at is not None:
            yield run.start() + begin + at, run.start() + begin + len(word)


def _name_in(word: str) -> int | None:
    """Return where the name begins that is the word or ends it, behind what the person does; None if there is none."""
    if not word or is_job(word):
        return None
    named = named_at(word, 0, ("titled", "familiar", "full"))
    if named == (0, len(word)) or word in surnames()[0] | surnames()[1] or KIN.fullmatch(word):
        return 0
    if named is None and 2 <= len(word) <= 3 and word[0] in surnames()[0] and plausible(word):
        return 0
    return behind_position(word)


def behind_position(word: str) -> int | None:
    """Return where a name begins that ends the word behind a position or a relation (车间主任老周, 我老婆小熊)."""
    for at in range(len(word) - 2, 1, -1):
        if POSITION.fullmatch(word[:at]) and named_at(word, at, ("titled", "familiar", "full", "nick")) == (
            at,
            len(word),
        ):
            return at
    return None


def _latin(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of names in Latin letters: Tom, Mr. Li, David Wang; tom where nothing else is said."""
    for run in _LATIN_RUN.finditer(text):
        if named := latin_name_at(text, run.start()):
            yield named
    said = re.sub(r"[\d\W_]", "", text)
    if _SPELT_SMALL.fullmatch(said) and (named := latin_name_at(text.title(), text.find(said))):
        yield named
