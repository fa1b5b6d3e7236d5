"""Every way to say a region, compiled into one lookup for scanning text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import yaml

from knowledge.regions import table

HOME_PROVINCE = "43"
AUTONOMOUS = re.compile(r"自治[县州旗]$")


class Strength(Enum):
    """How much context a name needs before it counts as a place."""

    SURE = "sure"
    ORDINARY = "ordinary"  # also an everyday word: only with "in …", "… here" or after its parent
    NEEDS_PARENT = "needs_parent"
    TOWN = "town"  # a street or town; dropped when it fits several counties
    NOT_A_PLACE = "not_a_place"


@dataclass(frozen=True)
class Name:
    """One way to say a region.

    :param text: The characters.
    :param codes: Regions it may mean; empty for words that only look like places.
    :param strength: How much context it needs.
    :param under_parent: Regions it means only right after their parent: 朝阳 is Liaoning's city, 北京朝阳 the district.
    """

    text: str
    codes: tuple[str, ...]
    strength: Strength
    under_parent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """The compiled names: longest match by dictionary, candidates' lengths by their first two characters."""

    by_text: dict[str, Name]
    lengths: dict[str, tuple[int, ...]]

    def longest_at(self, text: str, start: int) -> Name | None:
        """Return the longest name that begins at ``start``; at most some twelve look-ups, whatever the text."""
        for length in self.lengths.get(text[start : start + 2], ()):
            name = self.by_text.get(text[start : start + length])
            if name is not None:
                return name
        return None


def read_yaml(name: str) -> dict[str, Any]:
    """Read a hand-written table of the region data."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (table.DATA / name).open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.load(file, Loader=loader)  # noqa: S506 - both loaders are safe ones
    return loaded


@lru_cache(maxsize=1)
def load() -> Names:
    """Compile the table, the towns, the aliases and the word lists; about 0.2 s, once."""
    words = read_yaml("words.yml")
    names = {name.text: name for name in _towns()}
    names.update((name.text, name) for name in _regions(words))
    ordinary = set(words["ordinary"])
    for text, code in _aliases():
        strength = Strength.ORDINARY if text in ordinary else Strength.SURE
        names[text] = Name(text, (code,), strength)
    names.update((text, Name(text, (), Strength.NOT_A_PLACE)) for text in words["not_places"])
    return Names(names, _lengths(names))


def _towns() -> Iterable[Name]:
    found: dict[str, list[str]] = {}
    for text, code in table.load_towns():
        found.setdefault(text, []).append(code)
    return (Name(text, tuple(codes), Strength.TOWN) for text, codes in found.items())


def _aliases() -> Iterable[tuple[str, str]]:
    listed = read_yaml("aliases.yml")
    for group in ("typos", "aliases"):
        for code, texts in listed[group].items():
            for text in texts:
                yield text, code
                region = table.get(code)
                if (
                    region
                    and text.endswith(region.short)
                    and region.name.startswith(region.short)
                    and text != region.name
                ):
                    yield text + region.name.removeprefix(region.short), code  # 长沙开福 and 长沙开福区


def _regions(words: dict[str, list[str]]) -> Iterable[Name]:
    full: dict[str, list[table.Region]] = {}
    short: dict[str, list[table.Region]] = {}
    for region in table.load().values():
        full.setdefault(region.name, []).append(region)
        if region.short != region.name:
            short.setdefault(region.short, []).append(region)
    lists = {key: set(words[key]) for key in ("ordinary", "needs_parent", "known")}
    for text, regions in full.items():
        yield Name(text, _codes(regions + short.get(text, [])), _full_strength(text, regions, lists["needs_parent"]))
    for text, regions in short.items():
        if text not in full:
            meant = _prefer(regions)
            rest = _codes([region for region in regions if region not in meant])
            yield Name(text, _codes(meant), _short_strength(text, meant, lists), rest)
    for region in table.load().values():
        said = region.short + region.name[-1]
        if AUTONOMOUS.search(region.name) and said not in full:
            yield Name(said, (region.code,), Strength.SURE)  # 通道县, 湘西州


def _codes(regions: list[table.Region]) -> tuple[str, ...]:
    """Return the codes, the home province's first."""
    ordered = sorted(regions, key=lambda r: (not r.code.startswith(HOME_PROVINCE), r.code))
    return tuple(region.code for region in ordered)


def _prefer(regions: list[table.Region]) -> list[table.Region]:
    """Drop what people do not mean by a bare name: 长沙 is not 长沙县, 吉林 not 吉林市, 华容 not Ezhou's district."""
    rank = {"province": 0, "city": 1, "county": 2}
    best = min(rank[region.level] for region in regions)
    top = [region for region in regions if rank[region.level] == best]
    home = [region for region in regions if region.code.startswith(HOME_PROVINCE)]
    home_best = [r for r in home if rank[r.level] == min(rank[h.level] for h in home)]
    if home and not any(region in top for region in home):
        return home_best + top
    namesakes = [region for region in top if home_best and region.name == home_best[0].name]
    return (namesakes or home_best) or top


def _full_strength(text: str, regions: list[table.Region], needs_parent: set[str]) -> Strength:
    if text in needs_parent:
        return Strength.NEEDS_PARENT
    at_home = any(region.code.startswith(HOME_PROVINCE) for region in regions)
    return Strength.ORDINARY if len(text) == 2 and not at_home else Strength.SURE


def _short_strength(text: str, regions: list[table.Region], lists: dict[str, set[str]]) -> Strength:
    if text in lists["needs_parent"]:
        return Strength.NEEDS_PARENT
    if text in lists["ordinary"]:
        return Strength.ORDINARY
    known = text in lists["known"] or len(text) >= 4
    local = any(r.level != "county" or r.code.startswith(HOME_PROVINCE) for r in regions)
    return Strength.SURE if known or local else Strength.ORDINARY


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for text in names:
        found.setdefault(text[:2], set()).add(len(text))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}
