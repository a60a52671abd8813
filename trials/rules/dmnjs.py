"""R-dmnjs: models that are opened and saved in dmn-js answer as before.

The real dmn-js runs in the real Chromium: it reads a model, shows each of its views, and saves. The
models are those of the service packages, evaluated on n facts for each decision, and those of a
folder of the DMN TCK's form (SAMRUM_TCK), run case by case. dmn-js reads DMN 1.3: models of another
version are first given the names of 1.3, and those that hold newer elements are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, sync_playwright

from samrum.rules import ModelFault, json_from_value
from samrum.rules.evaluate import Model, Outcome
from samrum.rules.read import read_definitions
from samrum.rules.tck import Case, run_folders
from trials.frame import ROOT, VAR, Asked, NotHere, Result, Trial, replaced
from trials.rules.facts import facts_for

PACKAGE, VERSION = "dmn-js", "17.8.1"
MODELLER = VAR / "node_modules" / PACKAGE / "dist" / "dmn-modeler.development.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# No sandbox, as containers run it; no traffic of its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMESPACES = re.compile(
    r"https?://www\.omg\.org/spec/DMN/20(?:180521|211108|230324)/(MODEL|FEEL|DMNDI)/"
)
NEWER = re.compile(r"<(?:\w+:)?(?:conditional|filter|for|some|every|typeConstraint)[ >]")

# Opens a model, shows each view, saves; gives the XML, what dmn-js warned of, and the views.
OPEN_AND_SAVE = """async (xml) => {
    const modeller = new DmnJS({ container: document.body });
    try {
        const { warnings } = await modeller.importXML(xml);
        const views = modeller.getViews();
        for (const view of views) await modeller.open(view);
        const saved = await modeller.saveXML({ format: true });
        return { xml: saved.xml, warnings: warnings.map((w) => w.message), views: views.length };
    } catch (refused) {
        return { refused: refused.message };
    } finally {
        modeller.destroy();
    }
}"""


def compare(asked: Asked) -> Result:
    """n facts for each decision of the packages; every case of the kit."""
    examples: list[Any] = []
    figures: dict[str, Any] = {}
    with modeller() as page:
        for name, trial in (("packages", packages), ("kit", kit)):
            figures[name] = trial(page, asked, examples)
    same = all(part["different"] == 0 and part["unread"] == 0 for part in figures.values())
    return Result(same and figures["packages"]["models"] > 0, figures, examples)


# ---- the models of the service packages ---------------------------------------------------------


def packages(page: Page, asked: Asked, examples: list[Any]) -> dict[str, int]:
    """Each decision of each model, on n facts."""
    random = Random(asked.seed)
    counts = {"models": 0, "decisions": 0, "answers": 0, "different": 0, "unread": 0, "values": 0}
    for path in sorted((ROOT / "services").glob("*/rules/*.dmn")):
        counts["models"] += 1
        text = as_of_1_3(path.read_text(encoding="utf-8"))
        saved = open_and_save(page, text)
        before = Model(read_definitions(text))
        try:
            after = Model(read_definitions(saved["xml"]))
        except (KeyError, ModelFault) as fault:
            counts["unread"] += 1
            examples.append({"model": path.name, "refused": saved.get("refused", str(fault))})
            continue
        seen: set[str] = set()
        for decision in before.definitions.decisions:
            counts["decisions"] += 1
            for _ in range(asked.n):
                facts = facts_for(random, before, decision.id)
                counts["answers"] += 1
                one, other = (m.evaluate(decision.id, facts, trace=True) for m in (before, after))
                seen.add(repr(one.value))
                if told(one) != told(other):
                    counts["different"] += 1
                    examples.append(difference(path, decision.name, facts, one, other))
        counts["values"] += len(seen)
    return counts


def told(outcome: Outcome) -> Any:
    """What must not change: the value, the findings, and which rules it rests on."""
    assert outcome.trace is not None
    rules = [(d.id, [rule.id for rule in d.rules]) for d in outcome.trace.decisions]
    return repr(outcome.value), [finding.what for finding in outcome.findings], rules


def difference(path: Path, name: str, facts: Any, one: Outcome, other: Outcome) -> dict[str, Any]:
    """A difference, so that one sees why."""
    answers = {"before": json_from_value(one.value), "after": json_from_value(other.value)}
    return {"model": path.name, "decision": name, "facts": repr(facts), **answers}


# ---- the models of the kit ----------------------------------------------------------------------


def kit(page: Page, asked: Asked, examples: list[Any]) -> dict[str, int]:
    """Every model of the kit that dmn-js reads, with the cases of its folder."""
    counts = {"models": 0, "newer": 0, "refused": 0, "warned": 0, "unread": 0}
    counts |= {"saved": 0, "cases": 0, "different": 0}
    root = os.environ.get("SAMRUM_TCK")
    if not root:
        return counts
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        for copy in (before, after):
            shutil.copytree(root, copy)
        for path in sorted(before.rglob("*.dmn")):
            counts["models"] += 1
            kept = after / path.relative_to(before)
            counts[_save(page, path, kept, examples)] += 1
        cases = list(zip(run_folders(before), run_folders(after), strict=True))
    counts["cases"] = len(cases)
    for one, other in cases:
        if one != other:
            counts["different"] += 1
            examples.append(_case(one, other))
    return counts


def _save(page: Page, path: Path, kept: Path, examples: list[Any]) -> str:
    """Opens and saves one model; gives the name of what became of it."""
    text = path.read_text(encoding="utf-8")
    if NEWER.search(text):
        return "newer"
    text = as_of_1_3(text)
    path.write_text(text, encoding="utf-8")
    saved = open_and_save(page, text)
    if "refused" in saved:
        examples.append({"model": path.name, "refused": saved["refused"]})
    elif saved["warnings"]:
        examples.append({"model": path.name, "warned": saved["warnings"][:3]})
    else:
        kept.write_text(saved["xml"], encoding="utf-8")
        return "saved"
    kept.write_text(text, encoding="utf-8")
    return "refused" if "refused" in saved else "warned"


def _case(one: Case, other: Case) -> dict[str, str]:
    return {"case": f"{one.folder} {one.id}", "before": one.fault, "after": other.fault}


# ---- the modeller -------------------------------------------------------------------------------


def as_of_1_3(text: str) -> str:
    """A model with the names of DMN 1.3, in which nothing that 1.3 has is written otherwise."""
    return NAMESPACES.sub(r"https://www.omg.org/spec/DMN/20191111/\1/", text)


def open_and_save(page: Page, text: str) -> dict[str, Any]:
    """What dmn-js makes of a model."""
    saved: dict[str, Any] = page.evaluate(OPEN_AND_SAVE, text)
    return saved


@contextmanager
def modeller() -> Iterator[Page]:
    """A page of Chromium with dmn-js in it."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None or not shutil.which("npm"):
        raise NotHere(
            "dmn-js cannot run here.",
            "It takes a browser, and npm to fetch it.",
            "Install chromium and npm.",
        )
    if not MODELLER.exists():
        _fetch()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = running.new_page(viewport={"width": 1280, "height": 900})
        page.set_content("<!doctype html><title>dmn-js</title><body style='height: 800px'></body>")
        page.add_script_tag(path=MODELLER)
        yield page
        running.close()


