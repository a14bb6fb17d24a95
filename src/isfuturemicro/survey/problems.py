"""What stops an estimate, told to whoever asked for it."""


class SurveyError(ValueError):
    """Something in the data, the design or the question; the message says what was found and what to do."""


class DataError(SurveyError):
    """The table or the question can't be used as it is."""


class LonelyPsuError(SurveyError):
    """A stratum holds one cluster, so that its variance is undefined."""

    def __init__(self, strata: list[str]):
        names = ", ".join(strata[:5]) + (f" and {len(strata) - 5} more" if len(strata) > 5 else "")
        super().__init__(
            f"one cluster only in stratum {names}: its variance is undefined, so no standard error is honest. "
            "Remedies: merge the stratum with a like one; lonely_psu: adjust (take its whole total for its spread, "
            "cautious); average (give it the mean of the other strata's variance); remove (leave it out, too small)"
        )


class SeparationError(SurveyError):
    """Some combination of the covariates foretells the outcome without fail, so a coefficient runs off to infinity."""


class ReplicationError(SurveyError):
    """The design does not allow the replicates that were asked for, or a group is missing from some of them."""
