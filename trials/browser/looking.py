"""Looking at a screen in Chromium: what ran, what stands where it could run, what was reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from trials.browser.screens import Screen
from trials.browser.town import Town

PATIENCE: Final = 60_000  # milliseconds, on a busy machine

# Set before anything of the page runs: what a payload calls, and what the browser reports.
HOOK: Final = """
  window.hits = []; window.reports = [];
  window.ran = (id) => window.hits.push(String(id));
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => 0;
  document.addEventListener("securitypolicyviolation",
    (e) => window.reports.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
"""
# Where a typed text has become markup: an element, a handler, an address or an order to htmx.  A
# form that sends to the very address it stands at has not been told to by what the address holds.
MARKUP: Final = r"""
() => {
  const found = [], here = location.pathname + location.search;
  for (const one of document.querySelectorAll("*")) {
    const tag = one.localName;
    const holds = ["script", "style", "template", "noscript"].includes(tag);
    if (holds && /\bran\b/.test(one.textContent))
      found.push(`<${tag}>`);
    for (const { name, value } of one.attributes) {
      const live = name.startsWith("on") || /^(data-)?hx-/.test(name) || name === "srcdoc"
        || (/^(href|src|action|formaction|data|xlink:href|content|poster|srcset)$/.test(name)
            && /^[\s\u0000-\u001f]*(javascript|data:text)/i.test(value));
      if (live && value !== here && /\bran\b|RUN/.test(value)) found.push(`<${tag} ${name}>`);
    }
  }
  const asks = "[src],link[href],[srcset],[data],form[action],[poster]";
  const away = [...document.querySelectorAll(asks)]
    .map((e) => e.src || e.href || e.action || e.data || e.poster || e.srcset || "")
    .filter((a) => typeof a === "string" && /^https?:/.test(a) && !a.startsWith(location.origin));
  return { found, hits: window.hits, reports: window.reports, away };
}
"""


@dataclass
class Seen:
    """What looking has shown so far."""

    looked: int = 0
    ran: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class Eyes:
    """Browser windows, one for each person; `lax` sets the content policy aside, so that nothing
    but the escaping stands between a text and its running."""

    def __init__(self, chromium: Any, address: str, town: Town, *, lax: bool) -> None:
        self.chromium, self.address, self.town, self.lax = chromium, address, town, lax
        self.pages: dict[str, Any] = {}
        self.seen = Seen()

    def page(self, who: str) -> Any:
        """The window of one person, logged in."""
        if who not in self.pages:
            from samrum.web.shared.session import COOKIE

            context = self.chromium.new_context(bypass_csp=self.lax, locale="en")
            context.add_init_script(HOOK)
            context.on("request", self._asked)
            if who:
                kept = {"name": COOKIE, "value": self.town.tokens[who], "url": self.address}
                context.add_cookies([kept])
            self.pages[who] = context.new_page()
            self.pages[who].set_default_timeout(PATIENCE)
        return self.pages[who]

    def look(self, screen: Screen, query: str = "") -> None:
        """Open a screen and see what runs."""
        page = self.page(screen.who)
        answer = page.goto(self.address + screen.path + query, wait_until="load")
        if not query and answer.status != 200:
            self.seen.gone.append(f"{screen.who} {screen.path} {answer.status}")
        self.judge(page, screen.path)

    def judge(self, page: Any, path: str) -> None:
        """See what the page that is open has run."""
        told = page.evaluate(MARKUP)
        self.seen.looked += 1
        self.seen.ran += [f"{path} {one}" for one in told["hits"]]
        self.seen.markup += [f"{path} {one}" for one in told["found"]]
        self.seen.reports += [f"{path} {one}" for one in told["reports"]]
        self.seen.away += [f"{path} {one}" for one in told["away"]]

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()
        self.pages.clear()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.seen.away.append(request.url)
