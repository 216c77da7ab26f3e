"""A browser without scripts, for the admin pages."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

PASSWORD = "một mật khẩu thật dài"


class Visitor:
    """Opens pages and sends their forms with the token they carry."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.client.headers["accept"] = "text/html"

    def open(self, path: str, status: int = 200) -> str:
        reply = self.client.get(path)
        assert reply.status_code == status, (reply.status_code, reply.text[:2000])
        return unescape(reply.text)

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get(path).text)
        assert found, path
        return found[1]

    def send(self, path: str, on: str = "/admin/me", **fields: Any) -> Response:
        """Send a form of the page *on* and follow where it leads."""
        return self.client.post(path, data={"csrf": self.token(on), **fields})

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Response:
        return self.send("/admin/login", on="/admin/login", name=name, password=password, **fields)


def told(reply: Response, status: int) -> str:
    """Return the page's text with entities resolved, after checking its status."""
    assert reply.status_code == status, (reply.status_code, reply.text[:2000])
    return unescape(reply.text)


def zipped(*files: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()
