"""The entrance for a WSGI server (granian)."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samrum.site.settings")

application = get_wsgi_application()


def _settle() -> None:
    """Let nobody be reached but those on the egress list.  Read the services, and what pages say in
    every language, before the first visitor comes; and what is here by then stays, so that nobody
    has to look through it, time and again, for what can go."""
    from samrum.office import municipality, see, words
    from samrum.site import egress

    egress.close()
    for tenant, here in municipality.municipalities().items():
        see.services(tenant)
        for language in here.languages:
            words.catalogue(language, here.country)
    gc.collect()
    gc.freeze()


_settle()
