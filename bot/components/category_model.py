"""Which category a text is about: character n-grams over the knowledge base's asks and the lexicon's words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.components.one_text import Planes, Terms, Vector
from knowledge import lexicon, taxonomy
from knowledge.out_of_domain import load_out_of_domain
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.reading.wanted import wanted

NONE = "none"
NEED_LINES = Path(__file__).with_name("category_lines.yml")
NEED_WEIGHT = 4.0  # needs as enterprises send them; five folds: 0.894 at 2, 0.896 at 4 and at 6

ANY_DAY = date(2026, 1, 1)  # only the place of a date counts here, not its value

# How something is asked for says nothing about what: without these words 0.749 of the 450 needs of the trial catalogues
# get their category, with them 0.729; five folds over the own needs 0.893 and 0.895.
FRAME = re.compile(
    r"您?你好|请问|麻烦|谢谢|不急|慢慢|急{1,3}(?!救)|尽快|赶紧|马上|帮我们?|帮忙|给我们?|推荐(?:一[家个下])?"
    r"|我们(?:这边|公司|厂里?|家|是)?|我(?:是|这)?|来电(?:企业|单位)?|反映|咨询|想问一?下|想要?|需要|要"
    r"|找(?:一?[个家位]|人)?|有没有(?:人|谁)?|能不能|谁(?:能|会|家|有|可以)?|哪里|哪家|怎么(?:办|弄|搞|做)?|求"
)

FAINT = -0.3  # a score of "none" that says only that nothing is alike
HEAD_GAIN = 3.0
LEAST_SHARE = 0.05

Labelled = tuple[str, str]


def knowledge_lines() -> list[Labelled]:
    """Return every way of asking that the knowledge base holds, with its category."""
    lines = []
    for service_type in taxonomy.load_service_types().values():
        texts = (service_type.name, *service_type.aliases, *service_type.asks, service_type.definition)
        lines += [(normalise(text), service_type.category) for text in texts]
    return lines


def lexicon_lines() -> list[Labelled]:
    """Return the lexicon's wordings and terms whose types lie in one category, and its look-alikes."""
    types = taxonomy.load_service_types()
    groups = [(wording.say, wording.types) for wordings in lexicon.load_wordings().values() for wording in wordings]
    groups += [((term.term, *term.short, *term.also), term.types) for term in lexicon.load_terms()]
    lines = []
    for texts, codes in groups:
        categories = {types[code].category for code in codes if code in types}
        if len(categories) == 1:
            lines += [(normalise(text), next(iter(categories))) for text in texts]
    for alike in lexicon.load_lookalikes():
        lines.append((normalise(alike.text), types[alike.type].category if alike.type else NONE))
    return lines


def foreign_lines() -> list[Labelled]:
    """Return lines that no enterprise service answers."""
    return [(normalise(text), NONE) for text in load_out_of_domain()]


def need_lines() -> list[Labelled]:
    """Return the needs of the training data that ask for one category, as the classifier will meet them."""
    table = yaml.safe_load(NEED_LINES.read_text(encoding="utf-8"))
    lines = [(normalise(text), category) for category, texts in table.items() for text in texts]
    return [(wanted(text, read_facts(text, ANY_DAY).spans), category) for text, category in lines]


def _unframed(text: str) -> str:
    return FRAME.sub("", text) or text


class CategoryModel:
    """A linear model over ten categories and none; it scores, the caller decides what is enough.

    Weighted by class: government matters have twice the lines of any other, and unweighted drew 62 of the 131 errors on
    the trial catalogues' needs (44 of 127 weighted).

    :ivar names: The classes in the order of the scores.
    """

    def __init__(self) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
        self._classifier = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
        self.names: list[str] = []

    def fit(self, lines: Sequence[Labelled], needs: Sequence[Labelled] = ()) -> CategoryModel:
        """Learn from ``lines`` and, with more weight, from ``needs``."""
        self.__dict__.pop("_quick", None)
        texts, labels = zip(*lines, *needs, strict=True)
        weights = [1.0] * len(lines) + [NEED_WEIGHT] * len(needs)
        unframed = [_unframed(text) for text in texts]
        self._classifier.fit(self._vectorizer.fit_transform(unframed), labels, sample_weight=weights)
        self.names = [str(name) for name in self._classifier.classes_]
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is computed from the rest."""
        return {name: value for name, value in self.__dict__.items() if name != "_quick"}

    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one row per text: signed distances, higher is better, in the order of ``names``."""
        return [self.distances(text).tolist() for text in texts]

    def distances(self, text: str) -> Vector:
        """Return the scores of one text, as :meth:`scores` does."""
        terms, planes = self._quick
        return planes.distances(*terms.weigh(_unframed(text)))

    @cached_property
    def _quick(self) -> tuple[Terms, Planes]:
        return Terms(self._vectorizer), Planes(self._classifier)

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Return the classes with their scores, best first."""
        return sorted(zip(self.names, self.scores([text])[0], strict=True), key=lambda pair: (-pair[1], pair[0]))


def settled(
    ranked: list[tuple[str, float]], shares: Mapping[str, float], heads: Collection[str] = ()
) -> list[tuple[str, float]]:
    """Return the ranking with the best category chosen together with the matcher's view and the heads of what is asked.

    Two models that err differently: of the needs of the trial catalogues, never learned from, the linear model alone
    names a right category for 0.742, the nearest service types for 0.742, both together for 0.775. Whether there is a
    category at all stays with the linear model, and so does the score.

    :param ranked: Classes with their scores, best first.
    :param shares: Share of the nearest service types by category; empty leaves them out.
    :param heads: Categories to which the head of what is asked for belongs.
    """
    none = ranked[0][0] == NONE and ranked[0][1] > FAINT
    if not (shares or heads) or (none and not heads):
        return ranked
    together = {
        name: score + HEAD_GAIN * (name in heads) + (log(shares.get(name, 0.0) + LEAST_SHARE) if shares else 0.0)
        for name, score in ranked
        if name != NONE
    }
    best = max(together, key=lambda name: (together[name], name))
    return [(best, ranked[0][1]), *(pair for pair in ranked if pair[0] != best)]
