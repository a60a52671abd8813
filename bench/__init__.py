"""Benchmarks: what the product costs, measured beside its floors on the same machine."""
