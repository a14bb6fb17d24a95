"""People who are several things at once: what crossed data say, and what margins alone leave open."""


def frechet_bounds(*shares: float) -> tuple[float, float]:
    """The least and greatest share of people with every trait: max(0, sum p_i - (k - 1)) and min p_i.

    Each end is reached by some population with these margins. Source: Frechet (1935); Hoeffding (1940).

    >>> [round(end, 2) for end in frechet_bounds(0.6, 0.8, 0.9)]
    [0.3, 0.6]
    """
    return max(0.0, sum(shares) - (len(shares) - 1)), min(shares)


def more_than_margins(joint: float, *shares: float) -> float:
    """The joint share over the product of the margins. No unit; 1 is what independent traits give.

    Above 1 the traits go together among these people; 0 is that nobody has all of them.

    >>> round(more_than_margins(0.3, 0.5, 0.4), 2)
    1.5
    """
    product = 1.0
    for share in shares:
        product = product * share
    return joint / product
