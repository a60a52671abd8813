"""The office makes it happen: it loads a case, lets the core decide, and writes it down."""
