"""The one script: it explains itself, and says in words what it is missing."""

import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script, on a machine that has bash and next to nothing else."""
    shutil.copy(ROOT / "do", tmp_path)
    (tmp_path / "bin").mkdir()
    for program in ("bash", "cat", "dirname", "mkdir", "rm", "tail"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program) or "")
    return tmp_path


def do(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./do", *words],
        cwd=checkout,
        env={"PATH": str(checkout / "bin")},
        executable=checkout / "do",
        capture_output=True,
        text=True,
    )


def python_that(checkout: Path, *lines: str) -> None:
    """Puts a program called python3 in the way that behaves as these lines say."""
    program = checkout / "bin" / "python3"
    program.write_text("\n".join(["#!/bin/sh", *lines]))
    program.chmod(0o755)


def test_it_explains_every_word_it_knows(checkout: Path) -> None:
    script = (ROOT / "do").read_text()
    case = script.split("case $word in")[1].split("esac")[0]
    words = set(re.findall(r"\b([a-z]{3,})(?= \||\) set_up)", case)) - {"help"}

    explained = do(checkout, "help").stdout
    assert {"demo", "serve", "test", "check", "bench", "docs", "build", "trials"} <= words
    assert [word for word in words if f"./do {word}" not in explained] == []


def test_without_python_it_says_so_in_three_sentences(checkout: Path) -> None:
    done = do(checkout, "demo")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "There is no Python 3.11 or newer here.",
        "Samrum is written in it, and it is the one thing this script cannot fetch.",
        "Install it, or set SAMRUM_PYTHON to where it is, and run ./do again.",
    ]


def test_an_old_python_is_no_python(checkout: Path) -> None:
    python_that(checkout, "exit 1")

    assert "There is no Python 3.11" in do(checkout, "demo").stderr


def test_a_python_that_cannot_make_environments_is_explained(checkout: Path) -> None:
    python_that(
        checkout,
        'case "$1" in -m) echo "ensurepip is not available"; exit 1;; esac',
        '[ "$1" = --version ] && echo "Python 3.11.2"',
        "exit 0",
    )
    done = do(checkout, "demo")

    assert done.returncode == 1
    assert "said: ensurepip is not available" in done.stderr
    assert "apt-get install python3-venv" in done.stderr


def test_packages_that_cannot_be_had_are_explained(checkout: Path) -> None:
    (checkout / "requirements").mkdir()
    (checkout / "requirements" / "product.txt").write_text("nothing==1.0\n")
    python_that(
        checkout,
        'case "$*" in',
        '  *venv*) mkdir -p .venv/bin; cat "$0" >.venv/bin/python; chmod +x .venv/bin/python;;',
        '  *install*) echo "ERROR: the registry does not answer"; exit 1;;',
        '  *sha256*) echo "a sum";;',
        "esac",
        "exit 0",
    )
    (checkout / "bin" / "chmod").symlink_to(shutil.which("chmod") or "")
    (checkout / "bin" / "grep").symlink_to(shutil.which("grep") or "")
    done = do(checkout, "demo")

    assert done.returncode == 1
    assert "pip said: ERROR: the registry does not answer" in done.stderr
    assert "See that this machine reaches a Python registry" in done.stderr


def auditor_that(checkout: Path, *lines: str) -> None:
    """Everything is set up, and the program that asks for weaknesses behaves as these lines say."""
    for name, content in (
        (".venv/bin/python", f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} "$@"\nexit 0\n'),
        ("var/audit/bin/pip-audit", "\n".join(["#!/bin/sh", *lines])),
        ("requirements/product.txt", ""),
        ("samrum/web/static/vendor/stamp", ""),
    ):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(content)
        (checkout / name).chmod(0o755)


def test_a_weakness_that_is_known_is_told_with_what_mends_it(checkout: Path) -> None:
    found = '{"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [%s]}]}'
    weak = '{"id": "CVE-2014-0012", "fix_versions": ["2.7.2"]}'
    auditor_that(checkout, f"echo '{found % weak}' >var/audit.json", "exit 1")
    done = do(checkout, "audit")

    assert done.returncode == 1
    assert "jinja2 2.4.1 CVE-2014-0012 mended in: 2.7.2" in done.stdout


def test_without_a_network_the_audit_says_that_it_is_no_answer(checkout: Path) -> None:
    auditor_that(checkout, "echo 'ConnectionError: no route'", "exit 1")
    done = do(checkout, "audit")

    assert done.returncode == 1 and "No weakness" not in done.stdout
    assert done.stderr.splitlines() == [
        "Nothing was audited.",
        "There is no answer from where weaknesses are published: ConnectionError: no route",
        "Run it where the network reaches it; this is no answer, neither yes nor no.",
    ]


def test_nothing_known_is_said_in_words(checkout: Path) -> None:
    auditor_that(checkout, "echo '{}' >var/audit.json", "exit 0")

    assert "No weakness is known" in do(checkout, "audit").stdout
    assert (checkout / "requirements/audited.txt").read_text().startswith(f"{sum_of(checkout)}  ")


def sum_of(checkout: Path) -> str:
    return sha256((checkout / "requirements/product.txt").read_bytes()).hexdigest()


def test_what_is_locked_was_asked_about_when_it_was_locked() -> None:
    """ASVS 15.2.1, with the time limits of docs/runbook.md: a lock that nobody has asked about, or
    in which something was known, does not get in.  After `./do lock`: `./do audit`."""
    audited = (ROOT / "requirements/audited.txt").read_text()

    told = rf"{sum_of(ROOT)}  requirements/product.txt: no weakness known on \d{{4}}-\d\d-\d\d\n"
    assert re.fullmatch(told, audited)
