"""Logistic and modified Poisson regression on categorical covariates, exact on the cube, and what follows from a
fit."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from .cube import Cube, Vector
from .estimators import Statistic, estimate
from .problems import SeparationError
from .variance import Estimates

TOLERANCE = 1e-12
STEPS = 100
FAR = 30.0
"""A linear predictor beyond this is a probability of 0 or 1 in double precision: the likelihood has no maximum."""


@dataclass(frozen=True)
class Model:
    """A regression of a 0/1 outcome on dummies: terms (p,), design matrix by cell (C, p), outcome by cell, cells
    used."""

    link: str
    terms: tuple[str, ...]
    matrix: Vector
    outcome: Vector
    used: np.ndarray

    def mean(self, eta: Vector) -> Vector:
        """The expected outcome: logistic, or exp for the modified Poisson model whose exp(coefficients) are ratios."""
        return 1 / (1 + np.exp(-eta)) if self.link == "logit" else np.exp(eta)

    def slope(self, eta: Vector) -> Vector:
        """The mean's derivative by the linear predictor."""
        mean = self.mean(eta)
        return mean * (1 - mean) if self.link == "logit" else mean


def build_model(cube: Cube, outcome: str, covariates: tuple[str, ...], link: str) -> Model:
    """Treatment contrasts against each covariate's first category, as R codes factors; missing answers are left out.

    A covariate `a:b` is the interaction of two that stand before it.
    """
    used = cube.is_in(outcome, "0", "1")
    dummies: dict[str, dict[str, Vector]] = {}
    for name in (name for name in covariates if ":" not in name):
        levels = [level for level in cube.categories(name) if level]
        used &= cube.is_in(name, *levels)
        dummies[name] = {f"{name}{level}": cube.is_in(name, level).astype(float) for level in levels[1:]}
    for name in (name for name in covariates if ":" in name):
        crossed = {"": np.ones(cube.cells)}
        for part in reversed(name.split(":")):
            pairs = product(crossed.items(), dummies[part].items())
            crossed = {f"{term}:{rest}".rstrip(":"): a * b for (rest, a), (term, b) in pairs}
        dummies[name] = crossed
    columns = {"(Intercept)": np.ones(cube.cells)} | {t: column for d in dummies.values() for t, column in d.items()}
    yes = cube.is_in(outcome, "1").astype(float)
    return Model(link, tuple(columns), np.column_stack(list(columns.values())), yes, used)


def fit(model: Model, weight: Vector) -> Vector:
    """Coefficients (p,) by Newton's method to a step of 1e-12 on weights by cell (C,).

    Raises SeparationError where there is no finite maximum.
    """
    x, y = model.matrix[model.used], model.outcome[model.used]
    w = weight[model.used] / weight[model.used].sum()
    beta = np.zeros(x.shape[1])
    beta[0] = starting_value(model, float(w @ y))
    for _ in range(STEPS):
        eta = np.clip(x @ beta, -700, 700)
        score = x.T @ (w * (y - model.mean(eta)))
        information = (x * (w * model.slope(eta))[:, None]).T @ x
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            raise SeparationError(say_separation(model, beta)) from None
        beta = beta + step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-300))
        if np.abs(x[w > 0] @ beta).max() > FAR:
            raise SeparationError(say_separation(model, beta))
        if np.abs(step).max() < TOLERANCE * max(1.0, np.abs(beta).max()):
            return beta
    raise SeparationError(say_separation(model, beta))


def starting_value(model: Model, share: float) -> float:
    """The intercept of the model without covariates. Raises SeparationError where the outcome does not vary."""
    if not 0 < share < 1:
        raise SeparationError("the outcome does not vary among the cases used, so there is nothing to explain")
    return float(np.log(share / (1 - share)) if model.link == "logit" else np.log(share))


def say_separation(model: Model, beta: Vector) -> str:
    """Which terms run off, and what to do."""
    far = ", ".join(term for term, value in zip(model.terms, beta, strict=True) if abs(value) > FAR / 3)
    return (
        f"the coefficients of {far or 'some terms'} run off to infinity: a category foretells the outcome without fail,"
        " or two covariates say the same. Remedy: merge the category with a like one, or leave the covariate out"
    )


def derivative_of(model: Model, beta: Vector, weight: Vector) -> Vector:
    """d beta / d weight by cell, (C, p): x (y - mu) times the inverse information."""
    eta = model.matrix @ beta
    x = model.matrix * model.used[:, None]
    information = (x * (weight * model.slope(eta))[:, None]).T @ x
    return (x * (model.outcome - model.mean(eta))[:, None]) @ np.linalg.inv(information)


def widen(cube: Cube, by_weight: Vector) -> Vector:
    """Derivatives by the cells' weights (C, k) as derivatives by all measures (C, q, k)."""
    coefficients = np.zeros((cube.cells, len(cube.measures), by_weight.shape[1]))
    coefficients[:, 0] = by_weight
    return coefficients


def regress(cube: Cube, model: Model) -> Estimates:
    """Coefficients with their design-based covariance (sandwich): R svyglm, quasibinomial or quasipoisson.

    Degrees of freedom: the design's, less the terms beside the intercept.
    """
    statistic = Statistic(
        lambda totals: fit(model, totals[:, 0]),
        lambda totals: widen(cube, derivative_of(model, fit(model, totals[:, 0]), totals[:, 0])),
    )
    found = estimate(cube, statistic)
    return Estimates(found.value, found.covariance, found.df - (len(model.terms) - 1))


def predicted_margins(cube: Cube, model: Model, covariate: str) -> tuple[list[str], Estimates]:
    """Adjusted prevalence: the mean prediction if everyone were in each category, all else as it is, with its error.

    m_a = sum_c w_c mu(x_c with a) / sum_c w_c; the error takes the coefficients and the weights' spread into account.
    Source: Graubard and Korn (1999); R survey::svypredmeans.
    """
    levels = [level for level in cube.categories(covariate) if level]
    position = {term: i for i, term in enumerate(model.terms)}
    moved = []
    for level in levels:
        matrix = model.matrix.copy()
        for other in levels[1:]:
            matrix[:, position[f"{covariate}{other}"]] = float(other == level)
        moved.append(matrix)

    def value(totals: Vector) -> Vector:
        beta, weight = fit(model, totals[:, 0]), totals[:, 0] * model.used
        return np.array([weight @ model.mean(matrix @ beta) / weight.sum() for matrix in moved])

    def derivative(totals: Vector) -> Vector:
        beta, weight = fit(model, totals[:, 0]), totals[:, 0] * model.used
        by_beta = derivative_of(model, beta, totals[:, 0])
        columns = []
        for matrix, mean in zip(moved, value(totals), strict=True):
            eta = matrix @ beta
            through_beta = by_beta @ ((weight * model.slope(eta)) @ matrix) / weight.sum()
            columns.append(through_beta + model.used * (model.mean(eta) - mean) / weight.sum())
        return widen(cube, np.column_stack(columns))

    return levels, estimate(cube, Statistic(value, derivative))
