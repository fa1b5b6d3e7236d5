"""Forms with files (``multipart/form-data``), read without writing anything to the disk: the body's bound is its bound.

Source: RFC 7578; docs/decisions/0031-sheets.md says why this is no dependency.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from email.utils import collapse_rfc2231_value

from api.errors import InvalidInputError

MAX_PARTS = 20
MAX_HEADERS = 4_000  # bytes, of one part
MAX_NAME = 100


@dataclass(frozen=True)
class Part:
    """One field of a form; ``file_name`` is None where it is no file."""

    name: str
    file_name: str | None
    content: bytes


def read(content_type: str, body: bytes) -> dict[str, Part]:
    """Return the fields of a form by name, the first of each name.

    :raises InvalidInputError: If the body is no such form.
    """
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        raise InvalidInputError("请用 multipart/form-data 上传文件，字段名 file。")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("utf-8", "replace"))
    if len(pieces) < 2 or not pieces[-1].startswith(b"--") or len(pieces) > MAX_PARTS + 2:
        raise InvalidInputError("上传的内容不完整，请重新上传。")
    parts: dict[str, Part] = {}
    for piece in pieces[1:-1]:
        part = _part(piece)
        parts.setdefault(part.name, part)
    return parts


def _part(piece: bytes) -> Part:
    headers, found, content = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not found or len(headers) > MAX_HEADERS:
        raise InvalidInputError("上传的内容不完整，请重新上传。")
    known = HeaderParser().parsestr(headers.decode("utf-8", "replace"))
    name = known.get_param("name", header="content-disposition")
    file_name = known.get_param("filename", header="content-disposition")
    if name is None:
        raise InvalidInputError("上传的内容里有一段没有名字。")
    return Part(_word(name)[:MAX_NAME], None if file_name is None else _word(file_name), content)


def _word(value: object) -> str:
    """Return a parameter, also where it is written as ``filename*=UTF-8''…``."""
    return collapse_rfc2231_value(value) if isinstance(value, (str, tuple)) else str(value)
