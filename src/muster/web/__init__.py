"""Ask and show: the pages a mission works from, its public page and its API. No arithmetic happens here."""
