"""Data packages, spreadsheets and tables: rows of files <-> records, with every fault named; no database."""
