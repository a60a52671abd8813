"""Sølund, the Danish demo municipality: a few people and what happens in their cases."""
