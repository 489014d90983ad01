"""The work that every subject of `zantara bench turn` does: the same handlers, the same calls, the same texts.

Standard library alone: the peers import it in an environment of their own.
"""

HANDLERS = 104
"""Registered in every subject."""

CALLED = tuple((3 + 13 * number) % HANDLERS for number in range(8))
"""Numbers of the handlers that a turn calls: spread over the list, so that none is found first by luck."""

SUBJECTS = ("orders", "invoices", "tickets", "customers", "shipments", "products", "contracts", "payments")

QUERY = "Free text describing what to look for in the {subject} catalogue."
LIMIT = "Maximum number of records to return, between 1 and 100."
TAGS = "Optional labels that narrow the search to matching records."

SYSTEM = "You are a helpful assistant."
ANSWER = "all done"


def wire_name(number: int) -> str:
    return f"catalogue_lookup_{number:03d}"


def subject(number: int) -> str:
    return SUBJECTS[number % len(SUBJECTS)]


def description(number: int) -> str:
    return f"Look up records in the {subject(number)} catalogue number {number} and return a short summary."


def arguments(position: int) -> dict[str, object]:
    """Arguments of the call at this position of a turn."""
    return {"query": f"alpha beta {position}", "limit": 5 + position, "tags": ["a", "b"]}


def message(calls: int) -> str:
    """What the person writes; the scripted model reads the number of calls from it."""
    return f"Please do BENCH-{calls}- now"
