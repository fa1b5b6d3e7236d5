"""An uploaded file of the catalogue, for maintainers alone: who may not is turned away before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from fastapi import Depends, Request

from api import multipart
from api.catalogue.sheets import vocabulary
from api.deps import MaintainerUser
from api.errors import InvalidInputError

SUFFIXES = (".xlsx", ".csv", ".jsonl")
WORDS = {"true": True, "1": True, "on": True, "false": False, "0": False, "": False}
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": ".xlsx、.csv 或 .jsonl"},
                        "dry_run": {"type": "boolean", "default": False, "description": "只检查，不写入"},
                        "kind": {"type": "string", "description": "表里没有说明种类时，这些行是哪一类"},
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True)
class Upload:
    """What was sent."""

    name: str
    content: bytes
    dry_run: bool
    kind: str | None
    actor: str


async def uploaded(request: Request, user: MaintainerUser) -> Upload:
    """Return the uploaded file.

    :raises InvalidInputError: If there is none, or the form says something else that cannot be.
    """
    parts = multipart.read(request.headers.get("content-type", ""), await request.body())
    file = parts.get("file")
    if file is None or not file.file_name:
        raise InvalidInputError("没有收到文件（字段名 file）。")
    name = _plain(file.file_name)
    if not name.lower().endswith(SUFFIXES):
        raise InvalidInputError(f"只导入 {'、'.join(SUFFIXES)} 文件，不能是“{name[-40:]}”。")
    words = {key: part.content.decode("utf-8", "replace").strip() for key, part in parts.items() if key != "file"}
    dry_run = WORDS.get(words.get("dry_run", "").lower())
    if dry_run is None:
        raise InvalidInputError("dry_run 只能是 true 或 false。")
    return Upload(name, file.content, dry_run, kind_of(words.get("kind", "")), user.username)


def _plain(name: str) -> str:
    """Return the name of a file without folders, as a file system takes it: 60 characters are at most 240 bytes."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(letter for letter in last if letter.isprintable())[-60:]
    return f"文件{kept}" if kept.startswith(".") else kept


def kind_of(word: str) -> str | None:
    """Return the kind a word names, None for none.

    :raises InvalidInputError: If there is no such kind.
    """
    kind = vocabulary.load().kind_of(word) if word else None
    if word and kind is None:
        raise InvalidInputError(f"种类只能是 {'、'.join(vocabulary.load().titles.values())}，不能是“{word[:20]}”。")
    return kind


UploadDep = Annotated[Upload, Depends(uploaded)]
