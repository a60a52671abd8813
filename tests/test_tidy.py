"""The house rules that a machine can check (STYLE.md)."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [
    ".ci",
    "bench",
    "countries",
    "docs",
    "locale",
    "requirements",
    "samrum",
    "services",
    "tests",
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


def calls_in(path: Path) -> list[tuple[int, str]]:
    """Line and name of every call, the name without what stands before its last dot."""
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    return [(c.lineno, getattr(c.func, "attr", getattr(c.func, "id", ""))) for c in calls]


def found(pattern: re.Pattern[str], path: Path) -> list[str]:
    lines = enumerate(text_of(path).splitlines(), start=1)
    return [f"line {number}: {line.strip()}" for number, line in lines if pattern.search(line)]


@pytest.mark.parametrize("path", PURE, ids=relative)
def test_the_core_takes_time_and_identity_as_arguments(path: Path) -> None:
    assert [f"line {line}: {name}()" for line, name in calls_in(path) if name in IMPURE_CALLS] == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, kinds)]
    lengths = [(f.name, (f.end_lineno or f.lineno) - f.lineno + 1) for f in functions]

    assert [f"{name} has {length} lines" for name, length in lengths if length > SCREEN] == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_is_one_readable_thing(path: Path) -> None:
    assert len(text_of(path).splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert not tree_of(path).body or ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_class_is_named_after_what_it_is(path: Path) -> None:
    classes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]

    names = {c.name for c in classes if EMPTY_NAMES.search(c.name)}
    assert names - WORDS_OF_A_STANDARD == set()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_names_are_imported_one_by_one(path: Path) -> None:
    imports = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom)]

    assert [i.module for i in imports if any(name.name == "*" for name in i.names)] == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_no_file_knows_the_machine_it_was_written_on(path: Path) -> None:
    assert found(MACHINE_PATHS, path) == []
    assert found(REGISTRIES, path) == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_nothing_is_left_for_later(path: Path) -> None:
    assert found(UNFINISHED, path) == []


def test_the_wheel_asks_for_what_the_set_up_installs() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]

    assert project["dependencies"] == text_of(ROOT / "requirements" / "product.in").splitlines()


@pytest.mark.parametrize("name", ["product", "dev", "bench", "node"])
def test_every_requirement_is_pinned_by_its_hash(name: str) -> None:
    lines = text_of(ROOT / "requirements" / f"{name}.txt").splitlines()
    packages = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert packages
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []
