# Makes survey_sample.csv (the lopsided sample) and survey_expected.csv (what R's survey package says of it).
# R 4.2.2, survey 4.1-1. Run here: Rscript survey.R
# The tests read only the two CSV files; R is not needed to run them.
suppressMessages(library(survey))
options(digits = 17, survey.lonely.psu = "fail")
set.seed(2021, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# The sample: 4 strata of 3, 4, 2 and 1 clusters of 2 to 29 people; weights from 1 to 400; outcome missing for a tenth.
sizes <- list(a = c(4, 29, 11), b = c(17, 2, 8, 23), c = c(5, 26), d = c(14))
rows <- list()
for (stratum in names(sizes)) for (psu in seq_along(sizes[[stratum]])) {
  n <- sizes[[stratum]][psu]
  pull <- rnorm(1, sd = 0.9)
  band <- sample(c("young", "middle", "old"), n, replace = TRUE, prob = c(0.3, 0.45, 0.25))
  chance <- plogis(-0.6 + pull + 0.8 * (band == "middle") - 0.5 * (band == "old"))
  outcome <- ifelse(runif(n) < 0.1, "missing", ifelse(runif(n) < chance, "yes", "no"))
  weight <- round(exp(rnorm(n, mean = c(a = 1, b = 3, c = 5, d = 5)[[stratum]], sd = 0.8)), 2)
  rows[[length(rows) + 1]] <- data.frame(stratum, psu = as.character(psu), band, outcome, weight)
}
people <- do.call(rbind, rows)
# The remote domain: some clusters have nobody in it, one stratum keeps a single cluster of it.
people$remote <- ifelse(
  (people$stratum == "a" & people$psu == "2" | people$stratum == "b" & people$psu %in% c("1", "4") |
   people$stratum %in% c("c", "d")) & runif(nrow(people)) < 0.6, "yes", "no")
# Clusters and residents in the population, for the finite population correction; the sample holds all of stratum c.
people$clusters <- c(a = 12, b = 9, c = 2, d = 5)[people$stratum]
people$residents <- c(a = 300, b = 75, c = 31, d = 500)[people$stratum]
write.csv(people, "survey_sample.csv", row.names = FALSE, quote = FALSE)

people$answered <- people$outcome != "missing"
people$yes <- as.numeric(people$outcome == "yes")
expected <- list()
note <- function(case, quantity, about, value) {
  expected[[length(expected) + 1]] <<- data.frame(case, quantity, about, value = sprintf("%.17g", as.numeric(value)))
}
groups <- c("middle", "old", "young")

note_all <- function(case, design) {
  df <- degf(design)
  note(case, "df", "", df)
  shares <- svyby(~yes, ~band, subset(design, answered), svymean, covmat = TRUE)
  note(case, "share", groups, coef(shares)[groups])
  covariance <- vcov(shares)[groups, groups]
  for (one in groups) for (other in groups) note(case, "share_cov", paste(one, other), covariance[one, other])
  difference <- svycontrast(shares, c(middle = -1, old = 1, young = 0))
  note(case, "difference", "old less middle", coef(difference))
  note(case, "difference_se", "old less middle", SE(difference))
  logs <- svycontrast(shares, quote(log(young / middle)))
  note(case, "log_ratio", "young over middle", coef(logs))
  note(case, "log_ratio_se", "young over middle", SE(logs))
  for (group in groups) {
    interval <- svyciprop(~yes, subset(design, answered & band == group), method = "logit", df = df)
    note(case, c("ci_low", "ci_high"), group, confint(interval))
  }
  # Totals of the yes in each group, with covariance; and a share within the domain that misses clusters.
  design <- update(design, yes_middle = yes * (band == "middle"), yes_old = yes * (band == "old"))
  totals <- svytotal(~yes_middle + yes_old, design)
  note(case, "total", c("yes middle", "yes old"), coef(totals))
  note(case, "total_cov", c("yes middle yes middle", "yes middle yes old", "yes old yes old"),
       vcov(totals)[c(1, 2, 4)])
  # R warns that one stratum has a single cluster of the domain.
  remote <- suppressWarnings(svymean(~yes, subset(design, answered & remote == "yes")))
  note(case, "remote_share", "", coef(remote))
  note(case, "remote_share_se", "", SE(remote))
}

# The wrong standard errors: clusters ignored; weights ignored; rows dropped to make the domain.
note_naive <- function(case, data) {
  options(survey.lonely.psu = "remove")
  said <- data[data$answered, ]
  ignoring <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = data)
  note(case, "naive_no_clusters_se", groups, SE(svyby(~yes, ~band, subset(ignoring, answered), svymean)))
  simple <- sapply(groups, function(g) with(said[said$band == g, ], sqrt(mean(yes) * (1 - mean(yes)) / length(yes))))
  note(case, "naive_simple_se", groups, simple)
  kept <- data[data$answered & data$remote == "yes", ]
  dropped <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = kept, nest = TRUE)
  note(case, "naive_dropped_rows_se", "", SE(svymean(~yes, dropped)))
  options(survey.lonely.psu = "fail")
}

three <- subset(people, stratum != "d")
note_all("clustered", svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = three, nest = TRUE))
note_naive("clustered", three)
note_all("unclustered", svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = three))
note_all("unclustered_fpc", svydesign(ids = ~1, strata = ~stratum, weights = ~weight, fpc = ~residents, data = three))
note_all("unstratified", svydesign(ids = ~paste(stratum, psu), weights = ~weight, data = three))
note_all("fpc", svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = three, nest = TRUE))
note_all("fpc_share", svydesign(ids = ~psu, strata = ~stratum, weights = ~weight,
                                fpc = ~c(a = 0.25, b = 4 / 9, c = 1)[stratum], data = three, nest = TRUE))

lonely <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
lonely_fpc <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, fpc = ~clusters, data = people, nest = TRUE)
for (handling in c("adjust", "average", "remove")) {
  options(survey.lonely.psu = handling)
  note_all(paste0("lonely_", handling), lonely)
  note_all(paste0("lonely_", handling, "_fpc"), lonely_fpc)
}
options(survey.lonely.psu = "fail")
failed <- tryCatch({svymean(~yes, lonely); 0}, error = function(e) 1)
note("lonely_fail", "raises", "", failed)

write.csv(do.call(rbind, expected), "survey_expected.csv", row.names = FALSE, quote = FALSE)
