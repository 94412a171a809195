"""A PostgreSQL server of the tests' own: made from installed binaries, on a free port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None when no server is installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    candidates = [path for place in PLACES for path in sorted(Path(place).glob("**/bin/initdb"))]
    return candidates[-1].parent if candidates else None


def server_user() -> str | None:
    """The server refuses to run as root: another user's name then, None to stay the current one."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in known)


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """A server that lives while the context does; gives its port. User `dana`, password `secret`."""
    user, data = server_user(), folder / "data"
    if user:
        shutil.chown(folder, user)
    secret = folder / "password"
    secret.write_text("secret")
    secret.chmod(0o644)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]

    def call(program: str, *arguments: str) -> None:
        command = [str(folder_of_binaries / program), *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    folder_of_binaries = binaries()
    assert folder_of_binaries is not None
    call("initdb", "-D", str(data), "-U", "dana", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k '' -c fsync=off -c timezone=Asia/Tokyo"
    call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield port
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder that another user can enter, unlike the ones that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="metricops-pg-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
