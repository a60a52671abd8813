"""The house rules that a machine can check (STYLE.md)."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import samrum

ROOT = Path(__file__).parent.parent
FOLDERS = [
    ".ci",
    "bench",
    "countries",
    "docs",
    "locale",
    "municipalities",
    "requirements",
    "samrum",
    "services",
    "tests",
    "trials",
    "vocabulary",
]
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".yml", ".html", ".jinja", ".css", ".js", ".po", ""}
WRITTEN_BY_OTHERS = {ROOT / "samrum" / "web" / "static" / "vendor"}
PURE_LAYERS = ("core", "packages", "rules")
IMPURE_CALLS = {"now", "today", "utcnow", "uuid4", "open", "print", "input", "getenv"}
WORDS_OF_A_STANDARD = {"DecisionService"}  # DMN 1.5, 10.4
EMPTY_NAMES = re.compile(r"(Manager|Handler|Helpers?|Utils?|Service)$")
# Written in two halves, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile("/" + r"(work|root|home/[a-z]\w*|Users/\w+)/" + r"|[A-Z]:\\Users")
REGISTRIES = re.compile(
    r"\b(" + "|".join([r"pypi\." + "org", "python" + "hosted", "npm" + "js", r"deb\.debian"]) + ")"
)
UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX)" + r"\b")
SCREEN = 50
LONGEST_MODULE = 600


def files() -> list[Path]:
    in_folders = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*")]
    at_the_root = [p for p in ROOT.iterdir() if not p.name.startswith(".")]
    return sorted(
        p
        for p in [*in_folders, *at_the_root]
        if p.is_file()
        and p.suffix in TEXT
        and "__pycache__" not in p.parts
        and not WRITTEN_BY_OTHERS & set(p.parents)
    )


FILES = files()
MODULES = [p for p in FILES if p.suffix == ".py"]
PRODUCT = [p for p in MODULES if p.is_relative_to(ROOT / "samrum")]
PURE = [p for p in PRODUCT if p.relative_to(ROOT / "samrum").parts[0] in PURE_LAYERS]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{relative(path)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def nodes(paths: list[Path], *kinds: type[ast.AST]) -> list[tuple[Path, Any]]:
    return [
        (path, node)
        for path in paths
        for node in ast.walk(tree_of(path))
        if isinstance(node, kinds)
    ]


def test_the_core_takes_time_and_identity_as_arguments() -> None:
    impure = [
        f"{relative(path)}:{call.lineno} {name}()"
        for path, call in nodes(PURE, ast.Call)
        if (name := getattr(call.func, "attr", getattr(call.func, "id", ""))) in IMPURE_CALLS
    ]
    assert impure == []


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{relative(path)}:{function.lineno} {function.name} has {length} lines"
        for path, function in nodes(MODULES, ast.FunctionDef, ast.AsyncFunctionDef)
        if (length := function.end_lineno - function.lineno + 1) > SCREEN
    ]
    assert long == []


def test_a_module_is_one_readable_thing() -> None:
    lengths = {relative(path): len(text_of(path).splitlines()) for path in MODULES}

    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [p for p in MODULES if tree_of(p).body and not ast.get_docstring(tree_of(p))]

    assert [relative(path) for path in silent] == []


def test_a_class_is_named_after_what_it_is() -> None:
    empty = [
        f"{relative(path)}:{each.lineno} {each.name}"
        for path, each in nodes(MODULES, ast.ClassDef)
        if EMPTY_NAMES.search(each.name) and each.name not in WORDS_OF_A_STANDARD
    ]
    assert empty == []


def test_names_are_imported_one_by_one() -> None:
    stars = [
        f"{relative(path)}:{line.lineno}"
        for path, line in nodes(MODULES, ast.ImportFrom)
        if any(name.name == "*" for name in line.names)
    ]
    assert stars == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert found(MACHINE_PATHS, FILES) == []
    assert found(REGISTRIES, FILES) == []


def test_nothing_is_left_for_later() -> None:
    assert found(UNFINISHED, MODULES) == []


def test_the_wheel_asks_for_what_the_set_up_installs() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]

    assert project["dependencies"] == text_of(ROOT / "requirements" / "product.in").splitlines()


def test_the_catalogue_of_public_software_is_told_this_version() -> None:
    assert f"softwareVersion: {samrum.__version__}\n" in text_of(ROOT / "publiccode.yml")


@pytest.mark.parametrize("name", ["product", "dev", "bench", "trials", "node", "audit"])
def test_every_requirement_is_pinned_by_its_hash(name: str) -> None:
    lines = text_of(ROOT / "requirements" / f"{name}.txt").splitlines()
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert packages
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []


def test_only_the_journal_touches_its_tables() -> None:
    """The doctor asks the database what its role may do to one of them; it reads no row."""
    inside = ROOT / "samrum" / "journal"
    named = re.compile(r"\b(from|into|update|join)\s+journal_\w+")

    assert [
        f"{p.relative_to(ROOT)}: {found.group()}"
        for p in PRODUCT
        if not p.is_relative_to(inside)
        for found in named.finditer(p.read_text(encoding="utf-8"))
    ] == []


NAMED_FILE = re.compile(r"`([a-z_]+/[\w./-]*?\.(?:py|txt|toml|html)|[a-z_]+/[\w/-]+/)`")
EXPLAINED = ("README.md", "ARCHITECTURE.md", "STYLE.md", "docs/packages.md", "docs/scaling.md")


@pytest.mark.parametrize("page", EXPLAINED)
def test_a_file_that_is_named_in_the_papers_is_there(page: str) -> None:
    named = NAMED_FILE.findall(text_of(ROOT / page))

    assert [n for n in named if not ((ROOT / n).exists() or (ROOT / "samrum" / n).exists())] == []
