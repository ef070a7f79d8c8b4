"""The parts that run beside the web process: a mail server, Redis under keys of the test's own, `celery worker` processes."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
import redis
from aiosmtpd.controller import Controller
from django.db import connection
from psycopg.conninfo import make_conninfo

from c40net.celery import app as celery_app
from officials.models import User


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def wait_for_port(port: int) -> None:
    def answers() -> bool:
        with socket.socket() as there:
            return there.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers)


class SmtpSink:
    """A mail server that keeps what it takes, as slowly as `delay` says, and gives `answers` to some addresses instead.

    The next `drops` times it hangs up instead; the next `stalls` times it says nothing more.
    """

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self._read: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.delay = 0.0
        self.drops = 0
        self.stalls = 0

    @property
    def messages(self) -> list[EmailMessage]:
        new = self.taken[len(self._read) :]
        self._read += [message_from_bytes(content.replace(b"\r\n", b"\n"), policy=policy.default) for content in new]
        return self._read

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        if self.stalls:
            self.stalls -= 1
            await asyncio.sleep(3600)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            return "421 Gone"
        self.taken.append(envelope.content)
        return "250 OK"

    def mail_to(self, user: User) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == user.email]


@pytest.fixture
def smtp_sink(settings):
    """Where all mail of this test goes, over real SMTP; settings.EMAIL_PORT says where it is."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    sink = SmtpSink()
    # Each line of each talk is written down otherwise, which takes longer than the mail.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def redis_prefix(settings, monkeypatch):
    """Keys of this test alone, in the Redis of everybody: what services queue goes there too, over connections of its own."""
    prefix = f"c40net-test-{uuid.uuid4().hex}:"
    monkeypatch.setitem(celery_app.conf.broker_transport_options, "global_keyprefix", prefix)
    monkeypatch.setattr(celery_app, "_pool", None)
    monkeypatch.setattr(celery_app.amqp, "_producer_pool", None)
    yield prefix
    wipe_redis(settings, prefix)


def wipe_redis(settings, prefix) -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return sum(client.delete(key) for key in client.scan_iter(f"{prefix}*"))


def database_address() -> str:
    """That of the test's own database."""
    parts = {name: connection.settings_dict[name.upper()] for name in ("user", "password", "host", "port")}
    return make_conninfo(dbname=connection.settings_dict["NAME"], **{name: value for name, value in parts.items() if value})


class OwnPostgres:
    """A server beside that of all tests, with a copy of what is there, whose end and return harm nobody else."""

    def __init__(self, folder: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            usual = psutil.Process(cursor.fetchone()[0])
        self.programs, self.user, self.cluster = Path(usual.exe()).parent, usual.username(), folder / "cluster"
        self._run(None, "pg_basebackup", "-d", database_address(), "-D", str(self.cluster), "-c", "fast")
        for path in (folder, self.cluster, *self.cluster.rglob("*")):
            shutil.chown(path, self.user)
        self.pg_ctl("start", "-o", f"-h '' -k {folder}")

    def restart(self) -> None:
        """As after a crash: nobody is waited for, and it comes back by what it wrote down."""
        self.pg_ctl("restart", "-m", "immediate")

    def pg_ctl(self, *how: str) -> None:
        self._run(self.user, "pg_ctl", "-w", "-s", "-D", str(self.cluster), "-l", str(self.cluster / "log"), *how)

    def _run(self, user: str | None, program: str, *how: str) -> None:
        subprocess.run([self.programs / program, *how], user=user, cwd=self.cluster.parent, check=True)


@pytest.fixture
def own_postgres(transactional_db):
    """Where the test, and the workers that it starts, have their database."""
    with TemporaryDirectory(prefix="c40net-") as folder:
        postgres, usual = OwnPostgres(Path(folder)), dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(HOST=folder, PORT="")
        yield postgres
        connection.close()
        connection.settings_dict.update(usual)
        postgres.pg_ctl("stop", "-m", "immediate")


@pytest.fixture
def start_worker(settings, redis_prefix, tmp_path):
    """Starts a `celery worker` on the test's own database, as `make run` does: start_worker("mail")."""
    workers = []

    def start(queues: str) -> subprocess.Popen:
        environment = {
            **os.environ,
            "DATABASE_URL": database_address(),
            "REDIS_PREFIX": redis_prefix,
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "PUBLIC_URL": settings.PUBLIC_URL,
        }
        name = f"worker{len(workers)}"
        command = [sys.executable, "-m", "celery", "-A", "c40net", "worker", "-Q", queues, "-c", "1", "-n", name]
        with (tmp_path / f"{name}.log").open("wb") as log:
            quiet = ["--without-gossip", "--without-mingle"]
            workers.append(subprocess.Popen([*command, *quiet], env=environment, stdout=log, stderr=log, start_new_session=True))
        return workers[-1]

    yield start
    for worker in workers:
        kill(worker)


@pytest.fixture
def start_web(settings, tmp_path):
    """Starts c40net on the test's own database with these settings in its environment, and says where: start_web(OIDC_NAME="…")."""
    webs = []

    def start(**environment: str) -> str:
        port = free_port()
        address = f"http://localhost:{port}"
        where = {"DATABASE_URL": database_address(), "REDIS_PREFIX": settings.REDIS_PREFIX, "PUBLIC_URL": address, "DEBUG": "1"}
        settled = {**os.environ, **where, **environment}
        command = [sys.executable, "-W", "ignore", "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with (tmp_path / f"web{port}.log").open("wb") as log:
            web = subprocess.Popen(command, env=settled, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True)
        webs.append(web)
        wait_for_port(port)
        return address

    yield start
    for web in webs:
        kill(web)


def kill(worker) -> None:
    """At once and with its children, as when a machine goes."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(happened, *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
