"""The room's one base error and the handler that turns errors into the contract's shape."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from starlette.exceptions import HTTPException

from api import invalid, logs

log = structlog.get_logger(__name__)
DEADLOCK = "40P01"  # of PostgreSQL: two waited for each other, and this one was let go
UNSTORABLE = "内容里有不能保存的字符，或者某一项太长。"
NO_ADDRESS = "没有这个地址。"
SENTENCES = {
    HTTPStatus.NOT_FOUND: NO_ADDRESS,
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不支持这种请求。",
    HTTPStatus.BAD_REQUEST: "请求内容读不懂。",
}


class QifuError(Exception):
    """Base of every error the service answers with; ``detail`` is a sentence for a person."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: dict[str, str] | None = None  # that go with the answer

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ConfigurationError(QifuError):
    """The process cannot start as it is configured."""


class NotFoundError(QifuError):
    """The thing asked for does not exist, or not for this caller."""

    status = HTTPStatus.NOT_FOUND


class UnauthenticatedError(QifuError):
    """No token, or one that does not hold."""

    status = HTTPStatus.UNAUTHORIZED


class NotAllowedError(QifuError):
    """The caller is known but may not do this."""

    status = HTTPStatus.FORBIDDEN


class PageRefusedError(NotAllowedError):
    """The caller may not see this page; told on a page of its own instead of as JSON."""


class ConflictError(QifuError):
    """The request contradicts the present state."""

    status = HTTPStatus.CONFLICT


class GoneError(QifuError):
    """The caller was let in once; what he comes for is over or deleted."""

    status = HTTPStatus.GONE


class InvalidInputError(QifuError):
    """The payload is well formed and still makes no sense."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooLargeError(QifuError):
    """The body is longer than the service reads."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooManyAttemptsError(QifuError):
    """The caller has to wait before he may try again."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, detail: str, wait_seconds: int) -> None:
        super().__init__(detail)
        self.wait_seconds = wait_seconds
        self.headers = {"Retry-After": str(wait_seconds)}


class TooManyRequestsError(TooManyAttemptsError):
    """The caller has used up what he may do for now."""

    TOLD = "您操作得太频繁了"

    def __init__(self, retry_after_seconds: int, told: str = TOLD) -> None:
        super().__init__(f"{told}，请过 {_span(retry_after_seconds)}再试。", retry_after_seconds)


def _span(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"


class UnavailableError(QifuError):
    """A part the request needs does not answer."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def respond(name: str, detail: str, status: int) -> JSONResponse:
    """Return the one error shape of the contract."""
    return JSONResponse({"error": name, "detail": detail}, status_code=int(status))


def of_storage(error: StatementError) -> QifuError | None:
    """Return what the caller should hear of a refusal of the database; None if it is the service's own fault."""
    if isinstance(error, IntegrityError):
        return ConflictError("刚才有人同时做了同一件事，请刷新再试。")
    if getattr(error.orig, "sqlstate", None) == DEADLOCK:
        return ConflictError("刚才有人同时在办同一件事，请刷新再试。")
    if isinstance(error, OperationalError):
        return UnavailableError("数据库这会儿太忙或写不进去，请稍后再试。")
    if isinstance(error, DataError) or isinstance(error.orig, UnicodeError):
        return InvalidInputError(UNSTORABLE)
    return None


def install(app: FastAPI) -> None:
    """Register the handlers; anything unforeseen is logged and answered without its inner text."""

    @app.exception_handler(QifuError)
    async def on_known(_: Request, error: QifuError) -> JSONResponse:
        answer = respond(type(error).__name__, error.detail, error.status)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    async def on_payload(_: Request, error: RequestValidationError) -> JSONResponse:
        return respond("ValidationError", invalid.describe(error.errors()), HTTPStatus.UNPROCESSABLE_ENTITY)

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        name = status.phrase.title().replace(" ", "").replace("-", "")
        answer = respond(name, SENTENCES.get(status, str(error.detail)), status)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(StatementError)
    async def on_storage(request: Request, error: StatementError) -> JSONResponse:
        known = of_storage(error)
        if known is None:
            return await on_unforeseen(request, error)
        log.warning(
            "storage_refused", path=logs.plain_path(request.url.path), kind=type(error).__name__, reason=str(error.orig)
        )
        return respond(type(known).__name__, known.detail, known.status)

    @app.exception_handler(UnicodeEncodeError)
    async def on_characters(_: Request, __: UnicodeEncodeError) -> JSONResponse:
        return respond(InvalidInputError.__name__, UNSTORABLE, InvalidInputError.status)

    @app.exception_handler(Exception)
    async def on_unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen_error", path=logs.plain_path(request.url.path), kind=type(error).__name__, exc_info=error)
        return respond("InternalError", "系统出了点问题，我们已记录，请稍后再试。", HTTPStatus.INTERNAL_SERVER_ERROR)
