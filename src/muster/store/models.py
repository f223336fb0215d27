"""The tables. What each column holds is in `entries.ENTRIES`; the laws that guard them are in `triggers`.

Django makes and migrates the tables; rows are written and read by plain SQL over its connection, because its ORM
reaches about half the rate of durable single entries and a tenth of the bulk rate.
Days are whole days since 1970-01-01, times whole microseconds since then, UTC.
"""

from __future__ import annotations

from django.db import models

from muster.store.entries import ENTRIES


class Ledger(models.Model):
    """One mission, and the head of its chain: the only row of a ledger that is ever changed."""

    slug = models.TextField(unique=True)
    name = models.TextField()
    timezone = models.TextField()
    names = models.TextField(default="[]")
    is_current = models.BooleanField(default=False)
    head_sequence = models.BigIntegerField(default=0)
    head_hash = models.BinaryField(max_length=32)
    head_recorded = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    lots = models.BigIntegerField(default=0)
    movements = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug


class Text(models.Model):
    """Words that can be sealed. id: twice its entry's id, plus one for the second text. body None: sealed."""

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, models.PROTECT, db_index=False)
    salt = models.BinaryField(max_length=16, null=True)
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"text {self.id}"


class Entry(models.Model):
    """What every entry has. CONTENT names, as ORM paths, what its content id is made of."""

    CONTENT: tuple[str, ...] = ()

    id = models.BigIntegerField(primary_key=True)
    ledger = models.ForeignKey(Ledger, models.PROTECT, db_index=False)
    recorded = models.BigIntegerField()
    author = models.TextField()
    content_id = models.BinaryField(max_length=32)
    chain_hash = models.BinaryField(max_length=32)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["ledger", "content_id"], name="%(class)s_once")]

    def __str__(self) -> str:
        return f"{type(self).__name__.lower()} {self.id}"


class Party(Entry):
    CONTENT = ENTRIES["party"].content
    key = models.TextField()
    kind = models.TextField()
    host_side = models.BooleanField(default=False)

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["ledger", "key"], name="party_key_once"),
        ]


class Alias(Entry):
    CONTENT = ENTRIES["alias"].content
    party = models.ForeignKey(Party, models.PROTECT)
    number = models.IntegerField()


class Report(Entry):
    CONTENT = ENTRIES["report"].content
    known = models.BigIntegerField()
    name = models.TextField()
    publisher = models.TextField()
    published = models.IntegerField(null=True)
    language = models.TextField()
    marking = models.SmallIntegerField()
    is_citation = models.BooleanField()
    is_founding = models.BooleanField()
    date_is_inferred = models.BooleanField()
    received = models.BigIntegerField(null=True)

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["ledger", "name"], name="report_name_once"),
        ]


class Statement(Entry):
    CONTENT = ENTRIES["statement"].content
    known = models.BigIntegerField()
    report = models.ForeignKey(Report, models.PROTECT, db_index=False)
    locator = models.TextField()
    aspect = models.TextField()
    kind = models.TextField()
    contributor = models.TextField()
    resource = models.TextField()
    unit = models.TextField()
    booked = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    stage = models.SmallIntegerField(null=True)
    from_stage = models.SmallIntegerField(null=True)
    first = models.IntegerField(null=True)
    last = models.IntegerField(null=True)
    speaker = models.TextField()
    grade = models.SmallIntegerField()
    marking = models.SmallIntegerField()
    detail = models.TextField()

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["report", "locator"], name="statement_place_once"),
        ]


class Line(Entry):
    CONTENT = ENTRIES["line"].content
    number = models.IntegerField()
    terms = models.BinaryField(max_length=32)
    contributor = models.TextField()
    kind = models.TextField()
    resource = models.TextField()
    unit = models.TextField()
    channel = models.TextField()
    earmark = models.TextField()
    variant = models.IntegerField()

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["ledger", "terms", "variant"], name="line_terms_once"),
        ]


class Lot(Entry):
    CONTENT = ENTRIES["lot"].content
    number = models.IntegerField()
    line = models.ForeignKey(Line, models.PROTECT, db_index=False)
    name = models.TextField()
    part_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["line", "name"], name="lot_name_once"),
        ]


class Ruling(Entry):
    CONTENT = ENTRIES["ruling"].content
    known = models.BigIntegerField()
    statement = models.ForeignKey(Statement, models.PROTECT)
    verdict = models.TextField()
    judge = models.TextField()
    policy = models.TextField()
    cites = models.TextField()
    postings = models.TextField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    detail = models.TextField()


class Citation(Entry):
    CONTENT = ENTRIES["citation"].content
    ruling = models.ForeignKey(Ruling, models.PROTECT)
    statement = models.ForeignKey(Statement, models.PROTECT, db_index=False)


class Movement(Entry):
    CONTENT = ENTRIES["movement"].content
    known = models.BigIntegerField()
    ruling = models.ForeignKey(Ruling, models.PROTECT)
    lot = models.ForeignKey(Lot, models.PROTECT)
    ordinal = models.IntegerField()
    places = models.SmallIntegerField()
    flags = models.IntegerField()
    quantity = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    first = models.IntegerField()
    last = models.IntegerField()
    reverses = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)


class Seal(Entry):
    """Who made which texts unreadable, and why. targets: entry ids; digests: of the texts, in hex."""

    CONTENT = ENTRIES["seal"].content
    reason = models.TextField()
    first_author = models.TextField()
    second_author = models.TextField()
    targets = models.TextField()
    digests = models.TextField()


class Backup(models.Model):
    """Where a backup was written, so that sealing can reach it. ledgers: JSON list of short names."""

    path = models.TextField()
    host = models.TextField()
    made = models.BigIntegerField()
    ledgers = models.TextField()

    def __str__(self) -> str:
        return self.path


class SealedText(models.Model):
    """A text that a seal names: only such a text may lose its body."""

    text = models.OneToOneField(Text, models.PROTECT)
    seal = models.ForeignKey(Seal, models.PROTECT)

    class Meta:
        db_table = "store_sealed"

    def __str__(self) -> str:
        return f"sealed {self.text_id}"
