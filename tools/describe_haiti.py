"""Write src/muster/missions/haiti/datapackage.json from the CSV headings there and the one table of fields.

Run it after adding a column to a file of the package: python tools/describe_haiti.py
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from muster.exchange.descriptor import resource_of
from muster.exchange.fields import TABLES

PACKAGE = Path(__file__).parents[1] / "src" / "muster" / "missions" / "haiti"
EDITION = "seeds"

ABOUT: dict[str, Any] = {
    "name": "haiti",
    "title": "The multinational security support mission in Haiti, 2023 to March 2026",
    "description": (
        "Who promised what to the mission, what came, what was needed and what was claimed, each row with its source. "
        "Passages are our own words; the originals are at the addresses given. The two founding reports are retold "
        "whole in our own words. Collected on 22 November 2026; the newest item is of 21 March 2026."
    ),
    "version": "1.0.0",
    "created": "2026-11-23T00:00:00Z",
    "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0",
                  "title": "Apache License 2.0"}],
    "sources": [{"title": "Pages listed in sources.csv, each with publisher, date and address"}],
    "mission": {
        "slug": "haiti",
        "name": "Gang Suppression Force",
        "timezone": "America/Port-au-Prince",
        "names": [
            {"from": "2023-10-02", "name": "Multinational Security Support mission in Haiti"},
            {"from": "2025-10-02", "name": "Gang Suppression Force"},
        ],
    },
    "editions": [{
        "name": EDITION,
        "title": "The two founding reports alone, as a newcomer would judge them",
        "reports": ["seed-000", "seed-002"],
        "mission": {"name": "Multinational Security Support Mission in Haiti", "names": []},
    }],
}


def heading_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as opened:
        return next(csv.reader(opened))


def main() -> None:
    tables = [table.name for table in TABLES if (PACKAGE / f"{table.name}.csv").is_file()]
    own = [table.name for table in TABLES if (PACKAGE / EDITION / f"{table.name}.csv").is_file()]
    renamed = {table: f"{EDITION}-{table}" for table in own}
    resources = [resource_of(table, heading_of(PACKAGE / f"{table}.csv"), tables) for table in tables]
    resources += [
        resource_of(table, heading_of(PACKAGE / EDITION / f"{table}.csv"), tables, path=f"{EDITION}/{table}.csv",
                    edition=EDITION, renamed=renamed)
        for table in own
    ]
    descriptor = json.dumps({**ABOUT, "resources": resources}, ensure_ascii=False, indent=2)
    (PACKAGE / "datapackage.json").write_text(descriptor + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
