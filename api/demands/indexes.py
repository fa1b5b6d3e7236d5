"""The columns that the indexes of demands and their deadlines hold, in the order in which figures ask for them."""

from __future__ import annotations

# What figures are made of. An index over all of it answers them without the rows, most of which is encrypted text.
COUNTED = (
    "created_at", "status", "category", "region", "sector", "channel", "window", "institution", "rating", "returns",
    "matched_at", "no_match_at", "chosen_at", "dispatched_at", "accepted_at", "completed_at", "due_at",
    "asked_far",
)  # fmt: skip

# Windows and institutions compared: in the order of their groups, so that nothing is sorted.
OF_WINDOW = ("window", "rating", "created_at", "status", "dispatched_at", "completed_at", "returns", "institution")
OF_INSTITUTION = ("institution", "rating", "created_at", "status", "completed_at")

TIMED = ("stage", "took_minutes", "met", "escalated_at", "set_at", "window", "institution", "demand_id")

# From a window or an institution straight to what of it began in the period.
TIMED_BY_WINDOW = ("window", "institution", "set_at", "met", "escalated_at", "demand_id", "stage", "took_minutes")
TIMED_BY_INSTITUTION = ("institution", "set_at", "met", "escalated_at", "window", "demand_id")

# Figures of one window begin with the demands it may see; without all of this each deadline's row would be read.
OF_DEMAND = ("demand_id", "set_at", "stage", "institution", "window", "met", "escalated_at", "took_minutes")
