"""The account PostgreSQL runs as: ours, or, when we are root, one without any power.

PostgreSQL refuses to run as root, rightly. A container or a rented machine often has only root, so
there an ordinary system account is made once, and what that account must reach is put on ground
that is open to it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

NAME = "samrum"
OPEN_GROUND = Path("/var/lib/samrum")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the database's programs: a system account, or the caller itself (name None)."""

    name: str | None = None

    @classmethod
    def of_the_database(cls) -> Account:
        """The caller; for root the account `samrum`, made if missing. Raises OSError."""
        if os.geteuid() != 0:
            return cls()
        if not _exists(NAME):
            _add_system_account(NAME)
        return cls(NAME)

    @property
    def uid(self) -> int:
        return os.geteuid() if self.name is None else pwd.getpwnam(self.name).pw_uid

    @property
    def gid(self) -> int:
        return os.getegid() if self.name is None else pwd.getpwnam(self.name).pw_gid

    def run(self, command: Sequence[str | Path], timeout: float) -> tuple[int, str]:
        """Exit code and output of a command run by this account, without the caller's PG settings.

        The output goes through a file: the server that pg_ctl leaves behind would hold a pipe open.
        """
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        user, group = (None, None) if self.name is None else (self.uid, self.gid)
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                cwd="/",
                env=environment,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )
            output.seek(0)
            return done.returncode, output.read()

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the folder or run the program."""
        if self.name is None:
            return os.access(path, os.X_OK)
        return self.run(["/usr/bin/env", "test", "-x", path], timeout=10)[0] == 0

    def take(self, path: Path, mode: int) -> None:
        """Makes the file or folder this account's own, with these permissions."""
        path.chmod(mode)
        if self.name is not None:
            os.chown(path, self.uid, self.gid)


def ground_for(account: Account, wanted: Path) -> Path:
    """A folder the account can own: the wanted one, or one under /var/lib/samrum that it links to.

    The name on open ground is new each time: who removes the link begins afresh.
    """
    if wanted.is_symlink():
        return wanted.resolve()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if account.reaches(wanted.parent):
        return wanted
    OPEN_GROUND.mkdir(parents=True, exist_ok=True, mode=0o755)
    ground = OPEN_GROUND / token_hex(8)
    wanted.symlink_to(ground)
    return ground


def programs_within_reach(account: Account, install: Path, libraries: Path) -> Path:
    """The folder of PostgreSQL's programs, copied once to open ground if the account may not enter.

    `install` holds bin, lib and share; `libraries` is the folder that its programs look for two
    levels up, as auditwheel lays it.
    """
    if account.reaches(install / "bin" / "postgres"):
        return install / "bin"
    stamp = f"{install}{(install / 'bin' / 'postgres').stat().st_mtime_ns}"
    copy = OPEN_GROUND / f"programs-{sha256(stamp.encode()).hexdigest()[:16]}"
    copied = copy / install.parent.name / install.name
    if not copy.exists():
        OPEN_GROUND.mkdir(parents=True, exist_ok=True, mode=0o755)
        half = Path(tempfile.mkdtemp(prefix="programs-", dir=OPEN_GROUND))
        half.chmod(0o755)
        shutil.copytree(install, half / install.parent.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(copy)
    return copied / "bin"


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _add_system_account(name: str) -> None:
    program = shutil.which("useradd")
    if program is None:
        raise OSError("this system has no useradd")
    nobody_logs_in = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
    ]
    done = subprocess.run([program, *nobody_logs_in, name], capture_output=True, text=True)
    if not _exists(name):  # two at once: one of them finds it made, which is as good
        raise OSError(done.stderr.strip())
