"""Trials of durability: servers, databases and connections that end at the wrong moment."""
