"""Products with lines that are laid out by dimension are those of the plain product, however many blocks there are."""

import numpy as np
import pytest

from matcher.index.lines import BLOCK, Lines


def test_products_by_hand() -> None:
    lines = Lines(np.array([[1, 0], [0.6, 0.8], [0, -1]], np.float32))
    found = lines.products(np.array([[1, 0], [0, 2]], np.float32))
    np.testing.assert_allclose(found, [[1.0, 0.6, 0.0], [0.0, 1.6, -2.0]], atol=1e-6)


@pytest.mark.parametrize("count", [0, 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7])
def test_any_number_of_lines(count: int) -> None:
    dice = np.random.default_rng(3)
    vectors, asked = (dice.random((many, 16)).astype(np.float32) for many in (count, 3))
    found = Lines(vectors).products(asked)
    assert found.shape == (3, count)
    np.testing.assert_allclose(found, asked @ vectors.T, atol=1e-5)
