"""B1: what somebody typed never runs, on no screen, and the policy holds where escaping fails.

Every field of cases, rooms, persons, files and a draft holds hostile texts; every screen is opened
in a Chromium whose content policy is set aside, so that nothing but the escaping stands between a
text and its running.  What has become markup counts too, also where nobody has clicked it.  Then
with the policy in force: every screen without one report, and scripts that are put into the page on
purpose do not run.  Letters and other PDFs are read for programs and addresses that run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

from trials.browser import ground, planted
from trials.browser.looking import Eyes
from trials.browser.payloads import Words
from trials.browser.screens import ELSEWHERE, Screen, client, queries, screens, unseen
from trials.browser.town import Town, names, told
from trials.frame import Asked, Result, Trial

BATCH: Final = 60  # texts in every field at a time
SMALL: Final = 40  # below this, only the doors that matter most are opened
FEW: Final = frozenset({"resident:messages", "desk:case", "desk:paper", "room:room"})
NO_FORMS: Final = ("/logout/", "/language/", "/stay/", "/typing/", "/login/")
# Put into the page by a script of ours: none of these may run under the policy, and the two places
# where a text becomes a script or markup take no text at all (Trusted Types).
INJECTED: Final = """
() => new Promise((done) => {
  const add = (make) => { try { make(); } catch { } };
  const took = (where) => window.hits.push(`a text that ${where} took`);
  add(() => { const s = document.createElement("script"); s.text = "ran(-1)";
              took("a script"); document.body.append(s); });
  add(() => { const d = document.createElement("div"); d.innerHTML = "<img src=x onerror=ran(-2)>";
              took("innerHTML"); document.body.append(d); });
  add(() => document.body.setAttribute("onclick", "ran(-3)"));
  add(() => document.body.click());
  add(() => window.setTimeout("ran(-4)"));
  add(() => { const f = document.createElement("iframe"); f.src = "javascript:parent.ran(-5)";
              document.body.append(f); });
  window.setTimeout(() => done(window.hits), 150);
})
"""
FILL: Final = """
(text) => {
  const form = [...document.querySelectorAll("main form[method=post]")]
    .find((f) => !NO.some((one) => f.action.includes(one)));
  if (!form) return false;
  for (const field of form.elements) {
    if (field.localName === "textarea") field.value = text;
    else if (field.localName === "input" && ["text", "search", "email", "tel"].includes(field.type))
      field.value = text;
    else if (field.type === "radio" && !form.querySelector(`[name="${field.name}"]:checked`))
      field.checked = true;
  }
  form.noValidate = true;
  const button = form.querySelector("button[type=submit], button:not([type])");
  button ? form.requestSubmit(button) : form.submit();
  return true;
}
""".replace("NO.", json.dumps(NO_FORMS) + ".")


def scripts(asked: Asked) -> Result:
    """n hostile texts, a batch at a time in every field."""
    ground.stand()
    small = asked.n < SMALL
    words = Words(asked.seed, min(asked.n, BATCH))
    tried, faults, figures = 0, [], {}
    with ground.served() as address, ground.browser() as chromium:
        kept: Town | None = None
        found: list[Screen] = []
        while tried < asked.n:
            town = told(words)
            names(town)
            found = moved(found, kept, town) if kept else _found(town, small)
            tried += len(words.batch)
            eyes = Eyes(chromium, address, town, lax=True)
            faults += list(judged(eyes, town, found))
            if kept is None:
                figures = {"screens": len(found), "doors not seen": [] if small else missed(found)}
            if tried >= asked.n:
                faults += list(_once(chromium, address, town, found, eyes, small))
            eyes.close()
            kept = town
            _count(figures, eyes, town)
    figures = {"texts": tried, **figures, "faults": len(faults)}
    passed = not faults and not figures["doors not seen"] and tried >= asked.n
    return Result(passed, figures, faults)


def _found(town: Town, small: bool) -> list[Screen]:
    return screens(town, doors=FEW, each=1) if small else screens(town)


def missed(found: list[Screen]) -> list[str]:
    """The doors that nobody has seen, without those that are told of in ELSEWHERE."""
    return [name for name in unseen(found) if name not in ELSEWHERE]


def judged(eyes: Eyes, town: Town, found: Iterable[Screen]) -> Iterator[str]:
    """Looks at every screen; what ran, what has become markup, and files that could run."""
    for screen in found:
        if screen.kind == "text/html":
            eyes.look(screen)
        else:
            yield from _file(town, screen)
    yield from _ran(eyes)


def moved(found: list[Screen], was: Town, now: Town) -> list[Screen]:
    """The same screens of another town."""
    ids = dict(zip(was.cases.values(), now.cases.values(), strict=True)) | {was.room: now.room}
    made = []
    for one in found:
        path = one.path
        for before, after in ids.items():
            path = path.replace(before, after)
        if one.door not in ("room:reported", "resident:upload-show"):
            made.append(Screen(one.door, one.who, path, one.kind))
    return made + screens(now, doors=frozenset({"room:reported", "resident:upload-show"}))


def _once(
    chromium: Any, address: str, town: Town, found: list[Screen], eyes: Eyes, small: bool
) -> Iterator[str]:
    """What is done in the last turn only: the policy, the addresses, and every form; who has
    pressed them all has closed doors, of cases that she acted in for others."""
    pages = [one for one in found if one.kind == "text/html"]
    if small:
        pages = Random(1).sample(pages, min(3, len(pages)))
    yield from _under_the_policy(chromium, address, town, pages)
    asked = urlencode({name: town.words.text(300) for name in queries()})
    for screen in pages:
        eyes.look(screen, "?" + asked)
    yield from _ran(eyes)
    for screen in pages:
        _press(eyes, screen, town.words.text(2_000))
    yield from _ran(eyes)


def _under_the_policy(
    chromium: Any, address: str, town: Town, pages: list[Screen]
) -> Iterator[str]:
    strict = Eyes(chromium, address, town, lax=False)
    for screen in pages:
        strict.look(screen)
    yield from _ran(strict)
    yield from (f"reported: {one}" for one in strict.seen.reports)
    for who in {one.who for one in pages}:
        hits = strict.page(who).evaluate(INJECTED)
        yield from (f"{who}: {one} ran under the policy" for one in hits)
    strict.close()


def _press(eyes: Eyes, screen: Screen, text: str) -> None:
    page = eyes.page(screen.who)
    page.goto(eyes.address + screen.path, wait_until="load")
    with (
        page.expect_navigation(wait_until="load")
        if page.query_selector("main form[method=post]")
        else _nothing() as _
    ):
        if not page.evaluate(FILL, text):
            page.reload()
    eyes.judge(page, f"pressed {screen.path}")


def _ran(eyes: Eyes) -> Iterator[str]:
    yield from (f"not there any more: {one}" for one in eyes.seen.gone)
    yield from (f"asked of others: {one}" for one in eyes.seen.away)
    eyes.seen.gone.clear()
    eyes.seen.away.clear()
    yield from (f"ran: {one}" for one in eyes.seen.ran)
    yield from (f"markup: {one}" for one in eyes.seen.markup)
    eyes.seen.ran.clear()
    eyes.seen.markup.clear()


def _file(town: Town, screen: Screen) -> Iterator[str]:
    """A file is what it says it is, may do nothing, and holds nothing that runs."""
    from samrum.channels.pdf import fault_in

    answer = client(town, screen.who).get(screen.path)
    if answer.status_code != 200:
        yield f"not there any more: {screen.who} {screen.path} {answer.status_code}"
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    if answer["X-Content-Type-Options"] != "nosniff":
        yield f"{screen.path} may be taken for something else"
    if "default-src 'none'" not in answer["Content-Security-Policy"]:
        yield f"{screen.path} may load and run what it likes"
    if screen.kind == "application/pdf":
        fault = fault_in(content)
        if fault is not None or b"/URI" in content and b"javascript:" in content.lower():
            yield f"{screen.path} is a PDF with a {fault}"
    elif content.lstrip()[:1] == b"<":
        yield f"{screen.path} begins like a page"


def _count(figures: dict[str, Any], eyes: Eyes, town: Town) -> None:
    figures["looked at"] = figures.get("looked at", 0) + eyes.seen.looked
    figures["acts refused"] = figures.get("acts refused", 0) + len(town.refused)


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


B1 = Trial(
    id="B1",
    claim="What somebody typed into any field runs on no screen, also when the content policy is "
    "set aside; under the policy no screen makes the browser report anything, and a script that "
    "is put into a page does not run.",
    unit="hostile texts, in every field and on every screen",
    full=2_000,
    quick=8,
    run=scripts,
    defects={
        "unescaped": planted.unescaped,
        "unescaped-at-the-desk": planted.unescaped_at_the_desk,
        "styled-inside": planted.styled_inside,
        "any-script": lambda: planted.policy(
            script_src="'self' 'unsafe-inline'", require_trusted_types_for="", trusted_types=""
        ),
        "no-trusted-types": lambda: planted.policy(require_trusted_types_for=""),
    },
)
