"""What the budget of needless alerts buys each brand, in words, and what it has cost so far."""

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from models.settings import Brand
from models.store.responses import Month
from web.alerts.baseline import Baseline
from web.alerts.hours import Memory, usual, watched
from web.alerts.price import Price, price
from web.alerts.spikes import LEARNING_DAYS
from web.desk import desk, store

OTHERS = (0.5, 1.0, 2.0, 4.0)  # budgets to compare with
KEPT = "vidhuk: what is usual"

bp = Blueprint("budget", __name__)


@dataclass(frozen=True, slots=True)
class Bought:
    """One brand: what is known of it, what its budget buys, and what people said of its incidents."""

    brand: Brand
    days: int | None  # of history; None: nobody listens to it yet
    own: Price | None  # None: still learning
    others: tuple[Price, ...]
    month: Month | None  # the latest in which anybody judged an incident

    @property
    def learning(self) -> bool:
        """Whether the fixed rule of the first fortnight holds."""
        return self.own is None


@bp.record_once
def _remember(state: BlueprintSetupState) -> None:
    """What is usual is learned once a day, however often the page is looked at."""
    state.app.extensions[KEPT] = Memory()


@bp.get("/incidents/budget")
def index() -> ResponseReturnValue:
    """The price of the budget for every brand."""
    brands = [_bought(brand) for brand in desk().settings.brands if not brand.competitor]
    budget = desk().settings.alerts.needless_per_month
    return render_template("incidents/budget.html", bought=brands, budget=budget, fortnight=LEARNING_DAYS)


def _bought(brand: Brand) -> Bought:
    budget, known = desk().settings.alerts.needless_per_month, _usual(brand)
    months = store().responses.precision(1, (brand.name,))
    month = months[0] if months else None
    days = None if known is None else int(known.days_of_history)
    if known is None or known.days_of_history < LEARNING_DAYS:
        return Bought(brand, days, None, (), month)
    others = tuple(price(known, other) for other in OTHERS if other != budget)
    return Bought(brand, days, price(known, budget), others, month)


def _usual(brand: Brand) -> Baseline | None:
    settings = desk().settings
    span = watched(store(), settings, brand)
    if span is None:
        return None
    memory = cast(Memory, current_app.extensions[KEPT])
    return usual(store(), settings, brand, span, memory)
