"""Trials in a real browser: what somebody wrote into a field never runs, and nothing leaks out."""
