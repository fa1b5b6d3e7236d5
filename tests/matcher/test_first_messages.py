"""What the first message would wait for is loaded before it comes; told in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOKS = """
import functools, gc
from knowledge.reading import first_messages
from matcher.message import read_query, split
from matcher.types import Query

OTHERS = (
    "娄底做机械加工的，账上没钱发工资，我姓刘",
    "手机一八零七三一一二三四五，要办食品生产许可",
    "Where can I get a patent for my machine?",
    "谢谢你啊",
)

def read(texts):
    for text in texts:
        split(read_query(Query(text)))

def tables():
    caches = (each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper))
    ours = [each for each in caches if each.__module__.startswith("knowledge.") and each.cache_info().maxsize in (None, 1)]
    return {f"{each.__module__}.{each.__qualname__}" for each in ours if each.cache_info().currsize}

before = tables()
read(first_messages.MESSAGES)
loaded = tables()
read(OTHERS)
print(*sorted(loaded - before))
print(*sorted(tables() - loaded))
"""


def test_what_others_write_loads_no_table_any_more() -> None:
    done = subprocess.run([sys.executable, "-c", LOOKS], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    loaded, left = done.stdout.split("\n")[:2]
    assert {"knowledge.regions.names.load", "knowledge.reading.english.glossary"} <= set(loaded.split())
    assert left == ""
