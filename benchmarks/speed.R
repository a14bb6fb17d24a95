# svyby of R's survey package on the rows that speed.py made: seconds, a line each, as "name seconds rows-of-the-answer".
# Rscript speed.R FILE.csv [FACTORS.csv]: reading is not timed; building the design is timed by itself.
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
rows <- as.data.frame(data.table::fread(arguments[1], nThread = 2))
timed <- function(name, expression) {
  seconds <- system.time(value <- force(expression))[["elapsed"]]
  cat(name, seconds, NROW(value), "\n")
  invisible(value)
}
if (length(arguments) == 1) {
  built <- system.time(
    design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = rows, nest = TRUE)
  )[["elapsed"]]
  cat("design", built, nrow(rows), "\n")
  answer <- timed("mean", svyby(~earnings, ~ region + age, design, svymean))
  answer <- answer[order(answer$region, answer$age), ]
  cat("first", sprintf("%.17g", answer$earnings[1]), sprintf("%.17g", SE(answer)[1]), "\n")
} else {
  factors <- as.matrix(data.table::fread(arguments[2]))
  weights <- rows$weight * factors[rows$psu + 1, ]
  built <- system.time(
    design <- svrepdesign(
      data = rows, weights = ~weight, repweights = weights, type = "Fay", rho = 0.5, combined.weights = TRUE
    )
  )[["elapsed"]]
  cat("design", built, nrow(rows), "\n")
  answer <- timed("mean", svyby(~earnings, ~ region + age, design, svymean))
  answer <- answer[order(answer$region, answer$age), ]
  cat("first", sprintf("%.17g", answer$earnings[1]), sprintf("%.17g", SE(answer)[1]), "\n")
}
