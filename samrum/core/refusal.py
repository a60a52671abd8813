"""How the core says no: see samrum.packages.refusal, where the guards of a country say it too."""

from samrum.packages.refusal import Refused

__all__ = ["Refused"]
