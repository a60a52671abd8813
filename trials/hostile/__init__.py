"""Trials of what strangers send: files, patterns, expressions, cells, headers, addresses."""
