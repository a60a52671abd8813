"""The command line: found, explained, refused in three sentences."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from samrum import __version__
from samrum.cli.main import COMMANDS, load, main, says_what_it_does

ROOT = Path(__file__).parents[2]


def samrum(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "samrum", *words],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("SAMRUM_", "DATABASE_"))}
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    assert says_what_it_does(name).endswith(".")
    command = load(name)
    assert callable(command.add_arguments) and callable(command.run)


def test_no_command_is_forgotten() -> None:
    takes_words = {
        path.stem
        for path in (ROOT / "samrum" / "cli").glob("*.py")
        if "\ndef add_arguments(" in path.read_text()
    }
    assert takes_words == set(COMMANDS)


def test_without_words_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    for name in COMMANDS:
        assert name in listed


def test_whoever_reads_only_the_beginning_is_told_nothing_more() -> None:
    lists = [sys.executable, "-m", "samrum", "urls"]
    with subprocess.Popen(lists, cwd=ROOT, stdout=-1, stderr=-1) as listing:
        assert listing.stdout is not None and listing.stderr is not None
        listing.stdout.close()
        assert listing.stderr.read() == b""
    assert listing.returncode == 141


def test_which_of_two_builds_it_is_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    version, tables = capsys.readouterr().out.strip().split(", tables ")
    assert version == f"samrum {__version__}"
    assert (ROOT / "samrum" / "journal" / "migrations" / f"{tables}.py").exists()


def test_a_command_it_does_not_know_is_answered_with_those_it_does() -> None:
    with pytest.raises(SystemExit) as left:
        main(["dance"])
    assert left.value.code == 2


def test_a_word_it_cannot_understand_is_refused_in_three_sentences() -> None:
    done = samrum("migrate", SAMRUM_ENV="prod")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "SAMRUM_ENV is 'prod'.",
        "It decides how strict everything else is, so a guess would be dangerous.",
        "Set it to one of demo, test, production.",
    ]


def test_production_is_not_served_as_it_comes(var: Path) -> None:
    done = samrum("serve", "--port", "0", SAMRUM_VAR=str(var))

    assert done.returncode == 1
    assert "DANGER: Nobody can log in." in done.stderr
    assert "DANGER: The database is" in done.stderr
    assert "Not served: put every DANGER right" in done.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = samrum("serve", "--port", str(port))

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Nothing can be served on 127.0.0.1:{port}.",
        "The system said: Address already in use.",
        "End the program that uses it, or choose another one with --port.",
    ]


def test_a_secret_may_lie_in_a_file(var: Path) -> None:
    done = samrum("doctor", SAMRUM_VAR=str(var), DATABASE_URL_FILE=str(var / "missing"))

    assert done.returncode == 1
    assert done.stderr.startswith(f"DATABASE_URL_FILE names {var / 'missing'}, which cannot be")


def test_the_doctor_tells_a_demo_what_it_would_tell_production(var: Path) -> None:
    done = samrum("doctor", SAMRUM_VAR=str(var), SAMRUM_ENV="demo", SAMRUM_DEMO_LOGIN="1")

    assert done.returncode == 0
    assert "DANGER: The demo login is on." in done.stdout
    assert done.stdout.endswith("As demo it may be served like this, for trying out only.\n")


@pytest.mark.parametrize("command", ["rebuild", "verify"])
def test_a_database_without_tables_is_told_and_not_traced(command: str, var: Path) -> None:
    done = samrum(command, SAMRUM_VAR=str(var))

    assert done.returncode == 1
    assert done.stderr.startswith("The database is behind this version of Samrum.\n")
    assert done.stderr.endswith("run: samrum migrate\n") and "Traceback" not in done.stderr
