"""The core says what may happen. Plain Python: time, identity and data come in as arguments."""
