"""Django's PostgreSQL, which remembers with each connection whom it works for.

Django tries a connection that was kept open by a statement of its own before each page.  Here it is
looked at from this end: a server that stops says so and hangs up, and then there is something to
read that nobody asked for.
"""

from __future__ import annotations

from select import POLLIN, poll
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """`tenant` is whom the connection works for, None when that must be said first; `statements` is
    the cursor that sends them: to make one for each would cost a third of a small statement."""

    tenant: int | None = None
    statements: psycopg.Cursor[tuple[Any, ...]]

    def get_new_connection(self, conn_params: Any) -> Any:
        raw = super().get_new_connection(conn_params)
        self.tenant, self.statements = None, psycopg.Cursor(raw)
        return raw

    def is_usable(self) -> bool:
        """Whether the other end is still there, as far as can be seen from here."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0)
