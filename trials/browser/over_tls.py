"""Every cookie that an installation behind TLS gives, as JSON; run by the trial B4.

python -m trials.browser.over_tls STAFF RESIDENT
"""

from __future__ import annotations

import json
import sys


def main(staff: str, resident: str) -> int:
    """Presses whatever sets a cookie, and prints what was set."""
    from samrum.site import ground

    ground.set_up()
    from django.http import HttpResponse
    from django.test import Client

    from samrum.office import identity, persons
    from samrum.web.shared import session

    made: list[dict[str, object]] = []

    def keep(response: HttpResponse) -> None:
        for name, one in response.cookies.items():
            kept = {key: one[key] for key in ("httponly", "samesite", "secure", "path")}
            made.append({"name": name, **kept})

    browser = Client(SERVER_NAME="localhost")
    over = {"secure": True}
    keep(browser.get("/", **over))
    keep(browser.post("/language/", {"language": "sv", "next": "/"}, **over))
    response = HttpResponse()
    token = identity.begin_session(persons.known_person(staff))
    session.remember(response, token)
    keep(response)
    browser.cookies[session.COOKIE] = token
    whose = browser.get("/desk/keys/", **over).content.decode()
    signed = whose.partition('name="whose" value="')[2].partition('"')[0]
    keep(browser.post("/desk/keys/", {"whose": signed, "keys": "off", "on": "0"}, **over))
    typing = {"whose": signed, "via": "phone", "key": "k" * 20}
    keep(browser.post(f"/desk/people/{resident}/typing/", typing, **over))
    nobody = Client(SERVER_NAME="localhost")
    keep(nobody.post("/cases/x/messages/", {"whose": signed, "text": "typed before"}, **over))
    keep(browser.post("/logout/", **over))
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
