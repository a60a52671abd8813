"""Storvik, the neighbour in the demo: whom Lillevik asks to take cases over, and who answers."""