def _fetch() -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--no-prune"]
    words = ["npm", "install", "--prefix", str(VAR), *options, f"{PACKAGE}@{VERSION}"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


# ---- planted defects ----------------------------------------------------------------------------


def _forgetful(pattern: str, instead: str) -> Callable[[], AbstractContextManager[None]]:
    """A modeller that changes what it saves."""
    right = open_and_save

    def saves_otherwise(page: Page, text: str) -> dict[str, Any]:
        saved = right(page, text)
        if "xml" in saved:
            saved["xml"] = re.sub(pattern, instead, saved["xml"], count=1, flags=re.DOTALL)
        return saved

    return lambda: replaced(__import__(__name__, fromlist=["*"]), "open_and_save", saves_otherwise)


R_DMNJS = Trial(
    id="R-dmnjs",
    claim="Models that were opened and saved in dmn-js 17 give identical answers, rules and "
    "findings.",
    unit="facts for each decision of the packages; all cases of the kit in SAMRUM_TCK",
    full=2_000,
    quick=200,
    run=compare,
    defects={
        "drops-a-rule": _forgetful(r"<rule .*?</rule>", ""),
        "loosens-a-bound": _forgetful(r"(<inputEntry[^>]*>\s*<text>)&lt;=", r"\1&lt;"),
    },
)
