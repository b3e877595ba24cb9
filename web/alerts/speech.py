"""Numbers, times and sentences in the reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from web.alerts.words import LANGUAGES

FORMS = {"one": 0, "few": 1, "many": 2}  # any other takes the last form
MONTH_DAYS, YEAR_DAYS = 28, 365.25
RARE_YEARS = 100


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and the zone in which its times are told."""

    language: str  # uk, ru, en
    zone: ZoneInfo

    def say(self, key: str, **values: str) -> str:
        """A sentence with its blanks filled."""
        said = LANGUAGES[self.language][key]
        return (said if isinstance(said, str) else said[0]).format(**values)

    def count(self, key: str, number: int) -> str:
        """A number with its noun in the right form."""
        forms = LANGUAGES[self.language][key]
        form = FORMS.get(Locale.parse(self.language).plural_form(number), -1)
        return forms[min(form, len(forms) - 1)].format(n=self.number(number))

    def name(self, group: str, key: str) -> str:
        """The word for a label, a topic or a platform; the key itself where there is none."""
        said = LANGUAGES[self.language].get(f"{group}_{key}", key)
        return said if isinstance(said, str) else key

    def number(self, value: float) -> str:
        """A number as it is read: whole from 10 on, else with at most one decimal."""
        rounded = round(value) if value >= 9.95 else round(value, 1)
        return str(format_decimal(rounded, format="#,##0.#", locale=self.language))

    def usual(self, value: float) -> str:
        """An expected number; one that rounds to nothing is not called nothing."""
        return self.number(value) if value >= 0.05 else self.say("nearly_none")

    def within(self, hours: int) -> str:
        """Within how long: "in an hour", "in 3 hours"."""
        return self.say("within_one") if hours == 1 else self.count("within", hours)

    def lasting(self, time: timedelta) -> str:
        """A stretch of time in its largest fitting unit."""
        minutes = max(1, round(time / timedelta(minutes=1)))
        if minutes < 60:
            return self.count("minutes", minutes)
        hours = round(minutes / 60)
        return self.count("hours", hours) if hours < 48 else self.count("days", round(hours / 24))

    def chance(self, per_month: float) -> str:
        """How often chance alone would do it, out of how often in 28 days."""
        if per_month >= 1.5:
            return self.count("chance_often", round(per_month))
        months = 1 / max(per_month, 1e-12)
        years = months * MONTH_DAYS / YEAR_DAYS
        if years > RARE_YEARS:
            return self.say("chance_never")
        if round(years) >= 2:
            return self.count("chance_years", round(years))
        return self.say("chance_month") if round(months) == 1 else self.count("chance_months", round(months))

    def day(self, at: datetime) -> str:
        """Day and month in the reader's zone."""
        pattern = "MMMM d" if self.language == "en" else "d MMMM"
        return format_date(at.astimezone(self.zone).date(), pattern, locale=self.language)

    def clock(self, at: datetime) -> str:
        """Hours and minutes in the reader's zone."""
        return format_time(at, "HH:mm", tzinfo=self.zone, locale=self.language)

    def moment(self, at: datetime) -> str:
        """Day and time in the reader's zone."""
        return f"{self.day(at)}, {self.clock(at)}"

    def span(self, start: datetime, end: datetime) -> str:
        """From when till when; the day once when it is the same."""
        if self.day(start) == self.day(end):
            return f"{self.moment(start)}–{self.clock(end)}"
        return f"{self.moment(start)} – {self.moment(end)}"
