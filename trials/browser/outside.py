"""B2: the pages ask nobody else for anything.

Every screen is opened with the content policy set aside, so that a page that wants something from
elsewhere shows it instead of being stopped; what the browser asks for is listened to, and what
stands in the page for later is read.
"""

from __future__ import annotations

from trials.browser import ground, planted
from trials.browser.looking import Eyes
from trials.browser.payloads import Words
from trials.browser.screens import screens
from trials.browser.scripts import FEW
from trials.browser.town import told
from trials.frame import Asked, Result, Trial


def outside(asked: Asked) -> Result:
    """n screens, all there are when there are fewer."""
    ground.stand()
    with ground.served() as address, ground.browser() as chromium:
        words = Words(asked.seed, 3)
        town = told(words)
        some = screens(town, doors=FEW, each=1) if asked.n <= 5 else screens(town)
        pages = [one for one in some if one.kind == "text/html"][: asked.n]
        eyes = Eyes(chromium, address, town, lax=True)
        for page in pages:
            eyes.look(page)
        eyes.close()
    figures = {"screens": len(pages), "asked of others": len(eyes.seen.away)}
    return Result(not eyes.seen.away and len(pages) > 0, figures, eyes.seen.away)


B2 = Trial(
    id="B2",
    claim="No screen asks anybody else for anything: no font, picture, script, frame or form.",
    unit="screens",
    full=1_000,
    quick=4,
    run=outside,
    defects={"picture-from-elsewhere": planted.picture_from_elsewhere},
)
