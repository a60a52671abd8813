"""Lillevik, the demo municipality: its people, its cases, and how they are played."""
