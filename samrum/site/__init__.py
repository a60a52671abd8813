"""The site: settings, addresses and the check that it is safe to serve."""
