"""A model hub on this machine: lists a model's files and gives them out, as the public one does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def hub(name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """Serve one model under any revision; the mapping may change while it runs. Gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*self._found())

        def _found(self) -> tuple[int, bytes]:
            if self.path.startswith(f"/api/models/{name}/revision/"):
                listed = [{"rfilename": path} for path in files]
                return 200, json.dumps({"sha": COMMIT, "siblings": listed}).encode()
            path = self.path.removeprefix(f"/{name}/resolve/{COMMIT}/")
            return (200, files[path]) if path in files else (404, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
