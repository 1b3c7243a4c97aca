"""The dictionary of fields, declared once.

Checks, labels, units, choosing, cards, exports and the reference page all derive from it.
Names follow OC4IDS where it has the notion (see ``oc4ids``); the rest is explained in ``meaning``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "code", "date", "money", "number", "geometry"]
Cardinality = Literal["one", "set", "series", "events"]
Policy = Literal["latest", "earliest-official", "median", "union"]

#: Status words of the ledger. The source's own word is kept beside, as ``raw``.
STATUSES = (
    "proposed",
    "planned",
    "construction",
    "suspended",
    "completed",
    "operating",
    "cancelled",
    "retired",
)

STATUS_LABELS = {
    "proposed": "Proposed",
    "planned": "Planned, approved",
    "construction": "Under construction",
    "suspended": "Suspended",
    "completed": "Completed, not open",
    "operating": "In operation",
    "cancelled": "Cancelled",
    "retired": "Retired",
}

QUALIFIERS = ("exact", "at_least", "at_most", "about", "low", "high")

#: How sure the date of saying is. ``recalled`` and ``lookup`` stay out of backtests.
AS_OF_BASES = ("published", "report", "data", "recalled", "lookup")

SCOPE_KINDS = ("phase", "section", "unit", "part")

PRECISIONS = ("exact", "approximate", "admin", "country")

#: Kinds of ``progress_pct`` that speak of the whole work, best first. Others (earthwork,
#: tunnelling, ...) are series of their own and never the headline.
OVERALL_PROGRESS = ("physical", "overall", "work volume", "unspecified", "investment", "financial")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the ledger.

    Parameters
    ----------
    name, label, meaning
        Key, heading for people, one sentence.
    type
        text | code | date | money | number | geometry.
    unit
        Fixed unit, or "" where each claim brings its own (currencies are units of money).
    cardinality
        one: one value is right at a time. set: several are right together. series: one value per
        `item` and day. events: one date per `item`.
    static
        True where an undated claim is visible at every date (names, places).
    revisable
        True where a later statement may replace an earlier one without either being wrong (forecasts).
        False where all statements speak of one fact, so that differing ones conflict.
    policy
        How a headline value is chosen, see :mod:`tracker.resolve.choose`.
    tolerance
        Relative difference (money, number) or days (date) below which two statements agree.
    period
        Months within which statements of a revisable field are compared.
    item
        What `item` says, "" where there is none.
    """

    name: str
    label: str
    type: Type
    meaning: str
    unit: str = ""
    cardinality: Cardinality = "one"
    static: bool = False
    revisable: bool = False
    policy: Policy = "latest"
    tolerance: float = 0.0
    period: int = 24
    item: str = ""
    group: str = "what"
    oc4ids: str = ""


def _field(*args: object, **kw: object) -> Field:
    return Field(*args, **kw)  # type: ignore[arg-type]


