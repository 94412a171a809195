"""Codes of the family W: policy. Each entry is code: (title, what it means and what to do)."""

LINT: dict[str, tuple[str, str]] = {
    "W001": (
        "An operating KPI with an incomplete contract",
        "A metric with thresholds is acted on: it says its purpose, owner, steward, unit, exclusions and confidence. "
        'Nothing of this is guessed. "excludes: none" says that nothing is left out.',
    ),
    "W002": (
        "No source of truth",
        "Someone will ask which system is right. Name it on the metric, or once on the model under "
        "config.meta.metricops, from where every metric inherits it.",
    ),
    "W003": (
        "Owner and steward are the same",
        "The owner answers for the result and the steward for the data behind it. One role for both leaves nobody to "
        "doubt the number.",
    ),
    "W004": (
        "Confidence without a reason",
        "A number that is not fully trusted says why, in one sentence that is printed with it.",
    ),
    "W005": (
        "Not exactly one accountable role",
        "Several roles may be responsible, consulted or informed; one is accountable.",
    ),
    "W006": (
        "An exclusion that no filter enforces",
        "The contract says that something is left out, and no filter of the metric mentions it. Add the filter, or "
        'write "(not enforced)" behind the item so that readers know.',
    ),
    "W007": (
        "Pay tied to a leading indicator",
        "Leading indicators are easy to move without moving the outcome. Tie compensation to a lagging outcome.",
    ),
    "W008": (
        "A description that is missing, long or vague",
        'An operating KPI is described in one sentence of at most 35 words, without "etc.".',
    ),
    "W009": (
        "An unknown metric in a contract",
        "Drivers, paired_with and proxy_for name metrics. The hint suggests the nearest; a metric still to be built "
        "can stay, with this warning.",
    ),
    "W010": (
        "A role that nobody holds",
        "Once `people:` names who holds which role, every owner, steward and accountable role needs someone.",
    ),
    "W011": (
        "Too many operating KPIs",
        "More than ten cannot be operated in one weekly meeting. Keep thresholds on those that decisions hang on.",
    ),
    "W020": (
        "An operating KPI without a threshold",
        "Without a threshold a number is commentary. Say when it is out of line, or remove `operating: true`.",
    ),
    "W021": (
        "A threshold without an action",
        "A breach that leads to nothing is not worth a line. Say under `then:` what to investigate, mitigate, "
        "reallocate or escalate.",
    ),
    "W022": (
        "An escalation to nobody",
        "`escalate` needs `to:`, the role that takes over.",
    ),
    "W023": (
        "A percent metric with a level above 1",
        'Metrics in % are fractions: "below 40%" is 0.40, and "below 40" is always true.',
    ),
    "W024": (
        "Yellow beyond red",
        "The yellow band warns before red. Here red is reached first, so that yellow never shows.",
    ),
    "W025": (
        "Worth of something that is no metric",
        "`worth:` is SQL over metrics by name, such as `3.0 * target - pipeline`; each must be defined.",
    ),
    "W027": (
        "A waiver that has ended",
        "Its last day is past, so that the records it let pass count again. Mend them and remove the waiver, or decide "
        "anew and set another day.",
    ),
    "W028": (
        "A silence that has ended",
        "Its last day is past, so that the findings it set apart count again. Act on them and remove the silence, or "
        "decide anew and set another day.",
    ),
    "W030": (
        "A label that is a contested word",
        "Teams use this word for different numbers, as `definitions:` says. The label of each version says which one "
        "it is.",
    ),
    "W031": (
        "A label used twice",
        "Two metrics with one label end in one meeting as two numbers for one thing. Each gets a label of its own.",
    ),
    "W040": (
        "A version that is not a metric",
        "Each version of a contested word is computed by the metric it is named after. The hint suggests the nearest.",
    ),
    "W041": (
        "A version without a use",
        "A version is kept because a decision needs it. `serves:` names that use.",
    ),
    "W042": (
        "A canonical version that is not listed",
        "`canonical` and the positions of open questions name versions of the same word.",
    ),
    "W043": (
        "A version that is canonical nowhere",
        "No use and no open question refers to this version. Name the use it is right for, or retire it.",
    ),
    "W044": (
        "An unknown KPI in a forum",
        "A forum lists a metric that is not defined. The hint suggests the nearest; one still to be built can stay.",
    ),
    "W050": (
        "A ratio with an impossible unit",
        "Equal units divide to a share (% or x), money per thing is money, and two currencies do not divide.",
    ),
    "W051": (
        "Different units added",
        "Only amounts in the same unit are added or subtracted. Convert one of them in its model first.",
    ),
    "W052": (
        "Measured against a target that nobody set",
        "A threshold says `of target` or `vs target`, and no table under targets/ has a row for the metric: every "
        "window will be not_judged.",
    ),
    "W053": (
        "Targets that nobody looked at this quarter",
        "Targets are recalibrated every quarter, or confirmed: the same rows with a new set_on. Earlier versions stay, "
        "so that what was judged by them can be judged again.",
    ),
    "W054": (
        "A rule that is red too often",
        "Replayed over two years (`metricops lint --history`), it would have been red in more than a fifth of its "
        "windows. People stop looking at what is always red: widen the limit, or ask for two windows.",
    ),
    "W055": (
        "A rule that was never red",
        "Replayed over two years (`metricops lint --history`), it would never have been red. It may be right, or its "
        "limit may lie where the metric cannot get.",
    ),
    "W056": (
        "One name, two lists of values",
        "Checks accept other values of a column in one table than in another. Whoever compares the two will miss rows: "
        "keep one list, or give the columns two names.",
    ),
    "W057": (
        "One name, two types",
        "A column that models group or join by is a time in one model and a category in another, or text in one table "
        "and a number in another.",
    ),
    "W058": (
        "Seasonality that is not 100",
        "The parts of `seasonality` are shares of the target, in percent or of 1. What sums to anything else is shared "
        "out in proportion, and is more often a slip.",
    ),
    "W059": (
        "A target of 0 or less",
        "A share of such a target is no lower bar: 90% of -100 lies above it, and nothing can be compared with 0.",
    ),
}
