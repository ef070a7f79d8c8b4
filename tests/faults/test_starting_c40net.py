"""What a newcomer meets when the machine is not as hoped: a sentence that says what to do, and nothing left running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "PUBLIC_URL", "STATIC_ROOT", "C40NET_RUNS_IN", "DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A DATA_DIR whose path is long and has a space."""
    return tmp_path_factory.mktemp("city officials " + "and their networks " * 5)


def command(data, *arguments, **env):
    plain = {name: value for name, value in os.environ.items() if name not in OURS}
    program = [sys.executable, "-W", "ignore:XDG_RUNTIME_DIR", "-m", "c40net.local", *arguments]
    return {"args": program, "cwd": ROOT, "env": {**plain, "DATA_DIR": str(data), **env}, "text": True}


def start(data, *arguments, **env):
    return subprocess.run(**command(data, *arguments, **env), capture_output=True, timeout=120, check=False)


@contextmanager
def running(data, *arguments, **env):
    process = subprocess.Popen(**command(data, *arguments, **env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def processes_of(data):
    return [one for one in psutil.process_iter(["environ"]) if (one.info["environ"] or {}).get("C40NET_RUNS_IN") == str(data)]


def two_free_ports() -> int:
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first, suppress(OSError, OverflowError):
            port = first.getsockname()[1]
            socket.create_server(("127.0.0.1", port + 1)).close()
            return port


def query(sql):
    return [
        "exec", "--", "python", "-c",
        f"import os, psycopg; c = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute({sql!r}); print(c.fetchone() if c.description else '')",
    ]  # fmt: skip


def assert_says(result, sentence):
    assert result.stderr.splitlines() == [sentence]
    assert result.returncode == 1


def test_a_taken_port_is_named(data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = start(data, "run", PORT=str(port))
    assert_says(result, f"Port {port} or the next one, for mail, is taken or not ours to take. Choose another: make run PORT=8010")
    assert processes_of(data) == []


@pytest.mark.parametrize("port", ["eight thousand", "70000"])
def test_a_port_that_is_none_is_named(data, port):
    assert f"Port {port} or the next one" in start(data, "run", PORT=port).stderr


def test_a_data_dir_that_cannot_be_written_is_named():
    result = start("/proc/c40net", "run")
    assert_says(result, "Cannot write to /proc/c40net: No such file or directory. Make it writable, or set DATA_DIR to a folder that is.")


def test_a_full_data_dir_is_named(tmp_path):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("Only who may mount a small disk can fill one.")
    try:
        result = start(tmp_path, "run")
    finally:
        subprocess.run(["umount", tmp_path], check=True)
    assert_says(result, f"Only 9 MB are free for {tmp_path}. Free 500 MB there, or set DATA_DIR to a folder on another disk.")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://c40net@127.0.0.1:1/c40net"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
        ("REDIS_URL", "there"),
    ],
)
def test_a_server_that_does_not_answer_is_named(data, name, url):
    result = start(data, "run", **{name: url})
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(f"{name} does not answer: ")
    assert result.returncode == 1
    assert processes_of(data) == []


def test_a_second_run_on_the_same_data_dir_is_refused(data):
    with running(data, "exec", "--", "python", "-c", "import time; print('up', flush=True); time.sleep(60)") as first:
        first.stdout.readline()
        result = start(data, "run")
    assert_says(result, f"c40net is already running on {data}. Stop it first, or give this one another DATA_DIR.")


def test_the_exit_code_of_a_command_is_passed_on_and_nothing_is_left(data):
    assert start(data, "exec", "--", "sh", "-c", "exit 7").returncode == 7
    assert processes_of(data) == []


def test_what_a_killed_run_left_is_ended_and_its_data_kept(data):
    assert start(data, *query("CREATE TABLE IF NOT EXISTS kept AS SELECT 40 AS cities")).returncode == 0
    with running(data, "exec", "--", "python", "-c", "import time; print('up', flush=True); time.sleep(60)") as first:
        first.stdout.readline()
        first.kill()
        first.wait()
        left = processes_of(data)
        assert {"postgres", "redis-server", "python"} <= {Path(one.exe()).name.rstrip("0123456789.") for one in left}
        result = start(data, *query("SELECT cities FROM kept"))
    assert result.stdout == "(40,)\n", result.stderr
    assert processes_of(data) == []


def test_everything_starts_and_one_signal_stops_it(data):
    """As Ctrl-C does. The database has an account, so no sample world is built."""
    made = start(
        data,
        "exec",
        "--",
        "sh",
        "-c",
        "python manage.py migrate -v0 && python manage.py shell -v0 -c 'User.objects.create_user(\"a@c40net.test\")'",
    )
    assert made.returncode == 0, made.stderr
    port = two_free_ports()
    with running(data, "run", PORT=str(port)) as c40net:
        until = time.monotonic() + 90
        ready = ""
        while ready != "database: ok\nredis: ok\nworker: ok\n" and time.monotonic() < until and c40net.poll() is None:
            with suppress(OSError):
                ready = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=9).read().decode()
            time.sleep(0.2)
        c40net.send_signal(signal.SIGINT)
        output, _ = c40net.communicate(timeout=60)
    assert ready == "database: ok\nredis: ok\nworker: ok\n", output
    assert c40net.returncode == 0, output
    assert processes_of(data) == []


def test_readyz_names_the_part_that_does_not_answer(client, db, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    response = client.get("/readyz")
    assert response.content.decode() == "database: ok\nredis: does not answer\nworker: does not answer\n"
    assert response.status_code == 503
