"""Forms with files: what browsers and clients send, to the byte."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import multipart
from api.errors import InvalidInputError


def sent(content: bytes, name: str = "a.csv") -> tuple[str, bytes]:
    """Return the header and the body of a form as a client makes them."""
    request = httpx.Request("POST", "http://x", files={"file": (name, content)}, data={"dry_run": "true"})
    return request.headers["content-type"], request.read()


@given(st.binary(max_size=200))
def test_every_byte_arrives(content: bytes) -> None:
    parts = multipart.read(*sent(content))
    assert parts["file"].content == content
    assert parts["dry_run"] == multipart.Part("dry_run", None, b"true")


@pytest.mark.parametrize("content", [b"\r\n", b"\r\n--", b"\n\r\n\r", b"--x--\r\n", b""])
def test_ends_of_lines_stay(content: bytes) -> None:
    assert multipart.read(*sent(content))["file"].content == content


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="长沙名单.csv"', "长沙名单.csv"),
        ("filename*=UTF-8''%E5%90%8D%E5%8D%95.csv", "名单.csv"),
        ("filename=plain.csv", "plain.csv"),
    ],
)
def test_names_of_files(disposition: str, name: str) -> None:
    body = f'--x\r\nContent-Disposition: form-data; name="file"; {disposition}\r\n\r\n1\r\n--x--\r\n'.encode()
    assert multipart.read('multipart/form-data; boundary="x"', body)["file"].file_name == name


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b""),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nno blank line\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 5_000 + b"\r\n\r\n1\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 30 + b"--x--",
        ),
    ],
)
def test_what_is_no_form(kind: str, body: bytes) -> None:
    with pytest.raises(InvalidInputError):
        multipart.read(kind, body)
