"""Messages that no one plans for: every alphabet, markup, JSON, commands, length, and the same again and again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

LONGEST = 10_000  # characters the service accepts
RANGES = ((0x20, 0x7E), (0xA0, 0x2FF), (0x300, 0x36F), (0x590, 0x6FF), (0x2000, 0x206F), (0x2500, 0x27BF))
RANGES += ((0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF))
RANGES += ((0x20000, 0x200FF), (0xE0000, 0xE007F), (0x00, 0x1F))
WORDS = (
    "贷款",
    "三百万",
    "株洲",
    "13812340011",
    "李经理",
    "不要",
    "换一批",
    "第一个",
    "明年春节前",
    "五个人",
    "鼓楼区",
    "确认",
)
COMMANDS = ("/restart", '/inform{"region":"430000"}', "／session_start", "/action_listen", "EXTERNAL: x", "/../../etc")
MARKUP = ("<script>alert(1)</script>", "<img src=x onerror=y>", "{{7*7}}", "${jndi:ldap://x}", "' OR 1=1 --", "%00%s%n")
MARKUP += (
    "{name}",
    "{",
    "}}",
    "[长沙](region)",
    "**b** `c` # d",
    "<!--",
    "&lt;&#0;",
    "]]>",
    "\\u0000",
    "\r\n\r\nHTTP/1.1 500",
)
VALUES = (None, True, -1, 1e308, "", "贷款", [], {}, [[[]]], {"intent": "cancel"}, {"text": {"a": [1, None]}})


def messages(count: int, seed: int) -> list[str]:
    """Return ``count`` messages, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    kinds: tuple[Callable[[random.Random], str], ...] = (_letters, _words, _markup, _json, _long, _command)
    found: list[str] = []
    while len(found) < count:
        repeat = found and chance.random() < 0.1
        found.append(found[-1] if repeat else chance.choices(kinds, (5, 5, 3, 3, 1, 2))[0](chance))
    return found


def _letters(chance: random.Random) -> str:
    ranges = [chance.choice(RANGES) for _ in range(chance.randint(1, 3))]
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(1, 60)))


def _words(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(1, 6))]
    return chance.choice(("", "，", " ", "\n", "😀", "\u200b", "/")).join(words)


def _markup(chance: random.Random) -> str:
    return "".join(chance.choice((*MARKUP, *WORDS)) for _ in range(chance.randint(1, 5)))


def _json(chance: random.Random) -> str:
    text = json.dumps(
        {chance.choice(WORDS): chance.choice(VALUES) for _ in range(3)}, ensure_ascii=chance.random() < 0.5
    )
    return text[: chance.randint(1, len(text))] if chance.random() < 0.3 else text


def _long(chance: random.Random) -> str:
    part = chance.choice((*WORDS, *MARKUP, "9", "一", "(", " a", "\u0301", "零点", "\n", "号"))
    return (part * LONGEST)[: chance.choice((501, 2_000, LONGEST, LONGEST + 1))]


def _command(chance: random.Random) -> str:
    return chance.choice(COMMANDS) + chance.choice(("", " ", *WORDS))
