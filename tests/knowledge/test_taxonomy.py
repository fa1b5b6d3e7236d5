from pathlib import Path

import pytest

from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import TaxonomyError, load_categories, load_service_types, read_categories, read_service_types


def test_the_ten_categories_in_their_order() -> None:
    assert list(load_categories()) == [
        "gov_agency", "startup", "information", "finance", "hr", "tech", "market", "management", "it", "legal",
    ]  # fmt: skip
    assert load_categories()["finance"].name == "投融资"


def test_every_service_type_is_complete() -> None:
    types = load_service_types()
    assert len(types) > 200
    assert all(kind.category in load_categories() for kind in types.values())
    assert types["finance.credit_loan"].name == "信用贷款"
    assert all(kind.asks for kind in types.values())


def test_no_line_from_outside_is_also_an_ask() -> None:
    asks = {ask for kind in load_service_types().values() for ask in kind.asks}
    assert len(load_out_of_domain()) >= 150
    assert not asks & set(load_out_of_domain())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", "a list is expected"),
        ("- 1", "an object is expected"),
        ("- {code: legal.x, name: 名, definition: 义}", "must begin with finance"),
        ("- {code: finance.x, name: '', definition: 义}", "name must be a non-empty text"),
        ("- {code: finance.x, name: 名, definition: 义, asks: 问}", "asks must be a list"),
        ("- {code: finance.x, name: 名, definition: 义, asks: [{a: 1}]}", "not a text"),
        ("- [", "not YAML"),
    ],
)
def test_malformed_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "finance.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=message):
        list(read_service_types(tmp_path))


def test_a_category_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "categories.yml"
    path.write_text("- {code: a, name: 甲, definition: 乙}\n" * 2, encoding="utf-8")
    with pytest.raises(TaxonomyError, match="code a is given twice"):
        read_categories(path)


def test_an_empty_file_has_no_types(tmp_path: Path) -> None:
    (tmp_path / "finance.yml").write_text("", encoding="utf-8")
    assert list(read_service_types(tmp_path)) == []
