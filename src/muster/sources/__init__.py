"""A file to text with positions: what was published, by whom, when, in which language, and where each word stands."""
