"""What a service package and a country pack are: read, check, compare."""
