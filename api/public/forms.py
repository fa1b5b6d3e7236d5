"""What comes in with a form of the public pages."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request

from api.errors import InvalidInputError

MOST_BYTES = 20_000
MOST_FIELDS = 10


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form by name, each once, blanks around them dropped.

    :raises InvalidInputError: If it is no form, or one that no page of ours sends.
    """
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded" or len(body) > MOST_BYTES:
        raise InvalidInputError("没有收到表单内容，请回到上一页重新提交。")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise InvalidInputError("表单里有读不懂的内容，请回到上一页重新填写。") from error
    return {name: values[-1].replace("\x00", "").strip() for name, values in fields.items()}


FormDep = Annotated[dict[str, str], Depends(read_form)]
