"""What a person may be called: surnames, titles, familiar and Latin names, and what stands before a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "data" / "reading" / "surnames.tsv"
TITLE = (
    r"(?:老板娘?|总经理|副总|总监|总|经理|厂长|主任|会计|女士|先生|小姐|姐|哥|工程师|工(?!厂|业|人"
    r"|程|作|贸|商|艺|具)|师傅|老师|董事长|董|书记|财务|主管|部长|院长|店长|社长|博士|教授|所长|律师"
    r"|校长|场长|队长|组长|站长|秘书|助理|太太|叔|姨|嫂|婶|大姐|大哥)"
)
END = (
    r"(?=[^一-龥]|$|座机|电话|手机|联系|号码|微信|的(?:电话|手机|号)|就[行好可]|吧|即可|好了|，|本人|，"
    r"|这边|哈|呢|啊|呀|哦|收)"
)
BAD_GIVEN = set("的是我你他们这那有在做开办搞要想了吗呢县市区镇厂店家户们公司人民工员企业单个位一不么给和与或就没")
OFFICIAL = re.compile(r"(?:局|科|处|县|市|区|镇|所|行|院|部|省)长|主席|警官|法官|书记")
JOB_TITLE = re.compile(
    r"(?:我们?|咱们?|他们?|她)?(?:公司|厂里?|店里?)?的?(?:爱人|老婆|老公|儿子|女儿|弟弟|哥哥|妹妹|姐姐|合伙人|同事"
    r"|厂长|店长|厂办|[一-龥]{2,6}(?:部|科|室|中心|办|车间|合作社|协会)|(?:CEO|CFO|CTO|COO|HR|BD)(?=[^A-Za-z])|董秘|创始人|行政|总监|总经理|经理|厂长|主任|会计|出纳|行政|人事|财务|法人|负责人|主管|老板|助理|文员|秘书){1,3}"
    r"(?:[，, ]*(?:叫|名叫|姓)|[ :：的])?"
)
# What he does or is to the speaker, in words that end as positions and relations do: 品控主管, 电工班长, 我老婆.
POSITION = re.compile(rf"[一-龥]{{0,8}}(?:{TITLE}|[长员监管任理师代表班工人婆公友弟妹儿子女的])")
_LATIN_WORD = r"[A-Z][a-z]{1,14}"
_LATIN = re.compile(
    rf"(?:(?:Mrs?|Ms|Miss|Dr)\b\.? ?)?{_LATIN_WORD}(?: {_LATIN_WORD}){{0,2}}(?:姐|哥|总|老师|先生|女士|小姐)?"
    rf"(?![A-Za-z0-9@_-]|\.[A-Za-z]| (?i:district|county|city|town|street|road|province)\b){END}"
)
# Words that open an English sentence or name a way to reach someone, however they are written.
_NO_NAMES = frozenset(
    "ok yes no not hi hello hey dear thanks thank please sorry sure maybe later why what who how none nobody anyone"
    " here tel phone mobile wechat weixin whatsapp email mail qq number contact call me name is the this that my we our"
    " you it in at on for and or urgent today tomorrow district county city town street road province".split()
)


@lru_cache(maxsize=1)
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return (single, compound) surnames."""
    rows = _rows()
    return rows["single"], rows["compound"]


@lru_cache(maxsize=1)
def _rows() -> dict[str, frozenset[str]]:
    """Return the words of the table by kind."""
    sets: dict[str, frozenset[str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, names = line.split("\t")
            sets[kind] = frozenset(names.split())
    return sets


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns that need the surname table."""
    single, compound = surnames()
    surname = "(?:" + "|".join(sorted(compound)) + "|[" + "".join(sorted(single)) + "])"
    return {
        "titled": re.compile(rf"(?:[老小阿]?{surname}{TITLE}|{surname}[一-龥]{{1,2}}{TITLE})"),
        "familiar": re.compile(rf"[老小阿]{surname}{END}"),
        "full": re.compile(rf"{surname}[一-龥]{{1,2}}?(?![·•]){END}"),
        "nick": re.compile(rf"[小阿](?![厂店时区程型微吃车心]|企业|公司)[一-龥]{END}"),
        "surname": re.compile(rf"{surname}"),
    }


def plausible(name: str) -> bool:
    """Tell whether a full name candidate looks like one."""
    wrong = _rows()["not_names"]
    given = name[1:-1] if len(name) > 2 and name[-1] == "民" else name[1:]  # 爱民, 建民
    return name not in wrong and not is_job(name) and name[:2] not in wrong and not set(given) & BAD_GIVEN


def is_job(word: str) -> bool:
    """Tell whether a word that could name a person is what people are hired as: 普工, 车工, 月嫂."""
    return word in _rows()["jobs"]


def sounds_given(name: str) -> bool:
    """Tell whether a name ends as given names commonly do: 宁强 is a county, and an answer to "who?"."""
    return name[:1] in surnames()[0] and name[1:][-1:] in _rows()["given"]


def named_at(text: str, at: int, kinds: Sequence[str]) -> tuple[int, int] | None:
    """Return the span of the person named at ``at`` in one of the given shapes."""
    for kind in kinds:
        match = patterns()[kind].match(text, at)
        if not match or OFFICIAL.search(match.group()) or is_job(match.group()):
            continue
        if kind == "full" and not plausible(match.group()):
            continue
        return match.span()
    return None


def latin_name_at(text: str, at: int) -> tuple[int, int] | None:
    """Return the span of a name in Latin letters, with or without Mr. before it, that begins at ``at``."""
    match = _LATIN.match(text, at)
    if match is None or text[at - 1 : at].isalnum() and text[at - 1].isascii():
        return None
    words = re.findall("[A-Za-z]+", match.group().lower())
    return None if words[0] in _NO_NAMES or words[-1] in _NO_NAMES else match.span()
