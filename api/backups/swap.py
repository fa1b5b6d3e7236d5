"""Putting files in the place of others, all or none; what was there is kept aside.

A plan is written before the first file moves and removed after the last. While there is one, the files are of both
sides, and everything that was there can be brought back by it, whoever was killed and wherever: see :func:`go_back`.

Source: docs/decisions/0035-backup.md
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

PLAN = ".restore-plan.json"


@dataclass(frozen=True)
class Plan:
    """What a swap is about to do.

    :param aside: The folder, beside the files, that gets what was there.
    :param fresh: The folder, beside the files, from which the new files come.
    :param had: The names that were there before.
    :param new: The names that were not, and will be.
    """

    aside: str
    fresh: str
    had: tuple[str, ...]
    new: tuple[str, ...]


@contextmanager
def swapping(home: Path, aside: Path, fresh: Path, put: Sequence[str], take: Sequence[str]) -> Iterator[None]:
    """Have files replaced and files gone; what goes wrong, here or until the caller is done, is undone.

    A file is the old or the new one at every moment. Afterwards everything is on the disk.

    :param home: The folder whose files are replaced.
    :param aside: Where what was there goes: another folder in ``home``, made if anything was.
    :param fresh: The folder in ``home`` that holds the new files.
    :param put: Names of the new files.
    :param take: Names of which there is to be no file.
    """
    had = tuple(name for name in (*take, *put) if (home / name).exists())
    plan = Plan(aside.name, fresh.name, had, tuple(name for name in put if name not in had))
    try:
        _write(home, plan)
        _keep(home, aside, had)
        _replace(home, fresh, put, (name for name in take if name in had))
        yield
        _end(home)
    except BaseException:
        go_back(home)
        raise


def is_half_done(home: Path) -> bool:
    """Tell whether somebody was killed while files were swapped."""
    return (home / PLAN).exists()


def go_back(home: Path) -> None:
    """Bring back everything as it was before a swap that did not end; killed meanwhile, it can be begun again."""
    if not is_half_done(home):
        return
    plan = json.loads((home / PLAN).read_text(encoding="utf-8"))
    aside = home / plan["aside"]
    for name in plan["had"]:
        if (aside / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(aside / name, home / name)  # does nothing where both are names of one file
    for name in plan["new"]:
        (home / name).unlink(missing_ok=True)
    _sync(home, (*plan["had"], *plan["new"]))
    for folder in (aside, home / plan["fresh"]):
        shutil.rmtree(folder, ignore_errors=True)
    _end(home)


def _write(home: Path, plan: Plan) -> None:
    """Put the plan down; it is there whole or not at all."""
    draft = home / plan.fresh / PLAN
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, home / PLAN)
    _sync(home)


def _keep(home: Path, aside: Path, names: Iterable[str]) -> None:
    """Give what is there a second name aside, and return when that is on the disk."""
    kept = tuple(names)
    for name in kept:
        aside.mkdir(mode=0o700, exist_ok=True)
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(home / name, aside / name, follow_symlinks=False)
    if kept:
        _sync(aside, kept)
        _sync(home)


def _replace(home: Path, fresh: Path, put: Iterable[str], take: Iterable[str]) -> None:
    for name in take:
        os.unlink(home / name)
    for name in put:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh / name, home / name)


def _end(home: Path) -> None:
    """Have what was done stand."""
    plan = json.loads((home / PLAN).read_text(encoding="utf-8"))
    _sync(home, (*plan["had"], *plan["new"]))
    os.unlink(home / PLAN)
    _sync(home)


def _sync(folder: Path, names: Iterable[str] = ()) -> None:
    """Return when the names in a folder, and in those of its folders that hold these files, are on the disk."""
    for one in sorted({folder, *(path for name in names if (path := (folder / name).parent).is_dir())}):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
