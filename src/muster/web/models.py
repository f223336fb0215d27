"""What the web keeps beside the ledger: people's parties, what waits for approval, corrections proposed, jobs.

None of this is evidence. What becomes part of the ledger gets there through an action and the chain.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A user's party, and what they had seen of each mission when they were last here (slug -> microseconds)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="person")
    party = models.CharField(max_length=40, blank=True, default="")
    seen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.user)


class Switch(models.Model):
    """How a mission works: with four eyes, a recorder's ruling is booked when somebody else approves it."""

    mission = models.CharField(max_length=200, unique=True)
    four_eyes = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.mission


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Waiting(models.Model):
    """A ruling somebody wants to make, until somebody else approves or refuses it.

    asked: the arguments of `actions.ruling.rule`. told: the ruling in words, as its author saw it.
    """

    mission = models.CharField(max_length=200)
    statement = models.CharField(max_length=20)
    asked = models.JSONField()
    told = models.TextField()
    author = models.CharField(max_length=150)
    made = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["mission", "statement"], condition=models.Q(state="waiting"), name="waiting_once")]

    def __str__(self) -> str:
        return f"{self.statement} by {self.author}"


class Correction(models.Model):
    """A correction anyone proposed, with or without an account. about: a figure's or entry's address."""

    mission = models.CharField(max_length=200, db_index=True)
    about = models.CharField(max_length=300)
    text = models.TextField()
    source = models.TextField(blank=True, default="")
    by = models.CharField(max_length=200, blank=True, default="")
    made = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=150, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.about}: {self.text[:40]}"


class SealAsked(models.Model):
    """A sealing one person asked for, until another confirms or refuses it. entries: "D5 S12", as they were named."""

    mission = models.CharField(max_length=200)
    entries = models.CharField(max_length=1000)
    reason = models.TextField()
    author = models.CharField(max_length=150)
    made = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["mission", "entries"], condition=models.Q(state="waiting"), name="seal_asked_once")]

    def __str__(self) -> str:
        return f"{self.entries} by {self.author}"


class Job(models.Model):
    """Long work as a row: it survives a kill and is done at most once for one content.

    content: hash of what it is about, so that the same upload twice is one job. taken: by which worker process.
    """

    kind = models.CharField(max_length=40)
    mission = models.CharField(max_length=200)
    content = models.CharField(max_length=64)
    asked = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    author = models.CharField(max_length=150)
    made = models.DateTimeField(auto_now_add=True)
    taken = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=100, blank=True, default="")
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    answer = models.TextField(blank=True, default="")
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "mission", "content"], name="job_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.content[:8]}"
