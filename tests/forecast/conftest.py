"""The second implementations live beside the benchmarks, the example mission here; both are imported by name."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "bench"), str(Path(__file__).parent)]
