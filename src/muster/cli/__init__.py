"""The terminal: reads what was asked, calls one action or query, prints the answer. It computes nothing."""
