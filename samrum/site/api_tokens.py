"""The tokens that let other systems in here: what settings.API_TOKENS names."""

from __future__ import annotations

from samrum.channels import eidentity
from samrum.channels.access_token import Issuer, NotProven, proven
from samrum.site.variables import told


class Tokens:
    """Asks who holds a token, by the keys of the issuer that the settings name."""

    def __init__(self) -> None:
        issuer = told("SAMRUM_API_ISSUER")
        audience = told("SAMRUM_API_AUDIENCE") or f"{told('SAMRUM_ADDRESS')}/api"
        known = issuer and eidentity.safe(issuer)
        self._issuer = Issuer(issuer, audience, eidentity.http_client()) if known else None

    def __call__(self, token: str) -> tuple[str, tuple[str, ...]]:
        """The client and its scopes.  Raises PermissionError for a token that proves nothing, and
        Refused where the issuer does not answer."""
        if self._issuer is None:
            raise PermissionError("no issuer of tokens is set here")
        try:
            found = proven(self._issuer, token)
        except NotProven as error:
            raise PermissionError(str(error)) from error
        return found.client, found.scopes
