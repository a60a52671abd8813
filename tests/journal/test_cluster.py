"""The embedded database: it comes when called, survives a kill, and goes when nobody needs it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from samrum.journal.account import Account
from samrum.journal.cluster import Cluster, NoDatabase

ROOT = Path(__file__).parents[2]
A_PROGRAM_THAT_NEEDS_IT = """
import signal, sys
from pathlib import Path
from samrum.journal.cluster import Cluster

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
Cluster(Path(sys.argv[1])).start()
print("started", flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    """One server for the tests that only ask it something."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    with Cluster(folder) as cluster:
        yield cluster
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """What a first start leaves: to copy it is quicker than to make it anew."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    with Cluster(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(made: Path, var: Path) -> Iterator[Cluster]:
    """A server of the test's own, to be stopped, killed and damaged."""
    subprocess.run(["cp", "-a", f"{made}/.", var], check=True)
    cluster = Cluster(var)
    cluster.start()
    yield cluster
    cluster.stop()


def another_program(var: Path) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", A_PROGRAM_THAT_NEEDS_IT, str(var)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "started\n"
    return program


def ask(dsn: str, question: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def tell(dsn: str, *statements: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def server_of(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))


def test_what_was_acknowledged_is_on_the_disk(running: Cluster) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(running.app_dsn, f"show {setting}") == "on"
    assert ask(running.app_dsn, "show data_checksums") == "on"


def test_the_app_reads_and_writes_rows_but_owns_nothing(running: Cluster) -> None:
    tell(running.owner_dsn, "create table note (words text)")
    tell(running.app_dsn, "insert into note values ('hej')")

    assert ask(running.app_dsn, "select words from note") == "hej"
    for forbidden in (
        "create table mine ()",
        "drop table note",
        "alter table note owner to public",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tell(running.app_dsn, forbidden)
    assert ask(
        running.app_dsn,
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
        " where rolname = current_user",
    ) is False  # fmt: skip


def test_nobody_gets_in_without_the_password(running: Cluster) -> None:
    password = (running.var / "secrets" / "samrum_app").read_text()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(running.app_dsn.replace(password, "guess"), "select 1")
    assert (running.var / "secrets").stat().st_mode & 0o077 == 0


def test_its_own_log_quotes_neither_a_row_nor_a_statement(running: Cluster) -> None:
    tell(running.owner_dsn, "create table person (number text primary key)")
    tell(running.app_dsn, "insert into person values ('19840614-9800')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        tell(running.app_dsn, "insert into person values ('19840614-9800')")

    log = (running.data / "server.log").read_text()
    assert "duplicate key value violates unique constraint" in log
    assert "19840614" not in log and "insert into" not in log


def test_letters_of_the_nordic_languages_have_upper_and_lower_case(running: Cluster) -> None:
    assert ask(running.app_dsn, "select upper('åäöæø')") == "ÅÄÖÆØ"
    assert ask(running.app_dsn, "select 'Åsa' ilike 'åSA'") is True


def test_the_last_one_out_stops_it(cluster: Cluster) -> None:
    other = another_program(cluster.var)
    cluster.stop()
    assert cluster.running

    other.terminate()
    assert other.wait(20) == 143
    assert not cluster.running


def test_a_program_that_is_killed_does_not_keep_it_running(cluster: Cluster) -> None:
    other = another_program(cluster.var)
    other.kill()
    other.wait()

    cluster.stop()
    assert not cluster.running


def test_a_killed_server_comes_back_with_all_that_was_acknowledged(cluster: Cluster) -> None:
    tell(cluster.owner_dsn, "create table note (n int)", "insert into note values (1), (2)")
    os.kill(server_of(cluster).pid, signal.SIGKILL)
    cluster.stop()

    again = Cluster(cluster.var)
    with again:
        assert ask(again.app_dsn, "select count(*) from note") == 2


def test_who_stands_on_a_server_that_has_died_can_revive_it(cluster: Cluster) -> None:
    with cluster:
        server = cluster._postmaster()
        assert server is not None
        cluster.revive()
        assert cluster._postmaster() == server

        server.kill()
        server.wait(10)
        cluster.revive()

        assert cluster._postmaster() not in (None, server)
        psycopg.connect(cluster.app_dsn).close()


def test_it_starts_although_another_program_has_been_given_the_killed_servers_pid(
    cluster: Cluster,
) -> None:
    server = server_of(cluster)
    server.kill()
    cluster.stop()
    psutil.wait_procs([server], timeout=10)
    written = cluster.data / "postmaster.pid"
    account = Account.of_the_database()
    stranger = subprocess.Popen(["sleep", "60"], user=account.name)
    written.write_text(written.read_text().replace(str(server.pid), str(stranger.pid), 1))

    try:
        assert not cluster.running
        assert cluster.start()
    finally:
        stranger.kill()
        stranger.wait()
        cluster.stop()


def test_it_starts_although_the_power_went_before_the_pid_was_written(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("")

    assert cluster.start()


def test_a_first_start_that_was_broken_off_is_begun_anew(var: Path) -> None:
    half = var / "postgres.half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    with Cluster(var) as cluster:
        assert ask(cluster.app_dsn, "select 1") == 1


def test_two_who_start_at_once_get_one_server(var: Path) -> None:
    command = [sys.executable, "-c", A_PROGRAM_THAT_NEEDS_IT, str(var)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]

    assert [p.stdout and p.stdout.readline() for p in both] == ["started\n"] * 2
    for program in both:
        program.terminate()
        assert program.wait(20) == 143
    assert not Cluster(var).running


def test_a_deep_folder_is_no_obstacle(var: Path) -> None:
    """The socket lies in the temporary folder then, and nothing of it stays there."""
    deep = var / ("long" * 20) / ("way" * 20)

    with Cluster(deep) as cluster:
        sockets = Path(str(ask(cluster.superuser_dsn, "show unix_socket_directories")))
        assert sockets.is_dir()

    assert not sockets.is_relative_to(var) and not sockets.exists()


def test_lost_passwords_are_explained(cluster: Cluster) -> None:
    shutil.rmtree(cluster.var / "secrets")

    with pytest.raises(NoDatabase, match="does not let us in.*Put the passwords"):
        Cluster(cluster.var).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL cannot enter")
def test_a_folder_closed_to_all_but_root_is_no_obstacle(var: Path) -> None:
    var.chmod(0o700)

    cluster = Cluster(var / "closed")
    with cluster:
        assert ask(cluster.app_dsn, "select 1") == 1
    with cluster:
        assert (var / "closed" / "postgres").is_symlink()
    shutil.rmtree(cluster.data)
    shutil.rmtree(var / "closed")
    with cluster:
        assert ask(cluster.app_dsn, "select 1") == 1
    shutil.rmtree(cluster.data)


def test_data_of_another_version_is_left_alone_and_explained(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(NoDatabase) as refusal:
        cluster.start()
    assert "was written by PostgreSQL 14." in refusal.value.told()
    assert "Take a backup with version 14" in refusal.value.told()


def test_a_file_in_the_way_is_explained(var: Path) -> None:
    (var / "postgres").write_text("in the way")

    with pytest.raises(NoDatabase, match="cannot be used.*Not a directory.*set SAMRUM_VAR"):
        Cluster(var).start()


@pytest.mark.parametrize("programs", sorted(Path("/usr/lib/postgresql").glob("*/bin")), ids=str)
def test_the_systems_own_postgresql_does_as_well(var: Path, programs: Path) -> None:
    with Cluster(var, programs=programs) as cluster:
        assert ask(cluster.app_dsn, "select upper('å')") == "Å"
