"""What each kind of alert is about, and how much it matters."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.people import SEVERITIES, Severity, Subject


@dataclass(frozen=True, slots=True)
class Sort:
    """What an alert is about; None: it was asked for by itself."""

    subject: Subject | None
    severity: Severity


SORTS: Mapping[str, Sort] = {
    "incident_opened": Sort("incidents", "high"),
    "incident_grew": Sort("incidents", "high"),
    "incident_unseen": Sort("incidents", "critical"),
    "incident_over": Sort("incidents", "low"),
    "critical": Sort("critical", "critical"),
    "critical_many": Sort("critical", "high"),
    "rule_matched": Sort("critical", "high"),
    "source_failed": Sort("sources", "high"),
    "source_silent": Sort("sources", "normal"),
    "source_back": Sort("sources", "low"),
    "brand_silent": Sort("silence", "normal"),
    "brand_heard": Sort("silence", "low"),
    "channel_off": Sort(None, "high"),
    "digest": Sort(None, "low"),
    "invitation": Sort(None, "normal"),
}


def reaches(severity: Severity, least: Severity) -> bool:
    """Whether a severity is at least another one."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)
