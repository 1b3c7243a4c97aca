"""One opened page, and all that its console said."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Visit:
    """A page that keeps what the console says and what is asked of the network; both should stay empty."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("request", self._request)

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.said.append(f"request: {request.url}")

    def open(self, path: Path, fragment: str = "") -> Any:
        self.page.goto(f"file://{path}{fragment}")
        self.page.wait_for_selector('html[data-cards="1"]', state="attached", timeout=20_000)
        return self.page
