"""The entrance for a WSGI server (granian)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samrum.site.settings")

application = get_wsgi_application()
