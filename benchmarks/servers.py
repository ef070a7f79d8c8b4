"""c40net and an empty Django project under gunicorn, as the Procfile starts it, and somebody who asks them for pages."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

GUNICORN = ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "600", "--no-control-socket", "--log-level", "warning"]


class Server:
    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.port = process, port
        self.kept: http.client.HTTPConnection | None = None

    def seconds(self, path: str, cookie: str = "") -> float:
        """From asking to the last byte, on a connection that is kept."""
        if self.kept is None:
            self.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        self.kept.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
        response = self.kept.getresponse()
        response.read()
        took = time.perf_counter() - started
        assert response.status == 200, (path, response.status, response.headers.get("Location"))
        return took

    def memory(self) -> int:
        """Bytes that its largest worker holds for itself and shares with others."""
        return max(worker.memory_info().rss for worker in psutil.Process(self.process.pid).children())


@contextmanager
def server(application: str, *, workers: int = 2, **env: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(workers), *GUNICORN]
    # Compiled once, as the image holds it.
    process = subprocess.Popen(command, env=os.environ | env | {"PYTHONDONTWRITEBYTECODE": ""})
    try:
        _wait_for(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(3000):
        try:
            one = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            one.request("GET", "/healthz")
            one.getresponse().read()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError
