"""The bench's catalogues: the same for the same seed, really different inside, and as strict filters need them."""

from itertools import islice

import pytest

from knowledge.catalogue import Offer, parse_offer, to_dict
from tests.measure.bench.synthetic import KINDS, offers, provider

COUNT = 2_000


@pytest.fixture(scope="module")
def made() -> list[Offer]:
    return list(offers(COUNT))


def test_same_seed_same_offers(made: list[Offer]) -> None:
    assert list(islice(offers(COUNT), 50)) == made[:50]
    assert list(islice(offers(COUNT, seed=2), 50)) != made[:50]


def test_texts_differ(made: list[Offer]) -> None:
    assert len({offer.text for offer in made}) == COUNT
    assert len({offer.id for offer in made}) == COUNT
    assert len({offer.service_types for offer in made}) > 250


def test_kinds_and_free_offers_have_their_share(made: list[Offer]) -> None:
    assert sum(offer.kind == "service" for offer in made) == COUNT * KINDS.count("service") / len(KINDS)
    assert 0.03 < sum(offer.fee is not None and offer.fee.model == "free" for offer in made) / COUNT < 0.07


def test_they_import_like_any_catalogue(made: list[Offer]) -> None:
    assert [parse_offer(to_dict(offer)) for offer in made[:100]] == made[:100]


def test_every_institution_has_its_own_name() -> None:
    assert len({provider(house) for house in range(2_000)}) == 2_000
