"""The training loop: a wording is to find its service type among all of them, by an answer and by its centre.

Two tasks at once. *Answers*: among one answer of every type (a definition, another ask, an offer, drawn anew at each
step) the wording is to be nearest to that of its own type; with every type in each step, no hard negatives need to be
picked. *Centres*: each type has a direction of its own that its wordings are drawn to, as in a classifier; the
directions are thrown away afterwards, :class:`matcher.index.service_types.ServiceTypeIndex` uses the mean of the
type's lines in their place.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Protocol

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cross_entropy, normalize

from matcher.errors import EmptyTraining
from matcher.trade import said
from matcher.training.join import join
from matcher.training.recipe import Recipe
from matcher.training.static import StaticLearner
from matcher.training.texts import Corpus, anchors, by_type, positives, with_outside
from matcher.training.transformer import TransformerLearner

Lesson = tuple[int, str]  # place of the service type, wording


class Learner(Protocol):
    """A model that can be trained: it embeds texts with the noise of its kind."""

    model: SentenceTransformer

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors that gradients flow through."""
        ...

    def after_step(self) -> None:
        """Put right what the optimiser must not change."""
        ...


def train(corpus: Corpus, recipe: Recipe, report: Callable[[str], None] = lambda _line: None) -> SentenceTransformer:
    """Train and return the model; a static one from several random starts, joined into one.

    :param report: Receives one line of progress an epoch, or a start where there are several.
    :raises EmptyTraining: If fewer than two service types have wordings.
    """
    if len(corpus.types) < 2:
        raise EmptyTraining(f"at least 2 service types are needed, found {len(corpus.types)}")
    if recipe.starts == 1:
        return _train_once(corpus, recipe, report)
    models = []
    for model in _train_apart(corpus, recipe):
        models.append(model)
        report(f"start {len(models)}/{recipe.starts} trained")
    return join(models, corpus, recipe)


def _train_apart(corpus: Corpus, recipe: Recipe) -> Iterator[SentenceTransformer]:
    """Train from each random start in a process of its own, one a core; yields the models in the order of their seeds.

    What one start gives does not depend on how many run beside it.
    """
    recipes = [replace(recipe, seed=recipe.seed + start) for start in range(recipe.starts)]
    at_once = min(len(recipes), len(os.sched_getaffinity(0)))
    context, threads = get_context("forkserver"), (torch.get_num_threads(),)
    context.set_forkserver_preload([__name__])  # the libraries are read once, not once a start
    with ProcessPoolExecutor(at_once, context, torch.set_num_threads, threads) as pool:
        yield from pool.map(_train_once, [corpus] * len(recipes), recipes)


def _train_once(
    corpus: Corpus, recipe: Recipe, report: Callable[[str], None] = lambda _line: None
) -> SentenceTransformer:
    """Train from one random start."""
    torch.manual_seed(recipe.seed)
    learner: Learner = (StaticLearner if recipe.architecture == "static" else TransformerLearner)(corpus, recipe)
    course = Course(corpus, recipe)
    centres = torch.nn.Parameter(torch.randn(len(course.answers), recipe.dimension) / recipe.dimension**0.5)
    optimiser = torch.optim.Adam([*learner.model.parameters(), centres], lr=recipe.learning_rate)
    learner.model.train()
    for epoch in range(recipe.epochs):
        losses = []
        lessons = course.epoch()
        for start in range(0, len(lessons), recipe.batch_size):
            _cool(optimiser, recipe, epoch + start / len(lessons))
            loss = _loss(learner, centres, course, lessons[start : start + recipe.batch_size])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            learner.after_step()
            losses.append(float(loss.detach()))
        report(f"epoch {epoch + 1}/{recipe.epochs} loss {np.mean(losses):.4f}")
    learner.model.eval()
    return learner.model


class Course:
    """What is learned in which order; the same seed gives the same course."""

    def __init__(self, corpus: Corpus, recipe: Recipe) -> None:
        """Gather wordings and answers of every type."""
        types, offers = with_outside(corpus), by_type(corpus.offers)
        self.recipe = recipe
        self.answers = [positives(kind, offers) for kind in types]
        self._wordings = [anchors(kind) for kind in types]
        self._short = [said(kind.code) for kind in types]
        self._dice = random.Random(recipe.seed)  # noqa: S311 - shuffling, not secrets

    def epoch(self) -> list[Lesson]:
        """Return all sentences and a share of the lexicon's short wordings, in a new order."""
        lessons = []
        for place, (lines, short) in enumerate(zip(self._wordings, self._short, strict=True)):
            drawn = self._dice.sample(short, int(len(short) * self.recipe.short_share))
            lessons += [(place, line) for line in (*lines, *drawn)]
        self._dice.shuffle(lessons)
        return lessons

    def draw(self, asked: Sequence[int]) -> tuple[list[int], list[str]]:
        """Draw one answer each of all types, or of those asked for where encoding is dear; also says whose they are."""
        places = list(range(len(self.answers))) if self.recipe.all_answers else sorted(set(asked))
        return places, [self._dice.choice(self.answers[place]) for place in places]


def _loss(learner: Learner, centres: torch.Tensor, course: Course, lessons: Sequence[Lesson]) -> torch.Tensor:
    """Return the sum of both tasks' losses over a batch."""
    asked = learner.embed([wording for _, wording in lessons])
    owners = [place for place, _ in lessons]
    places, answers = course.draw(owners)
    column = {place: number for number, place in enumerate(places)}
    likeness = course.recipe.scale * asked @ learner.embed(answers).T
    belonging = course.recipe.scale * asked @ normalize(centres, dim=1).T
    by_answer = cross_entropy(likeness, torch.tensor([column[place] for place in owners]))
    return by_answer + cross_entropy(belonging, torch.tensor(owners))


def _cool(optimiser: torch.optim.Optimizer, recipe: Recipe, epochs_done: float) -> None:
    """Rise to the full rate over the warm-up, then fall to nothing at the end."""
    done = epochs_done / recipe.epochs
    factor = (1 - done) * (min(1.0, done / recipe.warm_up) if recipe.warm_up else 1.0)
    for group in optimiser.param_groups:
        group["lr"] = recipe.learning_rate * factor
