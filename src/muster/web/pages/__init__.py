"""One file for each page: read the question, ask, show."""
