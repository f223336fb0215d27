"""Pictures, tables and documents: the same figures for the terminal, a file and a page."""
