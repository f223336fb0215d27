"""One function for each thing a person does, one transaction each.

The terminal and the web call these and nothing else.
"""
