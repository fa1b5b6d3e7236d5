"""A firm's own two characters between place and trade (岳阳长炼化工设备厂): they are no part of the trade."""

from __future__ import annotations

from functools import lru_cache

from knowledge import lexicon, sectors, taxonomy
from knowledge.reading import trade_words

# Trades too general for the table of sectors.
GENERAL = frozenset(
    "机械 机电 建材 制品 食品 电子 电器 服饰 铸造 化工 塑料 五金 家具 印刷 包装 纸业 药业 木业 材料 科技 设备".split()
)
LENGTH = 2  # characters of such a name; three and more are mostly a material (黄花梨家具厂)


def unbranded(phrase: str) -> str:
    """Return the trade without the two characters before it, where nothing else that is known holds them.

    >>> unbranded("长炼化工设备"), unbranded("农业机械")
    ('化工设备', '农业机械')
    """
    trade = phrase[LENGTH:]
    named = phrase[:LENGTH] in _known() or phrase in trade_words.words()
    return phrase if named or not _is_trade(trade) else trade


def _is_trade(trade: str) -> bool:
    """Tell whether the rest is a trade that begins with a word of its own (化工设备, but not 梨家具)."""
    code = sectors.find(trade)
    return trade in GENERAL or trade[:LENGTH] in _known() and code is not None and code.isdigit()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Return every pair of neighbouring characters in the words of trades, the lexicon and what people ask for."""
    words = [word for sector in sectors.load().values() for word in (sector.name, *sector.words)]
    words += [
        say for entries in lexicon.load_wordings().values() for entry in entries for say in (*entry.say, *entry.mean)
    ]
    words += [name for term in lexicon.load_terms() for name in (term.term, *term.short, *term.also)]
    words += [ask for kind in taxonomy.load_service_types().values() for ask in kind.asks]
    return frozenset(word[at : at + LENGTH] for word in words for at in range(len(word) - 1))
