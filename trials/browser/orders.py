"""B5: htmx goes to our own address only, and takes no orders from what somebody typed.

Elements with orders to fetch from another site are put into a page by a script of ours, with the
policy set aside: nothing may arrive there.  And texts made of orders to htmx, in every field, may
become no order on any screen; scripts in what htmx fetched do not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

from trials.browser import ground, planted
from trials.browser.looking import Eyes
from trials.browser.payloads import Words
from trials.browser.screens import Screen, screens
from trials.browser.scripts import FEW
from trials.browser.town import told
from trials.frame import Asked, Result, Trial

ORDER: Final = """
([verb, prefix, site]) => new Promise((done) => {
  const one = document.createElement("button");
  one.setAttribute(`${prefix}${verb}`, `${site}/${verb}`);
  one.setAttribute(`${prefix}trigger`, "load");
  document.querySelector("main").append(one);
  htmx.process(one);
  window.setTimeout(done, 120);
})
"""
OWN: Final = """
() => new Promise((done) => {
  const one = document.createElement("div");
  one.id = "own"; one.setAttribute("hx-get", location.pathname);
  one.setAttribute("hx-trigger", "load"); one.setAttribute("hx-select", "h1");
  document.querySelector("main").append(one);
  htmx.process(one);
  let left = 100;
  const look = () => document.querySelector("#own h1") || !left--
    ? done(Boolean(document.querySelector("#own h1"))) : window.setTimeout(look, 100);
  look();
})
"""
VERBS: Final = ("get", "post", "put", "patch", "delete", "action")


def orders(asked: Asked) -> Result:
    """n texts that are orders, in every field; and every verb of htmx to another site."""
    ground.stand()
    arrived: list[str] = []
    small = asked.n < 40
    words = Words(asked.seed, min(asked.n, 60))
    words.made = (text for text in Words(asked.seed, 1).made if "hx-" in text)
    faults: list[str] = []
    with (
        ground.other_site(arrived) as site,
        ground.served() as address,
        ground.browser() as chromium,
    ):
        town = told(words)
        found = screens(town, doors=FEW, each=1) if small else screens(town)
        pages = [one for one in found if one.kind == "text/html"]
        eyes = Eyes(chromium, address, town, lax=True)
        for one in pages:
            eyes.look(one)
        faults += [*eyes.seen.ran, *eyes.seen.markup]
        faults += _to_another(eyes, pages[0], site)
        eyes.close()
        strict = Eyes(chromium, address, town, lax=False)
        strict.look(pages[0])
        if not strict.page(pages[0].who).evaluate(OWN):
            faults.append("htmx does not fetch from us either, so the trial shows nothing")
        faults += strict.seen.reports
        strict.close()
    faults += [f"arrived at another site: {one}" for one in arrived]
    figures = {
        "texts": len(words.batch),
        "screens": len(pages),
        "orders to another site": 2 * len(VERBS),
        "arrived there": len(arrived),
        "faults": len(faults),
    }
    return Result(not faults, figures, faults)


def _to_another(eyes: Eyes, screen: Screen, site: str) -> Iterator[str]:
    page: Any = eyes.page(screen.who)
    for prefix in ("hx-", "data-hx-"):
        for verb in VERBS:
            page.goto(eyes.address + screen.path, wait_until="load")
            page.evaluate(ORDER, [verb, prefix, site])
    yield from ()


def _any_site() -> AbstractContextManager[None]:
    """htmx is told that it may go anywhere."""
    named = '"history": false}'
    return planted.template("shared/layout.html", {named: '"history": false, "mode": "cors"}'})


B5 = Trial(
    id="B5",
    claim="htmx fetches from our own address only and takes no orders from what somebody typed.",
    unit="texts that are orders to htmx, in every field",
    full=60,
    quick=6,
    run=orders,
    defects={"any-site": _any_site, "unescaped": planted.unescaped},
)
