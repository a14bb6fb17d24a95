"""The options of `estimate FILE`: a module that imports nothing heavy, since every command reads it."""

import argparse

LONELY_PSU = ("fail", "remove", "adjust", "average")
INTERVALS = ("logit", "beta", "wilson", "asin", "likelihood")
BY_REPLICATES = "replicates"
KINDS = {
    "mean": "COL",
    "total": "COL",
    "proportion": "COL",
    "ratio": "NUMERATOR/DENOMINATOR",
    "quantile": "COL@0.25,0.5",
    "chisq": "A,B",
    "logistic": "'Y ~ A + B'",
    "poisson": "'Y ~ A + B'",
}
HELP = {
    "proportion": "the share of each of a column's values; of 0 and 1, or of false and true, the share of the latter",
    "logistic": "coefficients, log odds; Y is 0 or 1, covariates are categories: cut a number into bands first",
    "poisson": "the same of log prevalence ratios",
}
METHODS_OF_REPLICATION = ("jk1", "jkn", "brr", "fay", "bootstrap", "sdr")
ENGINES = ("duckdb", "spark")
FORMATS = ("table", "csv", "json")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `estimate FILE`."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="CSV, Parquet, SPSS or Stata; without it, all datasets")
    asked = parser.add_mutually_exclusive_group()
    for kind, shape in KINDS.items():
        asked.add_argument(f"--{kind}", metavar=shape, help=HELP.get(kind))
    parser.add_argument("--by", metavar="A,B", default="", help="groups: every crossing of these columns")
    parser.add_argument(
        "--where", metavar="EXPR", default="TRUE", help="the domain, as an SQL condition; its design stays whole"
    )
    parser.add_argument("--weights", metavar="COL", default="")
    parser.add_argument("--negative-weights", action="store_true", help="weights below 0 are meant")
    parser.add_argument("--frequency", metavar="COL", default="", help="how many equal cases a row stands for")
    parser.add_argument("--strata", metavar="COL[,COL2]", default="")
    parser.add_argument("--psu", metavar="COL[,COL2]", default="", help="clusters, and clusters within them")
    parser.add_argument(
        "--fpc",
        metavar="COL[,COL2]",
        default="",
        help="size of the finite population in clusters, or the sampled fraction",
    )
    parser.add_argument("--replicates", metavar="'RW*'", default="", help="replicate weights, by pattern or names")
    parser.add_argument("--method", choices=METHODS_OF_REPLICATION, help="how the replicates were made")
    parser.add_argument("--scale", type=float, help="overall factor of the replicates' spread")
    parser.add_argument("--rscales", metavar="R1,R2,...", default="", help="a factor for each replicate")
    parser.add_argument("--rho", type=float, default=0.0, help="Fay's factor")
    parser.add_argument("--mse", action="store_true", help="spread around the full estimate, not the replicates' mean")
    parser.add_argument(
        "--ci",
        choices=(*INTERVALS, BY_REPLICATES),
        default="logit",
        help="interval of proportions; of quantiles, replicates instead of Woodruff's",
    )
    parser.add_argument("--level", type=float, default=0.95)
    parser.add_argument("--lonely-psu", choices=LONELY_PSU, default="fail", help="a stratum with one cluster")
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument("--engine", choices=ENGINES, default="duckdb", help="where the one statement runs")
    parser.add_argument("--remote", metavar="sc://HOST:PORT", default="", help="a running Spark, with --engine spark")
