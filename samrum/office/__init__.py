"""Makes it happen: two doors, `act` to change and `see` to read; both check access."""
