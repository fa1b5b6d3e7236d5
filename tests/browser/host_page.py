"""A site that is not ours: strict about what it loads, and with styles that spoil whatever is not kept apart."""

from __future__ import annotations

from fastapi import FastAPI, Response

POLICY = "default-src 'none'; style-src 'self'; script-src {widget}; frame-src {widget}; base-uri 'none'"
STYLE = """
* { color: crimson !important; font-size: 31px !important; }
button, dialog, iframe { display: none !important; }
qifu-widget { position: static !important; display: none !important; }
"""
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>某园区网站（样例）</title><link rel="stylesheet" href="/site.css"></head>
<body><main><h1>某园区网站（样例）</h1><p>园区通知与办事指南。</p><p><a href="/more">更多</a></p></main>
<script src="{widget}/widget.js" data-color="{color}" data-window="{window}" data-greeting="您好，园区企业有什么要办的？" data-position="{position}" async></script>
</body></html>"""


def create_host(widget: str) -> FastAPI:
    """Return the site; ``?color=``, ``?position=`` and ``?window=`` stand in the script tag."""
    app = FastAPI()

    @app.get("/")
    def page(color: str = "#0a4fa3", position: str = "right", window: str = "W-430100") -> Response:
        body = PAGE.format(widget=widget, color=color, position=position, window=window)
        headers = {"Content-Security-Policy": POLICY.format(widget=widget)}
        return Response(body, media_type="text/html", headers=headers)

    @app.get("/site.css")
    def style() -> Response:
        return Response(STYLE, media_type="text/css")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204)

    return app
