"""The page a visitor of the demonstration meets first, in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from joserfc.jwk import KeySet
from playwright.sync_api import Browser, sync_playwright

from samrum.channels import eidentity
from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import Client
from samrum.channels.demo_server import serve
from samrum.channels.eidentity import Provider, begin, finish

pytestmark = pytest.mark.browser

BACK = "http://127.0.0.1:9/logged-in"
CAST = [
    Person("197001019802", "Anna Lind", {"sv": "Söker parkeringstillstånd för rörelsehindrade."}),
    Person("198105059801", "Bo Ek", {"sv": "Handläggare."}),
    Person("199001019803", "Dragan Petrović-Stadsbyggnadsförvaltningen", {"sv": "Frivillig."}),
]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    key = eidentity.new_key()
    clients = {"samrum": Client("samrum", KeySet([key]), (BACK,))}
    serving = serve(clients, CAST, demo=True, find=lambda said: CAST[:1])
    yield Provider(serving.issuer, "samrum", key, eidentity.http_client())
    serving.stop()


def test_one_picks_a_person_on_a_phone_without_javascript(browser, provider):
    phone = {"width": 360, "height": 740}
    context = browser.new_context(viewport=phone, java_script_enabled=False)
    page = context.new_page()
    context.route(f"{BACK}*", lambda route: route.fulfill(body="back"))
    url, pending = begin(provider, BACK)
    page.goto(url)

    buttons = page.locator("button.person").all()
    assert buttons
    for button in buttons:
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 44

    page.get_by_role("button", name="Anna Lind").click()
    page.wait_for_url(f"{BACK}*")
    back = dict(pair.split("=", 1) for pair in page.url.partition("?")[2].split("&"))
    back["iss"] = provider.issuer
    assert finish(provider, pending, back).name == "Anna Lind"

    page.goto(begin(provider, BACK)[0])
    assert page.get_by_role("heading", name="Redan inloggad i den här webbläsaren").is_visible()
    assert page.get_by_role("button", name="Anna Lind").count() == 1, "who is here stands first"
    assert page.locator("button.person").first.inner_text().startswith("AL")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("said", ["", "Anna"])
def test_the_page_has_no_barrier_that_a_machine_can_find(browser, provider, scheme, said):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(begin(provider, BACK, "da")[0])
    if said:
        page.get_by_role("searchbox").fill(said)
        page.get_by_role("button", name="Søg").click()
        page.wait_for_url("**q=Anna*")
        context.route(f"{BACK}*", lambda route: route.fulfill(body="back"))
        page.get_by_role("button", name="Anna Lind").first.click()
        page.wait_for_url(f"{BACK}*")
        page.goto(begin(provider, BACK, "da")[0])
        assert page.get_by_role("heading", name="Allerede logget ind").is_visible()

    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    context.close()
