"""The public page, its static files and the headers that keep pages to this host alone."""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.types import Scope

HERE = Path(__file__).parent
MAX_TEXT_LENGTH = 10_000
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}

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


def mount_static(app: FastAPI, build_dir: Path) -> None:
    """Serve the project's browser files under ``/static/`` and the third-party ones under ``/vendor/``.

    :param build_dir: The build folder; :mod:`api.web.vendor` fills ``build_dir/web/vendor``. It may still be empty
        when the application is wired: the page then says that it is not complete.
    """
    app.mount("/static", CheckedFiles(directory=HERE / "static"), name="static")
    vendor = CheckedFiles(directory=build_dir / "web" / "vendor", check_dir=False)
    app.mount("/vendor", vendor, name="vendor")
