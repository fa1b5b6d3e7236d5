"""What answers of the catalogue are asked for, by hand, and kept in step with a changing catalogue."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import Offer
from matcher.engine import Answers, Matcher
from matcher.index.build import CatalogueIndex, build
from matcher.index.store import load, save
from matcher.index.update import compacted, updated
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({"年报": [1.0, 0.0], "工商": [0.6, 0.8], "社保": [0.0, 1.0]})


def faq(key: str, name: str, *asks: str) -> Offer:
    return offer(key, name, "faq", text="正文", asks=list(asks))


BASE = [offer("S1", "年报代办"), faq("F1", "企业年报", "工商那个表"), faq("F2", "社保登记")]


def likeness(index: CatalogueIndex, text: str) -> dict[str, tuple[float, float]]:
    lexical, dense = index.questions.likeness(text, ENCODER.encode_query([text])[0], len(index))
    return {key: (round(float(lexical[row]), 5), round(float(dense[row]), 5)) for key, row in index.rows.items()}


def test_an_entry_is_asked_for_by_the_mean_of_its_wordings() -> None:
    found = likeness(build(BASE, ENCODER, []), "年报")
    assert found["S1"] == (0.0, 0.0)  # a service answers no question
    assert found["F1"][1] == pytest.approx(1.6 / np.hypot(1.6, 0.8), abs=1e-4)
    assert found["F2"] == (0.0, 0.0)


def test_an_updated_index_is_asked_as_a_new_one() -> None:
    changed = [faq("F2", "社保登记", "新人几时参保"), faq("F3", "年报公示")]
    index = compacted(updated(build(BASE, ENCODER, []), changed, ["S1"], ENCODER))
    fresh = build([BASE[1], *changed], ENCODER, [])
    for text in ("年报怎么报", "新人参保", "工商"):
        assert likeness(index, text) == likeness(fresh, text)


def test_new_wordings_count_at_once() -> None:
    index = updated(build(BASE, ENCODER, []), [faq("F2", "社保登记", "新来的师傅要不要买五险")], [], ENCODER)
    answer = Matcher(index, ENCODER).answers(Query("新来的师傅，要不要买五险？")).offer
    assert answer is not None
    assert answer.id == "F2"
    assert answer.asks
    gone = updated(index, [BASE[2]], [], ENCODER)
    assert Matcher(gone, ENCODER).answers(Query("新来的师傅，要不要买五险？")).offer is None


def test_a_title_that_was_picked_is_answered_by_its_name_alone() -> None:
    names = [f"陕西省中小企业成长梯队{star}之星企业" for star in ("行业", "成长", "创业")]
    matcher = Matcher(build([faq(f"F{n}", name) for n, name in enumerate(names)], ENCODER, []), ENCODER)
    answers = [matcher.answers(Query(name)).offer for name in names]
    assert [one.name for one in answers if one] == names


def test_a_saved_index_has_its_questions_again(tmp_path: Path) -> None:
    index = build(BASE, ENCODER, [])
    save(index, tmp_path / "index")
    assert likeness(load(tmp_path / "index", ENCODER, []), "工商") == likeness(index, "工商")


def test_a_catalogue_without_answers_answers_nothing() -> None:
    assert Matcher(build([BASE[0]], ENCODER, []), ENCODER).answers(Query("年报")) == Answers(None, [])
