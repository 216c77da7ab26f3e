"""A one-stop system of the tests: a real HTTP server that can be slow, broken or talk rubbish."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KNOWN = "000.00.16.H17-260712-0003"


class OneStopServer:
    """``mode``: ok, slow, error, garbage, huge, refused, flaky (one error, then ok)."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.asked: list[str] = []
        self.taken: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.headers.append(dict(self.headers))
                found = self.path.endswith(KNOWN)
                body = {
                    "data": {"trangThai": "Đang thẩm định", "donVi": "Phòng Kinh tế", "chuHoSo": "Trần Văn A"}
                }
                self._reply(200 if found else 404, json.dumps(body).encode())

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(self.path)
                outer.headers.append(dict(self.headers))
                if outer.mode == "ok":
                    outer.taken.append(body)
                self._reply(200, b'{"reference": "1022-77"}')

            def _reply(self, status: int, body: bytes) -> None:
                if outer.mode == "slow":
                    time.sleep(1.0)
                if outer.mode == "error" or (outer.mode == "flaky" and len(outer.asked) == 1):
                    status, body = 500, b"oops"
                elif outer.mode == "garbage":
                    status, body = 200, b"<html>" + b"\xff" * 30
                elif outer.mode == "huge":
                    status, body = 200, b"[" + b"1," * 400_000 + b"1]"
                elif outer.mode == "refused":
                    status, body = 403, b"{}"
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
