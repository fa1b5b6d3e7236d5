"""A wish too wide to be served (想做大做强, 生意不好做怎么办), and the directions between which it may be decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.reading.spans import Span

PATH = Path(__file__).parents[1] / "data" / "reading" / "directions.yml"
# Where nothing is decided: the service that finds out what is to be done.
DIAGNOSIS, CATEGORY = "想请专家给企业做管理诊断", "management"
LONGEST = 40  # characters; who says more has told what is wrong
LEFT = 1  # characters that may be left beside wide words
_OF_FIRM = {"region", "region_alt", "industry", "headcount", "company", "contact", "phone", "revenue_cny", "blocked"}
# Who asks, and how: says nothing of what is wanted.
_FRAME = re.compile(
    r"您?你?好|请问|问一?下|我们|你们|咱们?|俺们?|我|您|你|大家|公司|企业|工厂|厂[里子家]?|店[里铺子]?|作坊|小(?:微|型)?|老板|这边|这样|这个|这种|那种|平台"
    r"|就是|还是|不?是|的话|做生意|经营|生产|整体|有没有|没有|没|有|怎么办|怎么样|怎么才?能?|咋办|咋|如何|怎样|什么|啥|哪些|不?知道|不清楚|不晓得"
    r"|能不能|可不可以|能|可以|想着|想要?|需要|要|希望|打算|准备|考虑|觉得|感觉|求|请|找|给|(?<!转)让|帮忙?|推荐|介绍|指点|办法|法子|主意|招数|一下|一点|点|些|个|家|人|再|又"
    r"|现在|目前|最近|眼下|今年|这[几两]年|近[几两]年|一直|真的?|实在|非常|特别|有点|很|太|都|也|就|还|才|快|得|该|遇到|碰到|到|办|做|搞|弄|说|看|把|在|和|的|了|吗|呢|吧|啊|呀|嘛|哦|唉|哎"
)


_WISHES = re.compile(
    r"想|要(?!是)|求|找|请|帮|给|救|拉|支持|推荐|希望|打算|准备|怎么|怎样|咋|如何|办法|法子|主意|有没有|有什么|有啥|能不能|什么|啥"
)
_SUPPORT = re.compile(r"支持|扶持|帮扶|帮助|政策|补贴|补助|奖励|优惠|申报|申请")
# Said where directions were offered: none of them, any of them, no idea.
_UNDECIDED = re.compile(
    r"^\W*(?:(?:我|这个?|那个?|也|还|都|真的?|就|反正)*(?:不知道|不晓得|不清楚|不确定|没想好|拿不准|说不好|说不清楚?|说不上来|不好说|没主意)"
    r"|(?:随便|看着办|你们?看|您看|你们?定|您定|你说呢|无所谓)[^，,。]{0,4}|(?:哪[个样]|这些|几[个样]|好像)?都(?:行|可以|要|想|有|有点|好|不是|不对|不太?像|差不多)"
    r"|以上都[是不]\S{0,2}|没有合适的|不止一[个样]|全都?要)(?:了|的|啊|呀|吧|呢)*\W*$"
)


@dataclass(frozen=True)
class Direction:
    """One way to go on: what the button says, and what choosing it says in the enterprise's place."""

    title: str
    need: str


@dataclass(frozen=True)
class Theme:
    """What a wide wish is about, and the directions offered."""

    name: str
    said: re.Pattern[str]
    options: tuple[Direction, ...]


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Return all themes."""
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return tuple(
        Theme(one["name"], re.compile(one["said"]), tuple(Direction(**option) for option in one["options"]))
        for one in loaded
    )


def read_theme(text: str, spans: Sequence[Span] = ()) -> Theme | None:
    """Return what a wish is about that names nothing to be arranged; None where something is named or nothing wished.

    :param text: The normalised message.
    :param spans: What the readers found in it; what tells of the firm is left out.
    """
    rest = _without_firm(text, spans)
    if len(rest) > LONGEST:
        return None
    found = [theme for theme in themes() if theme.said.search(rest)]
    for theme in found:
        rest = theme.said.sub(" ", rest)
    left = re.sub(r"[\W_]", "", _FRAME.sub("", rest))
    return found[0] if found and len(left) <= LEFT else None


def wishes(text: str) -> bool:
    """Tell whether something is wished for, not only told (生意难做啊)."""
    return bool(_WISHES.search(text))


def asks_support(text: str) -> bool:
    """Tell whether support in so many words is asked for, which the policies answer (有什么扶持)."""
    return bool(_SUPPORT.search(text))


def is_undecided(text: str) -> bool:
    """Tell whether a reply leaves open which direction it is to be (都不是, 不知道, 你们看着办)."""
    return bool(_UNDECIDED.match(text))


def _without_firm(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, key=lambda s: -s.start):
        if span.slot in _OF_FIRM:
            text = f"{text[: span.start]} {text[span.end :]}"
    return text.strip()
