"""A hub on this machine: repositories in a folder, over HTTP, as far as `huggingface_hub` asks."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "feed" + "0" * 36


@contextmanager
def serve(root: Path) -> Iterator[str]:
    """Serve `root/datasets/OWNER/NAME` and `root/models/OWNER/NAME` at one commit; yields the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(body=True)

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def log_message(self, *args: object) -> None:
            pass

        def _answer(self, *, body: bool) -> None:
            parts = unquote(urlsplit(self.path).path).strip("/").split("/")
            if parts[0] == "api":
                folder = root.joinpath(*parts[1:4])
                files = sorted(path for path in folder.rglob("*") if path.is_file())
                if not files:
                    self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"}, body)
                elif parts[4] == "revision":
                    names = [{"rfilename": path.relative_to(folder).as_posix()} for path in files]
                    self._json({"id": "/".join(parts[2:4]), "sha": COMMIT, "siblings": names}, body)
                else:
                    self._json([entry(path, folder) for path in files], body)
                return
            kind, rest = ("datasets", parts[1:]) if parts[0] == "datasets" else ("models", parts)
            path = root.joinpath(kind, *rest[:2], *rest[4:])
            if not path.is_file():
                self._send(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT}, body)
                return
            self._send(200, path.read_bytes(), {"ETag": f'"{oid(path)}"', "X-Repo-Commit": COMMIT}, body)

        def _json(self, value: object, body: bool) -> None:
            self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"}, body)

        def _send(self, status: int, content: bytes, headers: dict[str, str], body: bool) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def oid(path: Path) -> str:
    return hashlib.sha1(path.read_bytes()).hexdigest()


def entry(path: Path, folder: Path) -> dict[str, object]:
    name = path.relative_to(folder).as_posix()
    return {"type": "file", "path": name, "size": path.stat().st_size, "oid": oid(path)}
