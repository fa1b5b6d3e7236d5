"""Categories and service types: the words by which demands and offers meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeError

DATA_DIR = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Category:
    """A first-level service category; its code is part of the contract."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True)
class ServiceType:
    """A second-level service type (服务事项).

    :param code: ``<category>.<name in lower case>``; never changed once published.
    :param asks: How enterprises and agents word the need, mostly without the formal name.
    """

    code: str
    category: str
    name: str
    definition: str
    aliases: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class TaxonomyError(KnowledgeError):
    """A category or service-type file breaks its format; the message names file and entry."""


def _read_list(path: Path) -> list[Any]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise TaxonomyError(f"{path.name}: not YAML: {error}") from error
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise TaxonomyError(f"{path.name}: a list is expected, found {type(entries).__name__}")
    return entries


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is there


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise TaxonomyError(f"{where}: {key} must be a non-empty text, found {value!r}")
    return value.strip()


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = entry.get(key) or []
    if not isinstance(values, list):
        raise TaxonomyError(f"{where}: {key} must be a list, found {values!r}")
    if any(isinstance(value, (dict, list)) or value is None for value in values):
        raise TaxonomyError(f"{where}: {key} holds something that is not a text")
    return tuple(str(value).strip() for value in values)


def read_categories(path: Path) -> dict[str, Category]:
    """Read the first-level categories, in file order.

    :raises TaxonomyError: If an entry is malformed or a code is given twice.
    """
    found: dict[str, Category] = {}
    for number, entry in enumerate(_read_list(path), 1):
        where = f"{path.name} entry {number}"
        if not isinstance(entry, dict):
            raise TaxonomyError(f"{where}: an object is expected, found {entry!r}")
        code = _text(entry, "code", where)
        if code in found:
            raise TaxonomyError(f"{where}: code {code} is given twice")
        found[code] = Category(code, _text(entry, "name", where), _text(entry, "definition", where))
    return found


def _service_type(entry: Any, path: Path, number: int) -> ServiceType:
    where = f"{path.name} entry {number}"
    if not isinstance(entry, dict):
        raise TaxonomyError(f"{where}: an object is expected, found {entry!r}")
    code = _text(entry, "code", where)
    category, _, rest = code.partition(".")
    if category != path.stem or not rest:
        raise TaxonomyError(f"{where}: code {code} must begin with {path.stem}.")
    return ServiceType(
        code=code,
        category=category,
        name=_text(entry, "name", where),
        definition=_text(entry, "definition", where),
        aliases=_texts(entry, "aliases", where),
        asks=_texts(entry, "asks", where),
    )


def read_service_types(folder: Path) -> Iterator[ServiceType]:
    """Yield the service types of every ``<category>.yml`` in a folder, by file name and file order."""
    for path in sorted(folder.glob("*.yml")):
        for number, entry in enumerate(_read_list(path), 1):
            yield _service_type(entry, path, number)


@lru_cache(maxsize=1)
def load_categories() -> Mapping[str, Category]:
    """Return the project's categories by code."""
    return read_categories(DATA_DIR / "categories.yml")


@lru_cache(maxsize=1)
def load_service_types() -> Mapping[str, ServiceType]:
    """Return the project's service types by code.

    :raises TaxonomyError: If a file is malformed, a code is given twice or a category is unknown.
    """
    categories, found = load_categories(), dict[str, ServiceType]()
    for service_type in read_service_types(DATA_DIR / "service_types"):
        if service_type.category not in categories:
            raise TaxonomyError(f"{service_type.code}: unknown category {service_type.category}")
        if service_type.code in found:
            raise TaxonomyError(f"{service_type.code}: given twice")
        found[service_type.code] = service_type
    return found
