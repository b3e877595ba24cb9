"""Tell "everything grew" from "people got angrier": the share of complaints against its usual."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.stats import betabinom

Mood = Literal["volume", "mood"]

ANGRIER = 0.02  # a share this unlikely is a change of mood
GREW = 1.5  # times its usual number, and everything grew
STEADINESS = 30.0  # how many comments' worth a past share is trusted: shares wander from day to day


def share_p_value(complaints: int, total: int, usual_complaints: int, usual_total: int) -> float:
    """Return the beta-binomial chance of at least so many complaints among `total`, given what was usual."""
    trust = min(1.0, STEADINESS / max(usual_total, 1))
    a, b = 0.5 + trust * usual_complaints, 0.5 + trust * (usual_total - usual_complaints)
    return float(betabinom.sf(complaints - 1, total, a, b))


def mood(complaints: Sequence[int | None], totals: Sequence[int | None], window_hours: int) -> Mood | None:
    """Return what the last `window_hours` show against all hours before, missing ones left out.

    Both sequences are hourly and end with the same hour. None: no history, or neither the share nor the
    whole moved.
    """
    length = min(len(complaints), len(totals))
    pairs = [
        (min(angry, everyone), everyone) if angry is not None and everyone is not None else (np.nan, np.nan)
        for angry, everyone in zip(complaints[-length:], totals[-length:], strict=True)
    ]
    now, past = np.array(pairs[-window_hours:]), np.array(pairs[:-window_hours]).reshape(-1, 2)
    (angry, everyone), (usual_angry, usual_everyone) = np.nansum(now, axis=0), np.nansum(past, axis=0)
    if not usual_everyone:
        return None
    if share_p_value(int(angry), int(everyone), int(usual_angry), int(usual_everyone)) < ANGRIER:
        return "mood"
    usual_an_hour = usual_everyone / np.count_nonzero(~np.isnan(past[:, 0]))
    return "volume" if everyone > GREW * usual_an_hour * window_hours else None
