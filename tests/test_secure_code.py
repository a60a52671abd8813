"""What no line of the product does, whatever it is for: read from the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = sorted((ROOT / "samrum").rglob("*.py"))
SHELLS = {"system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"}
PROGRAMS = {"run", "Popen", "call", "check_call", "check_output"}
OBJECTS = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "cloudpickle"}
HASHES = {"sha256", "sha384", "sha512", "compare_digest", "new", "digest", "file_digest"}
SIGNING = {"Ed25519PrivateKey", "Ed25519PublicKey", "X25519PrivateKey", "X25519PublicKey"}
SEALING = {"ChaCha20Poly1305", "HKDF", "SHA256", "InvalidTag", "InvalidSignature"}
MADE_UP = ("cli/lillevik", "cli/soelund", "cli/storvik")  # towns of the demonstration
FEWEST_BYTES = 16  # of what nobody may guess
# The name of a folder, and an id, which gives nobody a right.
NO_SECRETS = [
    "journal/account.py: token_hex(8)",
    "office/persons.py: secrets.token_bytes(10)",
]


# A module without any of these words has none of what is looked for, and need not be parsed.
WORDS = re.compile(
    r"subprocess|system\(|popen|getoutput|shell|pickle|marshal|shelve|dill|yaml|cryptography"
    r"|hashlib|hmac|random|secrets|token_|httpx|requests|urlopen"
)
TOLD = (ast.Call, ast.Import, ast.ImportFrom, ast.Assign)


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    return tuple(
        (str(path.relative_to(ROOT / "samrum")), node)
        for path in PRODUCT
        if WORDS.search(text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, TOLD)
    )


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call, with the module and the whole name that is called."""
    return tuple(
        (path, name_of(node.func), node) for path, node in nodes() if isinstance(node, ast.Call)
    )


def name_of(node: ast.expr) -> str:
    """The dotted name of what is called; "" in front of what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imports() -> Iterator[tuple[str, str, str]]:
    """Every import: where, from which module, which name ("" for the module itself)."""
    for path, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((path, one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((path, node.module or "", one.name) for one in node.names)


def test_no_text_reaches_a_shell() -> None:
    """ASVS 1.2.5: a program gets a list of words, and no shell reads them."""
    started, wrong = [], []
    for path, name, call in calls():
        last = name.rpartition(".")[2]
        given = {one.arg: one.value for one in call.keywords}
        if last in SHELLS or "shell" in given:
            wrong.append(f"{path}: {name}")
        if name.startswith("subprocess.") and last in PROGRAMS:
            started.append(path)
            words = call.args[0]
            if not isinstance(words, ast.List | ast.Tuple | ast.Name):
                wrong.append(f"{path}: {ast.unparse(words)}")
            if isinstance(words, ast.Name) and _is_text(path, words.id):
                wrong.append(f"{path}: {words.id} is a text")

    assert len(started) > 3 and wrong == []


def test_nothing_that_was_sent_becomes_an_object_of_its_senders_choice() -> None:
    """ASVS 1.5.2: data is read as JSON, TOML, XML or PO, into shapes that we name."""
    assert [(path, module) for path, module, _ in imports() if module in OBJECTS] == []


def test_what_is_sealed_is_sealed_with_an_authenticated_cipher() -> None:
    """ASVS 11.3.1 and 11.3.2: one cipher of the library, without modes to choose wrongly."""
    primitives = {name for _, module, name in imports() if module.split(".")[0] == "cryptography"}

    assert "ChaCha20Poly1305" in primitives
    assert primitives <= SIGNING | SEALING


def test_no_weak_hash_is_taken() -> None:
    """ASVS 11.4.1: the family SHA-2 only, by its name, also where nothing secret is meant."""
    named = {name for _, module, name in imports() if module == "hashlib" and name}
    made = {
        name.partition(".")[2]
        for _, name, _ in calls()
        if name.partition(".")[0] in ("hashlib", "hmac") and name.count(".") == 1
    }
    with_name = [
        ast.unparse(call)
        for _, name, call in calls()
        if name in ("hashlib.new", "hashlib.file_digest", "hmac.new", "hmac.digest")
        and "sha256" not in ast.unparse(call)
    ]

    assert named and made and (named | made) <= HASHES
    assert with_name == []


def test_what_nobody_may_guess_comes_from_the_system_and_is_long_enough() -> None:
    """ASVS 7.2.3 and 11.5.1: random numbers that can be foreseen only make up towns."""
    foreseen = {path for path, module, _ in imports() if module == "random"}
    assert [path for path in foreseen if not path.startswith(MADE_UP)] == []
    short = [
        f"{path}: {ast.unparse(call)}"
        for path, name, call in calls()
        if name.rpartition(".")[2] in ("token_bytes", "token_hex", "token_urlsafe")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value < FEWEST_BYTES
    ]

    assert short == NO_SECRETS


def test_no_answer_sends_us_on_to_another_address() -> None:
    """ASVS 15.3.2: who is asked by a page or the worker cannot name another one to ask."""
    clients = [
        {one.arg: ast.unparse(one.value) for one in call.keywords}
        for _, name, call in calls()
        if name == "httpx.Client"
    ]
    direct = {name for _, name, _ in calls() if name in {"httpx.get", "httpx.post", "requests.get"}}
    opened = {path for path, name, _ in calls() if name == "urlopen"}

    assert len(clients) == 2
    assert all(one.get("follow_redirects") == "False" for one in clients)
    assert direct == set() and opened == {"site/doctor.py"}, (
        "the doctor shows what it says to nobody"
    )


def _is_text(path: str, name: str) -> bool:
    """Whether a variable of this module is ever made as a text."""
    return any(
        where == path
        and isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        and isinstance(node.value, ast.JoinedStr | ast.Constant)
        for where, node in nodes()
    )
