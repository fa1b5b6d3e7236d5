"""The public page, the widget for other sites, the static files, the headers that keep pages to this host alone."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.types import Scope

HERE = Path(__file__).parent
MAX_TEXT_LENGTH = 10_000
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
SECURITY_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
ANYWHERE = ("*",)
WIDGET_SECONDS = 300  # that other sites' visitors may keep the loader; a new release reaches them after that

router = APIRouter()
templates = Jinja2Templates(HERE / "templates")


class CheckedFiles(StaticFiles):
    """Static files with the pages' headers; the browser asks each time whether its copy is still good.

    The modules import one another by fixed names, so a long life in caches would mix two releases.
    """

    async def check_config(self) -> None:
        """Accept a folder that set-up has not filled yet: its files are then missing, which is 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with the headers added."""
        response = await super().get_response(path, scope)
        response.headers.update({"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
        return response


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def public_page(request: Request) -> HTMLResponse:
    """Return the public page with the chat."""
    context = {"max_text_length": MAX_TEXT_LENGTH}
    return templates.TemplateResponse(
        request, "index.html", context, headers={**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    )


@router.get("/embed", response_class=HTMLResponse, include_in_schema=False)
def embedded_page(request: Request) -> HTMLResponse:
    """Return the chat as other sites frame it; which of them may is set by ``QIFU_EMBED_ORIGINS``."""
    origins: tuple[str, ...] = request.app.state.embed_origins
    is_named = origins != ANYWHERE
    ancestors = " ".join(("'self'", *origins) if is_named else origins)
    context = {"max_text_length": MAX_TEXT_LENGTH, "embedded": True}
    policy = {"Content-Security-Policy": f"{POLICY}; frame-ancestors {ancestors}"}
    headers = {**SECURITY_HEADERS, **policy, "Cache-Control": "no-cache"}
    return templates.TemplateResponse(request, "index.html", context, headers=headers)


@router.get("/widget.js", include_in_schema=False)
def widget() -> FileResponse:
    """Return the loader that other sites name in a script tag."""
    headers = {
        "Cache-Control": f"public, max-age={WIDGET_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",  # so that pages may name it with a digest (integrity) or crossorigin
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(HERE / "static" / "widget" / "widget.js", media_type="text/javascript", headers=headers)


def mount_static(app: FastAPI, build_dir: Path, embed_origins: Sequence[str] = ANYWHERE) -> None:
    """Serve the project's browser files under ``/static/`` and the third-party ones under ``/vendor/``.

    :param embed_origins: The sites that may frame ``/embed``.
    :param build_dir: The build folder; :mod:`api.web.vendor` fills ``build_dir/web/vendor``. It may still be empty
        when the application is wired: the page then says that it is not complete.
    """
    app.state.embed_origins = tuple(embed_origins)
    app.mount("/static", CheckedFiles(directory=HERE / "static"), name="static")
    vendor = CheckedFiles(directory=build_dir / "web" / "vendor", check_dir=False)
    app.mount("/vendor", vendor, name="vendor")