_ALL = (
    # identity
    _field("name", "Name", "text", "Name in English or in Latin script.", static=True, oc4ids="title"),
    _field(
        "name_local",
        "Local name",
        "text",
        "Name in the script of the country.",
        cardinality="set",
        static=True,
        policy="union",
    ),
    _field("aliases", "Also called", "text", "Other names in use.", cardinality="set", static=True, policy="union"),
    _field(
        "description",
        "Description",
        "text",
        "What is built, in one or two sentences.",
        static=True,
        oc4ids="description",
    ),
    _field(
        "country",
        "Country",
        "code",
        "ISO 3166-1 alpha-3 code of each country that the project lies in.",
        cardinality="set",
        static=True,
        policy="union",
        oc4ids="locations/address",
    ),
    _field(
        "sector", "Sector", "code", "Sector word of the tracker, see vocab/sectors.csv.", static=True, oc4ids="sector"
    ),
    _field(
        "identifier",
        "Identifier",
        "text",
        "Identifier in another scheme.",
        cardinality="set",
        static=True,
        policy="union",
        item="scheme",
        oc4ids="identifiers",
    ),
    _field(
        "geometry",
        "Location",
        "geometry",
        "Route, site or outline; WGS 84, longitude first.",
        static=True,
        oc4ids="locations/geometry",
    ),
    # state
    _field("status", "Status", "code", "Stage of the project.", revisable=True, group="state", oc4ids="status"),
    _field(
        "status_reason",
        "Reason of the status",
        "text",
        "Why it was suspended, cancelled or retired.",
        cardinality="set",
        policy="union",
        group="state",
    ),
    # time
    _field(
        "start_planned",
        "Start, planned",
        "date",
        "Start of construction as planned.",
        revisable=True,
        policy="earliest-official",
        tolerance=31,
        group="time",
        oc4ids="implementationPeriod/startDate",
    ),
    _field(
        "start_actual", "Start, actual", "date", "Start of construction as it happened.", tolerance=31, group="time"
    ),
    _field(
        "completion_planned",
        "Opening, planned",
        "date",
        "Opening or entry into service as planned.",
        revisable=True,
        tolerance=31,
        period=24,
        group="time",
        oc4ids="implementationPeriod/endDate",
    ),
    _field(
        "completion_actual",
        "Opening, actual",
        "date",
        "Opening or entry into service as it happened.",
        tolerance=31,
        group="time",
        oc4ids="completion/endDate",
    ),
    _field(
        "construction_period_months",
        "Construction period",
        "number",
        "Length of the construction period.",
        unit="months",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="planned or actual",
        group="time",
    ),
    _field(
        "delay_months",
        "Delay as stated",
        "number",
        "Delay as a source states it; not computed by the tracker.",
        unit="months",
        cardinality="series",
        revisable=True,
        tolerance=0.05,
        item="against what",
        group="time",
    ),
    _field(
        "milestone",
        "Milestone",
        "date",
        "Something that happened; the value is its date.",
        cardinality="events",
        tolerance=31,
        item="what happened",
        group="time",
        oc4ids="milestones/dateMet",
    ),
    _field(
        "milestone_planned",
        "Milestone, planned",
        "date",
        "Something that is planned; the value is the planned date.",
        cardinality="events",
        revisable=True,
        tolerance=31,
        item="what is planned",
        group="time",
        oc4ids="milestones/dueDate",
    ),
    # money
    _field(
        "cost_budget",
        "Budget",
        "money",
        "First official estimate or approved budget.",
        policy="earliest-official",
        tolerance=0.02,
        group="money",
        oc4ids="budget/amount",
    ),
    _field(
        "cost_estimate",
        "Latest estimate",
        "money",
        "Estimate of the total cost while it is not final.",
        revisable=True,
        tolerance=0.02,
        group="money",
        oc4ids="costMeasurements",
    ),
    _field(
        "cost_actual",
        "Final cost",
        "money",
        "Cost as it came out.",
        tolerance=0.02,
        group="money",
        oc4ids="completion/finalValue",
    ),
    _field(
        "cost_programme",
        "Programme cost",
        "money",
        "Cost of a wider programme of which the project is a part.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="programme",
        group="money",
    ),
    _field(
        "cost_lifecycle",
        "Life-cycle cost",
        "money",
        "Cost including operation or decommissioning.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what it includes",
        group="money",
    ),
    _field(
        "cost_ceiling",
        "Cost ceiling",
        "money",
        "Cap set by law, contract or a funder.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="whose",
        group="money",
    ),
    _field(
        "cost_growth",
        "Cost growth as stated",
        "number",
        "Overrun as a source states it; not computed by the tracker.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="against what",
        group="money",
    ),
    _field(
        "spent_to_date",
        "Spent to date",
        "money",
        "Cumulative spending.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="by whom",
        group="money",
    ),
    _field(
        "spent_in_period",
        "Spent in a period",
        "money",
        "Spending within the period of `about`.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="by whom",
        group="money",
    ),
    _field(
        "budget_allocated",
        "Money allocated",
        "money",
        "Money granted for a period or a purpose.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="for what",
        group="money",
    ),
    _field(
        "contract_value",
        "Contract value",
        "money",
        "Value of a contract.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="which contract",
        group="money",
    ),
    _field(
        "amount_other",
        "Other amount",
        "money",
        "Any other statement of money.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what",
        group="money",
    ),
    _field(
        "price",
        "Unit price",
        "number",
        "Price of a unit: strike price, cost per kilometre.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="of what",
        group="money",
    ),
    # progress
    _field(
        "progress_pct",
        "Progress",
        "number",
        "Share done; `item` says what is measured.",
        unit="percent",
        cardinality="series",
        revisable=True,
        tolerance=0.03,
        period=3,
        item="what it measures",
        group="progress",
        oc4ids="metrics/physicalProgress",
    ),
    _field(
        "progress_planned",
        "Progress, planned",
        "number",
        "Share that should be done by then.",
        unit="percent",
        cardinality="series",
        revisable=True,
        tolerance=0.03,
        period=3,
        item="what it measures",
        group="progress",
        oc4ids="forecasts",
    ),
    _field(
        "work_done",
        "Works done",
        "number",
        "Quantity of works done so far.",
        cardinality="series",
        revisable=True,
        tolerance=0.03,
        period=3,
        item="kind of works",
        group="progress",
    ),
    _field(
        "work_total",
        "Works in all",
        "number",
        "Quantity of works to be done in all.",
        cardinality="series",
        revisable=True,
        tolerance=0.03,
        item="kind of works",
        group="progress",
    ),
    # size and effect
    _field("length_km", "Length", "number", "Length of the route.", unit="km", tolerance=0.02, group="size"),
    _field(
        "capacity",
        "Capacity",
        "number",
        "Design capacity.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="kind",
        group="size",
    ),
    _field(
        "capacity_operating",
        "Capacity in operation",
        "number",
        "Capacity that works at the date of `about`.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="kind",
        group="size",
    ),
    _field(
        "dimension",
        "Dimension",
        "number",
        "Any other physical quantity.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what",
        group="size",
    ),
    _field(
        "demand_forecast",
        "Demand, forecast",
        "number",
        "Traffic, freight or population expected for the year of `about`.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what",
        group="effect",
    ),
    _field(
        "demand_actual",
        "Demand, actual",
        "number",
        "Traffic, freight or deliveries in the period of `about`.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what",
        group="effect",
    ),
    _field(
        "benefit",
        "Benefit",
        "text",
        "What it is for, in the source's sense.",
        cardinality="set",
        policy="union",
        group="effect",
        oc4ids="benefits",
    ),
    _field(
        "benefit_quantified",
        "Benefit, quantified",
        "number",
        "A benefit with a figure.",
        cardinality="series",
        revisable=True,
        tolerance=0.02,
        item="what",
        group="effect",
    ),
    # who
    _field(
        "owner",
        "Owner",
        "text",
        "Owner, promoter or operator.",
        cardinality="set",
        policy="union",
        item="of what",
        group="who",
        oc4ids="publicAuthority",
    ),
    _field(
        "contractor",
        "Contractor",
        "text",
        "Builder, designer or supplier.",
        cardinality="set",
        policy="union",
        item="for what",
        group="who",
        oc4ids="parties",
    ),
    _field(
        "financier",
        "Financier",
        "text",
        "Who pays or lends.",
        cardinality="set",
        policy="union",
        item="for what",
        group="who",
        oc4ids="parties",
    ),
    # rest
    _field(
        "remark",
        "Remark",
        "text",
        "A dated statement in words that fits no other field.",
        cardinality="set",
        policy="union",
        group="rest",
    ),
)

FIELDS: dict[str, Field] = {f.name: f for f in _ALL}

GROUPS = {
    "what": "What and where",
    "state": "State",
    "time": "Time",
    "money": "Money",
    "progress": "Progress",
    "size": "Size",
    "effect": "Demand and benefit",
    "who": "Who",
    "rest": "Rest",
}
