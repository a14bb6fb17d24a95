"""How much would have to be otherwise before a finding turns."""


def overturning_share(estimate: float, lower: float, upper: float, threshold: float) -> float:
    """How far the missing answers would have to differ from those that are known for the finding to turn.

    0: the missing are like the known; 1: all of them fall on the least favourable side, which is where the bound lies.
    The estimate moves evenly between the two, so the share is (estimate - threshold) / (estimate - bound), with the
    bound on the threshold's side. Infinite where even the bound does not reach it: no missing answer could overturn it.

    >>> overturning_share(0.6, 0.4, 0.8, 0.5)
    0.5
    >>> overturning_share(0.6, 0.55, 0.8, 0.5)
    inf
    """
    bound = lower if estimate > threshold else upper
    needed, possible = abs(estimate - threshold), abs(estimate - bound)
    beyond = (bound < threshold) if estimate > threshold else (bound > threshold)
    return needed / possible if beyond else float("inf")
