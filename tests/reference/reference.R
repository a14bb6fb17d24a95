# The measure of truth: R's survey package on the fixtures, frozen with 17 digits in reference.json.
# Run in this folder: Rscript reference.R
# Debian: r-base-core, r-cran-survey, r-cran-jsonlite. Every `call` in the JSON is text that was evaluated here.

suppressMessages(library(survey))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE, survey.ultimate.cluster = FALSE,
        warn = 1, stringsAsFactors = FALSE, digits = 17)
# glm keeps the working weights of the step before the last: with epsilon 1e-14 the covariance is right to 3e-8 only.
# So every model is fitted twice, the second time from the first's coefficients (start=).
tight <- glm.control(epsilon = 1e-14, maxit = 100)

# ---- JSON ----------------------------------------------------------------------------------------------------------
quoted <- function(text) as.character(jsonlite::toJSON(text, auto_unbox = TRUE))
scalar <- function(x) {
  if (is.null(x) || length(x) == 0 || is.na(x)) return("null")
  if (is.character(x) || is.factor(x)) return(quoted(as.character(x)))
  if (is.logical(x)) return(if (x) "true" else "false")
  if (!is.finite(x)) return(quoted(as.character(x)))
  sprintf("%.17g", x)
}
json <- function(x) {
  if (is.null(x)) return("null")
  if (inherits(x, "AsIs")) return(paste0("[", paste(vapply(unclass(x), json, ""), collapse = ","), "]"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(row)
    paste0("[", paste(vapply(row, scalar, ""), collapse = ","), "]")), collapse = ","), "]"))
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0(vapply(names(x), quoted, ""), ":", parts, collapse = ","), "}"))
  }
  if (!is.null(names(x)) && length(x) > 0) return(json(as.list(x)))
  if (length(x) == 1) scalar(x) else paste0("[", paste(vapply(x, scalar, ""), collapse = ","), "]")
}
list_of <- function(x) I(as.list(unname(x)))                     # always an array, even of one
some <- function(...) Filter(Negate(is.null), list(...))         # a list without its NULLs

# ---- records -------------------------------------------------------------------------------------------------------
records <- list(); counts <- list(); designs <- list(); notes_said <- character()
run <- function(text) eval(parse(text = text), globalenv())
number <- function(x) as.numeric(unname(x))[1]

differs <- function(naive, expected) {
  right <- suppressWarnings(as.numeric(unlist(expected)))
  Filter(function(value) !is.na(value) && all(abs(value - right) > 1e-6 * abs(value), na.rm = TRUE), naive)
}
record <- function(feature, call, design, query, group = NULL, expected = NULL, domain_df = NULL, naive = NULL,
                   ours = NULL, note = NULL, level = 0.95, ...) {
  counts[[feature]] <<- (if (is.null(counts[[feature]])) 0 else counts[[feature]]) + 1
  if (!is.null(naive)) { naive <- differs(naive, expected); if (!length(naive)) naive <- NULL }
  if (!is.null(note)) {
    if (!note %in% notes_said) notes_said[[length(notes_said) + 1]] <<- note
    note <- paste0("n", match(note, notes_said))
  }
  if (!is.null(domain_df) && identical(domain_df$df, expected$df)) domain_df <- NULL
  if (is.null(query$level) && !is.null(query$ci)) query$level <- level
  records[[length(records) + 1]] <<- some(
    id = sprintf("%s/%03d", feature, counts[[feature]]), fixture = designs[[design]]$fixture, feature = feature, call = call,
    design = design, query = query, group = group, expected = expected,
    domain_df = domain_df, naive = naive, ours = ours, note = note, ...)
}
design <- function(name, fixture, text, ...) {
  assign(name, withCallingHandlers(run(text), warning = function(w) invokeRestart("muffleWarning")), globalenv())
  designs[[name]] <<- list(fixture = fixture, text = paste(name, "<-", text), says = list(...))
}
reason <- function(what, name, query, says, group = NULL, call = "not to be copied", r = NULL) record("reason", call, name, query, group, ours = c(list(reason = what), says), r_says = r)
t_ci <- function(estimate, se, df, level = 0.95) estimate + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se
with_ci <- function(estimate, se, df, level = 0.95, ...) {
  ci <- t_ci(estimate, se, df, level)
  list(estimate = estimate, se = se, ci_low = ci[1], ci_high = ci[2], df = df, ...)
}
in_domain <- function(estimate, se, df, level = 0.95) with_ci(estimate, se, df, level)[c("df", "ci_low", "ci_high")]
same <- function(a, b, tolerance = 1e-11) {
  if (!isTRUE(all.equal(as.numeric(a), as.numeric(b), tolerance = tolerance))) { print(a); print(b); stop("differ") }
}
lonely_psu <- function(option, text) {
  old <- options(survey.lonely.psu = option); on.exit(options(old)); run(text)
}
quietly <- function(expr) withCallingHandlers(expr, warning = function(w) invokeRestart("muffleWarning"),
                                              message = function(m) invokeRestart("muffleMessage"))

# ---- fixtures ------------------------------------------------------------------------------------------------------
read <- function(name) read.csv(paste0(name, ".csv"), na.strings = "", check.names = FALSE)
label <- function(x) factor(ifelse(is.na(x), "(missing)", x))     # a missing label is a category
sc_data <- read("strat_cluster")
sc_data$group <- label(sc_data[["my group"]])
sc_data$one_each <- 1
for (name in c("a", "b", "c", "age", "sep")) sc_data[[name]] <- factor(sc_data[[name]])
lo_data <- read("lonely")
rw_data <- read("replicates"); rw_data$group <- label(rw_data$grp); rw_data$a <- factor(rw_data$a)
un_data <- read("unclustered"); un_data$group <- label(un_data$grp); un_data$a <- factor(un_data$a)
un_expanded <- un_data[rep(seq_len(nrow(un_data)), un_data$freq), ]
ca_data <- read("calib"); for (name in c("region", "sex", "age")) ca_data[[name]] <- factor(ca_data[[name]])
totals <- jsonlite::fromJSON("calib_totals.json")
column_of <- c(group = "my group")                                # R's name of a column, where it is another

taylor <- function(weights = "my.weight", strata = "stratum", psu = list_of("psu"), ...)
  some(method = "taylor", weights = weights, strata = strata, psu = psu, ...)
base <- "weights=~my.weight, data=sc_data, nest=TRUE"
d <- function(name, fixture, text, says) do.call(design, c(list(name, fixture, text), says))
d("sc", "strat_cluster", sprintf("svydesign(ids=~psu, strata=~stratum, %s)", base), taylor())
d("sc_ids2", "strat_cluster", sprintf("svydesign(ids=~psu+ssu, strata=~stratum, %s)", base),
  taylor(psu = list_of(c("psu", "ssu"))))
d("sc_fpc1", "strat_cluster", sprintf("svydesign(ids=~psu, strata=~stratum, fpc=~fpc1, %s)", base),
  taylor(fpc = list_of("fpc1")))
d("sc_frac1", "strat_cluster", sprintf("svydesign(ids=~psu, strata=~stratum, fpc=~frac1, %s)", base),
  taylor(fpc = list_of("frac1")))
d("sc_fpc2", "strat_cluster", sprintf("svydesign(ids=~psu+ssu, strata=~stratum, fpc=~fpc1+fpc2, %s)", base),
  taylor(psu = list_of(c("psu", "ssu")), fpc = list_of(c("fpc1", "fpc2"))))
d("sc_frac2", "strat_cluster", sprintf("svydesign(ids=~psu+ssu, strata=~stratum, fpc=~frac1+frac2, %s)", base),
  taylor(psu = list_of(c("psu", "ssu")), fpc = list_of(c("frac1", "frac2"))))
d("sc_flat", "strat_cluster", "svydesign(ids=~cluster, weights=~my.weight, data=sc_data)",
  some(method = "taylor", weights = "my.weight", psu = list_of("cluster")))
d("sc_even", "strat_cluster", "svydesign(ids=~psu, strata=~stratum, weights=~one_each, data=sc_data, nest=TRUE)",
  some(method = "taylor", strata = "stratum", psu = list_of("psu"), note = "no weights: each row counts one"))
d("un", "unclustered", "svydesign(ids=~1, strata=~stratum, weights=~w, data=un_data)",
  some(method = "taylor", weights = "w", strata = "stratum"))
d("un_fpc", "unclustered", "svydesign(ids=~1, strata=~stratum, weights=~w, fpc=~fpc, data=un_data)",
  some(method = "taylor", weights = "w", strata = "stratum", fpc = list_of("fpc")))
d("un_flat", "unclustered", "svydesign(ids=~1, weights=~w, data=un_data)", some(method = "taylor", weights = "w"))
d("un_srs", "unclustered", "svydesign(ids=~1, weights=~one, data=un_data)", some(method = "taylor"))
d("un_freq", "unclustered", "svydesign(ids=~1, weights=~one, data=un_expanded)",
  some(method = "taylor", frequency = "freq", note = "un_expanded: each row written out freq times, each its own PSU"))
d("un_freq_strata", "unclustered", "svydesign(ids=~1, strata=~stratum, weights=~w, data=un_expanded)",
  some(method = "taylor", weights = "w", strata = "stratum", frequency = "freq",
       note = "each copy keeps the row's weight and stratum"))
lonely_says <- list(method = "taylor", weights = "w", strata = "stratum", psu = list_of("psu"))
d("lo", "lonely", "svydesign(ids=~psu, strata=~stratum, weights=~w, data=lo_data)", lonely_says)
d("lo_fpc", "lonely", "svydesign(ids=~psu, strata=~stratum, weights=~w, fpc=~fpc, data=lo_data)",
  c(lonely_says, list(fpc = list_of("fpc"))))

# ---- a mean, total or ratio over groups and domains ------------------------------------------------------------------
group_of <- function(data, by) {                                    # the group's columns as the fixture names them
  values <- lapply(by, function(name) {
    value <- data[[name]][1]
    if (as.character(value) == "(missing)") NA else if (is.factor(value)) as.character(value) else value
  })
  setNames(values, unname(ifelse(by %in% names(column_of) & "my group" %in% names(data), column_of[by], sub("^group$", "grp", by))))
}
column_names <- function(by, data) unname(ifelse(by %in% names(column_of) & "my group" %in% names(data), column_of[by], sub("^group$", "grp", by)))
rebuilt <- function(name, sub, ids) {                               # the domain's rows taken for a design of their own
  says <- designs[[name]]$says
  data <- sub$variables
  data$.w <- weights(sub, "sampling")
  data$.psu <- if (is.null(data$psu)) seq_len(nrow(data)) else paste(data[[says$strata %||% "one"]], data$psu)
  strata <- if (is.null(says$strata) || !ids) NULL else ~stratum
  svydesign(ids = if (ids) ~.psu else ~1, strata = strata, weights = ~.w, data = data)
}
`%||%` <- function(a, b) if (is.null(a)) b else a
estimates <- function(feature, name, kind, variable, denominator = NULL, by = NULL, where = NULL, sql = NULL,
                      level = 0.95, query_name = kind) {
  full <- get(name); data <- full$variables
  needed <- c(variable, denominator)
  missing <- needed[vapply(needed, function(v) anyNA(data[[v]]), NA)]
  keep <- c(where, if (length(missing)) sprintf("!is.na(%s)", missing))
  dom <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name
  fun <- c(mean = "svymean", total = "svytotal", ratio = "svyratio")[[kind]]
  formula <- if (kind == "ratio") sprintf("~%s, denominator=~%s", variable, denominator) else paste0("~", variable)
  one <- function(text) sprintf("%s(%s, %s)", fun, if (kind == "ratio") sub("denominator=", "", formula) else formula, text)
  sub <- run(dom)
  if (is.null(by)) { groups <- list(NULL); call <- one(dom); values <- list(run(call)); cells <- list(sub) }
  else {
    call <- if (kind == "ratio") sprintf("svyby(~%s, ~%s, %s, svyratio, denominator=~%s)", variable, paste(by, collapse = "+"), dom, denominator)
            else sprintf("svyby(~%s, ~%s, %s, %s)", variable, paste(by, collapse = "+"), dom, fun)
    table <- run(call)
    key <- function(frame) do.call(paste, c(lapply(by, function(b) as.character(frame[[b]])), sep = "\r"))
    cells <- lapply(key(table), function(k) sub[key(sub$variables) == k, ])
    values <- lapply(seq_len(nrow(table)), function(i) list(est = number(coef(table)[i]), se = number(unlist(SE(table))[i])))
    groups <- lapply(cells, function(cell) group_of(cell$variables, by))
  }
  for (i in seq_along(cells)) {
    cell <- cells[[i]]
    if (is.null(by)) { est <- number(coef(values[[i]])); se <- number(unlist(SE(values[[i]]))) }
    else { est <- values[[i]]$est; se <- values[[i]]$se }
    .cell <<- cell
    again <- run(one(".cell")); same(est, coef(again)); same(se, unlist(SE(again)))
    if (sum(weights(cell, "sampling") != 0) < 2) next
    if (inherits(full, "svyrep.design") && any(colSums(as.matrix(weights(cell, "analysis"))) == 0)) {
      reason("group absent from a replicate", name, some(estimator = kind, variable = variable, by = list_of(column_names(by, data)), where = sql), group = groups[[i]],
             list(estimate = est, n = nrow(cell), replicates_without_the_group = sum(colSums(as.matrix(weights(cell, "analysis"))) == 0),
                  says = "0/0 in those replicates: never dropped in silence; R drops them with a warning and keeps scale"), call = call, r = list(estimate = est, se = se))
      next
    }
    y <- cell$variables[[variable]]
    if (kind == "mean" && all(y %in% 0:1) && length(unique(y[weights(cell, "sampling") != 0])) == 1) next # reason codes
    naive <- NULL
    if (inherits(full, "survey.design2")) {
      .alone <<- rebuilt(name, cell, TRUE); .rows <<- rebuilt(name, cell, FALSE)
      naive <- list(se_absent_psus_dropped = number(unlist(SE(lonely_psu("remove", one(".alone"))))),
                    se_rows_independent = number(unlist(SE(run(one(".rows"))))))
      if (!is.null(full$fpc$popsize)) naive$se_without_fpc <- {
        .plain <<- cell; .plain$fpc$popsize <<- NULL; number(unlist(SE(run(one(".plain"))))) }
    }
    if (name == "sc" && is.null(by) && is.null(where)) {
      .unnested <<- svydesign(ids = ~psu, weights = ~my.weight, data = cell$variables); naive$se_psu_ids_not_nested <- number(unlist(SE(run(one(".unnested"))))) }
    if (NCOL(full$fpc$popsize) == 2) {
      options(survey.ultimate.cluster = TRUE); naive$se_first_stage_only <- number(unlist(SE(run(one(".cell"))))); options(survey.ultimate.cluster = FALSE) }
    if (kind == "mean") naive$estimate_unweighted <- mean(y)
    if (kind == "ratio") naive$estimate_mean_of_ratios <- weighted.mean(y / cell$variables[[denominator]], weights(cell, "sampling"))
    if (kind != "total" && length(missing)) {
      w <- weights(full, "sampling")
      inside <- rep(TRUE, nrow(data)); if (!is.null(where)) inside <- with(data, eval(parse(text = where)))
      for (b in by) inside <- inside & as.character(data[[b]]) == as.character(cell$variables[[b]][1])
      if (kind == "mean") naive$estimate_missing_as_zero <- sum((w * ifelse(is.na(data[[variable]]), 0, data[[variable]]))[inside]) / sum(w[inside])
      else naive$estimate_missing_filtered_apart <- sum((w * data[[variable]])[inside], na.rm = TRUE) / sum((w * data[[denominator]])[inside], na.rm = TRUE)
    }
    query <- some(estimator = query_name, variable = if (kind != "ratio") if (variable == "one_each") "1" else variable,
                  numerator = if (kind == "ratio") variable, denominator = denominator,
                  by = if (!is.null(by)) list_of(column_names(by, data)), where = sql, ci = "t", level = level)
    record(feature, call, name, query, groups[[i]],
           with_ci(est, se, degf(full), level, n = nrow(cell), n_positive_weight = sum(weights(cell, "sampling") != 0)),
           in_domain(est, se, degf(cell), level), naive)
  }
}
one_dom <- list(where = "dom==1", sql = "dom = 1")
for (name in c("sc", "sc_ids2", "sc_fpc1", "sc_frac1", "sc_fpc2", "sc_frac2", "sc_flat", "sc_even")) {
  kind <- if (grepl("fpc|frac", name)) "fpc" else "mean"
  estimates(kind, name, "mean", "q"); estimates(kind, name, "mean", "y", where = "dom==1", sql = "dom = 1")
  estimates(if (kind == "fpc") "fpc" else "total", name, "total", "y2")
}
estimates("mean", "sc", "mean", "q", by = "group")
estimates("mean", "sc", "mean", "q", by = c("a", "c"), level = 0.9)
estimates("mean", "sc", "mean", "y2", by = "group", where = "dom==1 & b=='b2'", sql = "dom = 1 AND b = 'b2'")
estimates("mean", "sc", "mean", "q", where = "lone==1", sql = "lone = 1")
estimates("mean", "sc", "mean", "k", level = 0.99)
estimates("total", "sc", "total", "q"); estimates("total", "sc", "total", "q", by = "group")
estimates("total", "sc", "total", "y", by = c("a", "b"), where = "dom==1", sql = "dom = 1")
estimates("total", "sc", "total", "one_each", by = "age")           # how many there are
estimates("proportion", "sc", "mean", "y", query_name = "proportion"); estimates("proportion", "sc", "mean", "y2", by = "group", query_name = "proportion")
estimates("proportion", "sc", "mean", "y", by = c("a", "b"), query_name = "proportion")
estimates("ratio", "sc", "ratio", "q", "d"); estimates("ratio", "sc", "ratio", "q", "d", by = "group")
estimates("ratio", "sc", "ratio", "d", "k", by = "a", where = "dom==1", sql = "dom = 1")
estimates("ratio", "sc", "ratio", "y2", "k", where = "lone==1", sql = "lone = 1")
estimates("fpc", "sc_fpc1", "ratio", "q", "d"); estimates("fpc", "sc_fpc2", "ratio", "q", "d", by = "age")
estimates("fpc", "sc_fpc2", "total", "q", by = "group"); estimates("fpc", "sc_fpc2", "mean", "y2", by = "a", where = "dom==1", sql = "dom = 1")
for (name in c("un", "un_fpc", "un_flat", "un_srs")) {
  estimates("unclustered", name, "mean", "q"); estimates("unclustered", name, "mean", "y", by = "group")
  estimates("unclustered", name, "total", "q", by = "a"); estimates("unclustered", name, "ratio", "q", "d")
}

# ---- shares of a variable's values -----------------------------------------------------------------------------------
shares <- function(feature, name, variable, where = NULL, sql = NULL) {
  full <- get(name); dom <- if (is.null(where)) name else sprintf("subset(%s, %s)", name, where)
  for (kind in c("svymean", "svytotal")) {
    call <- sprintf("%s(~factor(%s), %s)", kind, variable, dom); out <- run(call); sub <- run(dom)
    levels <- sub("^factor\\(.*\\)", "", names(coef(out)))
    for (i in seq_along(levels)) record(
      feature, call, name, some(estimator = if (kind == "svymean") "proportion" else "total", variable = variable,
                                category = levels[i], where = sql, ci = "t"), NULL,
      with_ci(number(coef(out)[i]), number(SE(out)[i]), degf(full), n = nrow(sub)),
      in_domain(number(coef(out)[i]), number(SE(out)[i]), degf(sub)))
    record("covariance", call, name, some(estimator = if (kind == "svymean") "proportion" else "total", variable = variable,
           category = list_of(levels), where = sql), NULL, list(order = list_of(levels), estimates = list_of(coef(out)), covariance = unname(vcov(out))))
  }
}
shares("proportion", "sc", "k"); shares("proportion", "sc_fpc2", "age", "dom==1", "dom = 1"); shares("proportion", "un", "a")

# ---- several groups at once: covariance, contrasts, functions --------------------------------------------------------
# Two missing-free subsets: influence functions of svyby(covmat=TRUE) need rows of equal number.
together <- function(name, kind, variable, denominator = NULL, by = "group", keep = NULL, sql = NULL, pairs = list(c(1, 2)), functions = list()) {
  full <- get(name); dom <- if (is.null(keep)) name else sprintf("subset(%s, %s)", name, keep)
  replicate_design <- inherits(full, "svyrep.design")
  more <- if (replicate_design) "covmat=TRUE, return.replicates=TRUE" else "covmat=TRUE"
  call <- if (kind == "ratio") sprintf("svyby(~%s, ~%s, %s, svyratio, denominator=~%s, %s)", variable, by, dom, denominator, more)
          else sprintf("svyby(~%s, ~%s, %s, svy%s, %s)", variable, by, dom, kind, more)
  table <- run(call); labels <- as.character(table[[by]]); est <- as.numeric(coef(table)); V <- unname(vcov(table))
  same(sqrt(diag(V)), unlist(SE(table)), 1e-10)
  plain <- function(l) lapply(l, function(x) if (x == "(missing)") NA else x)
  of <- some(of = kind, variable = if (kind != "ratio") variable, numerator = if (kind == "ratio") variable, denominator = denominator,
             by = list_of(column_names(by, full$variables)), where = sql)
  feature <- function(x) if (replicate_design) paste0("replicate_", x) else x
  record(feature("covariance"), call, name, c(list(estimator = "covariance"), of), NULL,
         list(order = list_of(plain(labels)), estimates = list_of(est), covariance = V),
         note = "covariance of the groups' estimates, in this order; a missing label (null) is a group",
         naive = if (!replicate_design) list(off_diagonal = 0))
  df <- degf(full)
  .table <<- table; attr(.table, "replicates") <<- NULL      # without replicates: the delta method, on both kinds
  for (pair in pairs) {
    i <- pair[1]; j <- pair[2]; p <- sprintf("`%s`", labels[i]); q <- sprintf("`%s`", labels[j])
    expressions <- c(difference = sprintf("%s - %s", p, q), group_ratio = sprintf("%s/%s", p, q), log_ratio = sprintf("log(%s/%s)", p, q))
    for (contrast in names(expressions)) {
      if (contrast == "log_ratio" && est[i] / est[j] <= 0) next
      text <- sprintf("svycontrast(.table, quote(%s))", expressions[[contrast]]); out <- run(text)
      zero <- V[c(i, j), c(i, j)]; zero[1, 2] <- zero[2, 1] <- 0
      gradient <- switch(contrast, difference = c(1, -1), group_ratio = c(1 / est[j], -est[i] / est[j]^2), log_ratio = c(1 / est[i], -1 / est[j]))
      same(SE(out)^2, gradient %*% V[c(i, j), c(i, j)] %*% gradient, 1e-9)
      extra <- list()
      if (replicate_design) { .again <<- table; extra$se_replicated <- number(SE(run(sub(".table", ".again", text, fixed = TRUE)))) }
      record(feature(contrast), sub(".table", sub(", return.replicates=TRUE", "", call), text, fixed = TRUE), name,
             c(list(estimator = contrast), of, list(first = list_of(plain(labels[i])), second = list_of(plain(labels[j])), ci = "t")), NULL,
             c(with_ci(number(coef(out)), number(SE(out)), df), extra),
             naive = list(se_groups_independent = sqrt(number(gradient %*% zero %*% gradient))))
    }
  }
  for (f in functions) {
    text <- sprintf("svycontrast(.table, quote(%s))", f); out <- run(text)
    record(feature("function"), sub(".table", sub(", return.replicates=TRUE", "", call), text, fixed = TRUE), name, c(list(estimator = "function", expression = f), of, list(ci = "t")),
           NULL, with_ci(number(coef(out)), number(SE(out)), df), note = "a name in backticks is the estimate of that group")
  }
}
gini_like <- "(`alpha` - `beta b`)/(`alpha` + `beta b`)"
log_odds <- "log(`alpha`/(1 - `alpha`)) - log(`beta b`/(1 - `beta b`))"
labels_sc <- levels(sc_data$group)                                   # (missing) alpha always beta b never O'Hara
at <- function(...) match(c(...), labels_sc)
together("sc", "mean", "y2", pairs = list(at("alpha", "beta b"), at("beta b", "O'Hara"), at("(missing)", "alpha")), functions = c(gini_like, log_odds, "exp(`alpha`) * `O'Hara`"))
together("sc", "mean", "q", keep = "!is.na(q)", sql = "q IS NOT NULL", pairs = list(at("alpha", "beta b")), functions = gini_like)
together("sc", "total", "y2", pairs = list(at("alpha", "beta b")), functions = "`alpha`/(`alpha` + `beta b` + `O'Hara`)")
together("sc", "ratio", "q", "d", keep = "!is.na(q) & !is.na(d)", sql = "q IS NOT NULL AND d IS NOT NULL", pairs = list(at("alpha", "beta b")))
together("sc_fpc2", "mean", "y2", pairs = list(at("alpha", "beta b")), functions = log_odds)
together("sc_fpc1", "mean", "y2", by = "age", keep = "dom==1", sql = "dom = 1", pairs = list(c(1, 2), c(3, 1)))
together("un", "mean", "q", by = "a", pairs = list(c(1, 2), c(2, 3)))
together("un_fpc", "total", "q", by = "group", pairs = list(c(2, 3)))

# ---- design effect ---------------------------------------------------------------------------------------------------
for (name in c("sc", "sc_fpc1", "un", "un_fpc")) for (variable in c("q", "y")) for (where in c("", "dom==1", "a=='a2'")) {
  if (where == "dom==1" && grepl("^un", name)) next
  keep <- paste(c(if (where != "") where, sprintf("!is.na(%s)", variable)), collapse = " & ")
  dom <- sprintf("subset(%s, %s)", name, keep); sub <- run(dom)
  call <- sprintf("svymean(~%s, %s, deff='replace')", variable, dom)
  with_replacement <- number(deff(run(call))); without <- number(deff(run(sub("'replace'", "TRUE", call))))
  n <- sum(weights(sub) != 0)
  out <- run(call)
  total_call <- sub("svymean", "svytotal", call)
  record("deff", call, name, some(estimator = "mean", variable = variable, where = if (where != "") gsub("==", " = ", where)), NULL,
         list(estimate = number(coef(out)), se = number(SE(out)), deff_replace = with_replacement, deff = without, n_effective = n / with_replacement,
              deff_replace_total = number(deff(run(total_call))), n_positive_weight = n, sum_of_weights = sum(weights(sub))),
         naive = list(deff_from_weights_only = n * sum(weights(sub)^2) / sum(weights(sub))^2),
         note = "deff_replace: against n draws with replacement, S^2 with n/(n-1), n rows of positive weight; deff: times (N-n)/N with N the sum of weights. n_effective = n_positive_weight / deff_replace")
}

# ---- intervals of a proportion ---------------------------------------------------------------------------------------
expit <- function(x) 1 / (1 + exp(-x))
proportion_ci <- function(p, v, df, rows, positive, level, method) {
  t <- qt(1 - (1 - level) / 2, df); alpha <- 1 - level; se <- sqrt(v); n_effective <- p * (1 - p) / v
  switch(method,
    mean = p + c(-1, 1) * t * se,
    logit = , xlogit = expit(log(p / (1 - p)) + c(-1, 1) * t * se / (p * (1 - p))),
    asin = sin(asin(sqrt(p)) + c(-1, 1) * t * se / (2 * sqrt(p * (1 - p))))^2,
    beta = { n <- n_effective * (qt(alpha / 2, rows - 1) / qt(alpha / 2, df))^2
             c(qbeta(alpha / 2, n * p, n * (1 - p) + 1), qbeta(1 - alpha / 2, n * p + 1, n * (1 - p))) },
    wilson = (p + t^2 / (2 * n_effective) + c(-1, 1) * t * sqrt(p * (1 - p) / n_effective + t^2 / (4 * n_effective^2))) / (1 + t^2 / n_effective),
    likelihood = { phi <- positive / (positive - 1)
                   loss <- function(q) 2 * n_effective * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))) / phi - t^2
                   c(uniroot(loss, c(1e-12, p * (1 - 1e-9)), tol = 1e-15, maxiter = 10000)$root,
                     uniroot(loss, c(p + (1 - p) * 1e-9, 1 - 1e-12), tol = 1e-15, maxiter = 10000)$root) })
}
notes <- c(
  mean = "p -+ t se", logit = "expit(logit p -+ t se/(p(1-p))); svyciprop's own glm stops at 1e-8 and is right to five digits only",
  xlogit = "as logit", asin = "sin(asin(sqrt p) -+ t se/(2 sqrt(p(1-p))))^2, end points not clipped",
  beta = "Korn-Graubard: n_e = p(1-p)/se^2 * (qt(rows-1)/qt(df))^2, rows counts zero weights; n_e is not capped at n",
  wilson = "not in R: n_e = p(1-p)/se^2, quantile t(df) in the place of z",
  likelihood = "2 n_e [p log(p/x) + (1-p) log((1-p)/(1-x))] (n-1)/n = t^2 with n_e = p(1-p)/se^2, n rows of positive weight; R interpolates by a spline (r_value), this is the root")
proportion_intervals <- function(name, variable, where = NULL, sql = NULL, level = 0.95) {
  full <- get(name); keep <- c(where, if (anyNA(full$variables[[variable]])) sprintf("!is.na(%s)", variable))
  dom <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name
  sub <- run(dom); out <- svymean(as.formula(paste0("~", variable)), sub)
  p <- number(coef(out)); v <- number(vcov(out)); rows <- nrow(sub$variables); positive <- sum(weights(sub, "sampling") != 0)
  for (method in names(notes)) {
    if (method == "likelihood" && inherits(full, "svyrep.design")) next # R's profile may end in NA
    call <- sprintf("svyciprop(~%s, %s, method='%s'%s)", variable, dom, method, if (level == 0.95) "" else sprintf(", level=%g", level))
    replicated <- inherits(full, "svyrep.design") && method == "logit"
    delta <- NULL; v <- number(vcov(out))
    if (replicated) {                                                # svyciprop takes the variance of the replicates' logits
      delta <- proportion_ci(p, v, degf(full), rows, positive, level, method)
      fit <- quietly(svyglm(as.formula(paste0(variable, " ~ 1")), sub, family = quasibinomial, control = tight))
      v <- number(vcov(fit)) * (p * (1 - p))^2
    }
    narrow <- proportion_ci(p, v, degf(sub), rows, positive, level, method); ci <- proportion_ci(p, v, degf(full), rows, positive, level, method)
    r_value <- NULL
    if (method == "wilson") call <- "formula: see note" else {
      r <- quietly(run(call)); r_value <- list_of(as.numeric(attr(r, "ci")))
      same(attr(r, "ci"), narrow, c(mean = 1e-12, xlogit = 1e-12, asin = 1e-11, beta = 1e-11, logit = 1e-5, likelihood = 2e-2)[[method]])
    }
    if (method == "xlogit" && inherits(full, "survey.design")) next  # the same as logit
    record("ci_proportion", call, name, some(estimator = "proportion", variable = variable, where = sql, ci = method, level = level), NULL,
           list(estimate = p, se = number(SE(out)), ci_low = ci[1], ci_high = ci[2], df = degf(full), n = rows, n_positive_weight = positive),
           list(df = degf(sub), ci_low = narrow[1], ci_high = narrow[2]), note = paste0(notes[[method]], if (replicated) "; here se/(p(1-p)) is the error of the replicates' logits, by the delta method see ci_delta"),
           r_value = r_value, ci_delta = if (replicated) list_of(delta),
           naive = if (method != "mean") { z <- p + c(-1, 1) * qt(1 - (1 - level) / 2, degf(full)) * sqrt(v); list(ci_low_plain = z[1], ci_high_plain = z[2]) })
  }
}
proportion_intervals("sc", "y"); proportion_intervals("sc", "y2", "dom==1 & a=='a2'", "dom = 1 AND a = 'a2'"); proportion_intervals("sc", "y", "lone==1", "lone = 1", 0.9)
proportion_intervals("sc_fpc2", "y"); proportion_intervals("sc_fpc1", "y", "a=='a3'", "a = 'a3'", 0.99); proportion_intervals("un", "y"); proportion_intervals("un_fpc", "y", "a=='a3'", "a = 'a3'")

# ---- quantiles -------------------------------------------------------------------------------------------------------
quantile_note <- paste("qrule='math': the smallest value whose cumulated weight, over the sum of weights, is at least p (rows of zero weight dropped; where R, below the first",
  "jump, takes the second value, r_says has it); Woodruff: t interval of the share at or below the quantile, its two ends turned back by the same rule;",
  "se = (high - low)/(2 t). A null end: the share's interval leaves [0, 1]")
quantiles <- function(feature, name, variable, p, by = NULL, where = NULL, sql = NULL, level = 0.95, type = "mean") {
  full <- get(name); keep <- c(where, if (anyNA(full$variables[[variable]])) sprintf("!is.na(%s)", variable))
  values <- if (is.null(by)) "" else levels(full$variables[[by]])
  for (value in values) {
    conditions <- c(keep, if (!is.null(by)) sprintf("%s==%s", by, deparse(value)))
    dom <- if (length(conditions)) sprintf("subset(%s, %s)", name, paste(conditions, collapse = " & ")) else name
    sub <- run(dom); text <- function(df) sprintf("svyquantile(~%s, %s, c(%s), interval.type='%s', qrule='math', alpha=%s, df=%s)", variable, dom, paste(p, collapse = ", "), type, format(1 - level, digits = 3), df)
    call <- text(sprintf("degf(%s)", name)); wide <- quietly(run(call))[[1]]; narrow <- quietly(run(text(sprintf("degf(%s)", dom))))[[1]]
    for (i in seq_along(p)) {
      w <- weights(sub, "sampling"); v <- sub$variables[[variable]]; textbook <- NULL
      if (type == "mean") {                                          # inf {x: F(x) >= p}; R takes the second value below the first jump
        inverse <- function(q) if (is.na(q) || q < 0 || q > 1) NaN else { o <- order(v[w > 0]); sort(v[w > 0])[which(cumsum(w[w > 0][o]) >= q * sum(w) * (1 - 1e-14))[1]] }
        share <- svymean(as.numeric(v <= inverse(p[i])), sub); ends <- t_ci(number(coef(share)), number(SE(share)), degf(full), level)
        plain <- c(inverse(p[i]), inverse(ends[1]), inverse(ends[2]))
        if (!identical(is.na(plain), is.na(as.numeric(wide[i, 1:3]))) || any(plain != wide[i, 1:3], na.rm = TRUE)) textbook <- list(estimate = plain[1], se = (plain[3] - plain[2]) / (2 * qt(1 - (1 - level) / 2, degf(full))), ci_low = plain[2], ci_high = plain[3])
      }
      record(feature, call, name, some(estimator = "quantile", variable = variable, quantiles = list_of(p[i]), by = if (!is.null(by)) list_of(column_names(by, full$variables)), where = sql,
                                          ci = if (type == "mean") "woodruff" else "replicates", rule = "math", level = level),
             if (!is.null(by)) group_of(sub$variables, by),
             if (is.null(textbook)) list(estimate = wide[i, 1], se = wide[i, 4], ci_low = wide[i, 2], ci_high = wide[i, 3], df = degf(full), n = nrow(sub$variables))
             else c(textbook, list(df = degf(full), n = nrow(sub$variables))),
             if (is.null(textbook)) list(df = degf(sub), se = narrow[i, 4], ci_low = narrow[i, 2], ci_high = narrow[i, 3]),
             naive = list(estimate_unweighted = as.numeric(quantile(v, p[i], type = 1)), estimate_unweighted_type7 = as.numeric(quantile(v, p[i]))), note = quantile_note,
             r_says = if (!is.null(textbook)) list(estimate = wide[i, 1], ci_low = wide[i, 2], ci_high = wide[i, 3]))
    }
  }
}
five <- c(0.1, 0.25, 0.5, 0.75, 0.9)
quantiles("quantile", "sc", "q", five); quantiles("quantile", "sc", "k", c(0.25, 0.5, 0.9)); quantiles("quantile", "sc", "q", c(0.25, 0.5), where = "dom==1", sql = "dom = 1", level = 0.9)
quantiles("quantile", "sc", "q", 0.5, by = "a"); quantiles("quantile", "sc_fpc2", "q", c(0.25, 0.5)); quantiles("quantile", "sc", "d", c(0.5, 0.75), by = "age")
quantiles("quantile", "un", "q", five); quantiles("quantile", "un_srs", "q", c(0.25, 0.5)); quantiles("quantile", "un_fpc", "q", 0.5, by = "a")
quantiles("quantile", "sc", "q", c(0.02, 0.98), where = "a=='a3'", sql = "a = 'a3'")

# ---- lone PSUs -------------------------------------------------------------------------------------------------------
for (name in c("lo", "lo_fpc")) {
  error <- tryCatch(run(sprintf("svymean(~q, %s)", name)), error = conditionMessage)
  record("lonely_psu", sprintf("svymean(~q, %s)", name), name, list(estimator = "mean", variable = "q", lonely_psu = "fail"), NULL, list(error = error),
         ours = list(error = "LonelyPsuError", names_strata = list_of(if (name == "lo") c("A", "D") else "A"),
                     says = "names every lone stratum (R stops at the first), the consequence and each remedy"))
  call <- sprintf("svymean(~q, subset(%s, dom==1))", name); out <- run(call)
  record("lonely_psu", call, name, list(estimator = "mean", variable = "q", where = "dom = 1", lonely_psu = "fail"), r_says = list(estimate = number(coef(out)), se = number(SE(out))),
         ours = list(says = "the domain has no row in the lone strata: R does not fail, as it looks at the domain's rows only. To fail here, as the design is not estimable, is as good; not to be silent"))
  for (option in c("remove", "adjust", "average", "certainty")) {
    for (case in list(list("svymean(~q, %s)", "mean", "q", NULL), list("svytotal(~q, %s)", "total", "q", NULL), list("svyratio(~q, ~w, %s)", "ratio", "q", NULL),
                      list("svymean(~y, subset(%s, grp=='g1'))", "mean", "y", "grp = 'g1'"), list("svymean(~q, subset(%s, dom==1))", "mean", "q", "dom = 1"))) {
      call <- sprintf(case[[1]], name); full <- get(name); out <- lonely_psu(option, call); est <- number(coef(out)); se <- number(unlist(SE(out)))
      others <- setdiff(c("remove", "adjust", "average"), option)
      naive <- setNames(lapply(others, function(o) number(unlist(SE(lonely_psu(o, call))))), paste0("se_", others))
      record("lonely_psu", call, name, some(estimator = case[[2]], variable = if (case[[2]] != "ratio") case[[3]], numerator = if (case[[2]] == "ratio") "q", denominator = if (case[[2]] == "ratio") "w",
             where = case[[4]], ci = "t", lonely_psu = option), NULL, with_ci(est, se, degf(full)), naive = naive,
             note = if (option == "average") "R multiplies by strata/ok strata, counting only strata that the domain has rows in" else if (option == "adjust") "the lone PSU's total is not centred at all (R): for a mean that is the grand mean, zero")
    }
    table <- lonely_psu(option, sprintf("svyby(~q, ~grp, %s, svymean, covmat=TRUE)", name))
    record("lonely_psu", sprintf("svyby(~q, ~grp, %s, svymean, covmat=TRUE)", name), name, list(estimator = "covariance", of = "mean", variable = "q", by = list_of("grp"), lonely_psu = option), NULL,
           list(order = list_of(as.character(table$grp)), estimates = list_of(coef(table)), covariance = unname(attr(table, "var"))))
  }
}
error <- tryCatch(svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~fpc_bad, data = lo_data), error = conditionMessage)
record("lonely_psu", "svydesign(ids=~psu, strata=~stratum, weights=~w, fpc=~fpc_bad, data=lo_data)", "lo", list(estimator = "design", fpc = list_of("fpc_bad")), NULL, list(error = error),
       ours = list(error = "refused", says = "fpc of stratum B is 2, below its 3 PSUs"))
out <- svymean(~q, subset(sc_fpc1, stratum == "O")); same(SE(out), 0)
record("fpc", "svymean(~q, subset(sc_fpc1, stratum=='O'), na.rm=TRUE)", "sc_fpc1", list(estimator = "mean", variable = "q", where = "stratum = 'O'"), NULL,
       list(estimate = number(coef(svymean(~q, subset(sc_fpc1, stratum == "O"), na.rm = TRUE))), se = 0), note = "a stratum taken whole: census, no sampling error")

# ---- frequency weights -----------------------------------------------------------------------------------------------
frequency <- function(name, kind, variable, by = NULL) {
  keep <- if (anyNA(un_data[[variable]])) sprintf("subset(%s, !is.na(%s))", name, variable) else name
  call <- if (is.null(by)) sprintf("svy%s(~%s, %s)", kind, variable, keep) else sprintf("svyby(~%s, ~%s, %s, svy%s)", variable, by, keep, kind)
  out <- run(call); sub <- run(keep)
  .wrong <<- if (name == "un_freq") svydesign(ids = ~1, weights = ~freq, data = un_data) else svydesign(ids = ~1, strata = ~stratum, weights = ~I(freq * w), data = un_data)
  wrong <- run(gsub(name, ".wrong", call, fixed = TRUE))
  for (i in seq_along(coef(out))) {
    rows <- if (is.null(by)) sub$variables else sub$variables[sub$variables[[by]] == out[[by]][i], ]
    record("frequency", call, name, some(estimator = kind, variable = variable, by = if (!is.null(by)) list_of("grp"), ci = "t"), if (!is.null(by)) group_of(rows, by),
           with_ci(number(coef(out)[i]), number(unlist(SE(out))[i]), degf(get(name)), n = nrow(rows)), naive = list(se_as_sampling_weights = number(unlist(SE(wrong))[i])))
  }
}
for (name in c("un_freq", "un_freq_strata")) { frequency(name, "mean", "q"); frequency(name, "total", "q"); frequency(name, "mean", "y", "group") }
quantiles("frequency", "un_freq", "q", c(0.25, 0.5))

# ---- replicate weights -----------------------------------------------------------------------------------------------
replicate_design <- function(name, text, says) d(name, "replicates", text, says)
kinds <- list(
  jk1 = list(type = "JK1", more = "scale=13/14", says = list(scale = 13 / 14)),
  jkn = list(type = "JKn", more = "scale=1, rscales=rep(c(2/3, 3/4, 6/7), c(3, 4, 7))", says = list(scale = 1, rscales = list_of(rep(c(2 / 3, 3 / 4, 6 / 7), c(3, 4, 7))))),
  brr = list(type = "BRR", more = NULL, says = list(scale = 1 / 8)),
  fay = list(type = "Fay", more = "rho=0.3", says = list(rho = 0.3, scale = 1 / (8 * 0.7^2))),
  boot = list(type = "bootstrap", more = "scale=1/20, rscales=rep(1, 20)", says = list(scale = 1 / 20)),
  sdr = list(type = "successive-difference", more = NULL, says = list(scale = 4 / 16)))
for (kind in names(kinds)) for (mse in c(TRUE, FALSE)) {
  k <- kinds[[kind]]; name <- sprintf("rw_%s%s", kind, if (mse) "_mse" else "")
  replicate_design(name, sprintf("svrepdesign(weights=~w, repweights='^RW%s_', type='%s', %smse=%s, data=rw_data)", kind, k$type, if (is.null(k$more)) "" else paste0(k$more, ", "), mse),
    c(list(method = if (kind == "boot") "bootstrap" else kind, weights = "w", replicates = sprintf("RW%s_*", kind)), k$says, list(mse = mse)))
  feature <- "replicate"
  full <- get(name); stopifnot(abs(full$scale - k$says$scale) < 1e-15)
  estimates(feature, name, "mean", "q"); estimates(feature, name, "total", "q"); estimates(feature, name, "ratio", "q", "d")
  if (!mse) estimates(feature, name, "mean", "y", by = "group")
  estimates(feature, name, "mean", "q", where = "dom==1", sql = "dom = 1")
  if (!mse) together(name, "mean", "q", by = "a", pairs = list(c(1, 2)))
  if (!mse) quantiles("replicate_quantile", name, "q", 0.5)
  if (kind %in% c("brr", "boot")) quantiles("replicate_quantile", name, "q", c(0.25, 0.5), type = "quantile")
}
together("rw_jkn", "total", "d", by = "group", pairs = list(c(2, 3)))
proportion_intervals("rw_jkn", "y"); proportion_intervals("rw_boot_mse", "y", "dom==1", "dom = 1")
for (type in c("JKn", "JK1")) {
  flat <- type == "JK1"; name <- if (flat) "sc_jk1" else "sc_jkn"
  d(name, "strat_cluster", sprintf("as.svrepdesign(%s, type='%s')", if (flat) "sc_flat" else "sc", type),
    c(designs[[if (flat) "sc_flat" else "sc"]]$says[-1], list(method = tolower(type), constructed = TRUE, mse = FALSE)))
  estimates("replicate_constructed", name, "mean", "q"); estimates("replicate_constructed", name, "total", "y2", by = "a"); estimates("replicate_constructed", name, "ratio", "q", "d", where = "dom==1", sql = "dom = 1")
}
d("sc_jkn_mse", "strat_cluster", "as.svrepdesign(sc, type='JKn', mse=TRUE)", c(designs$sc$says[-1], list(method = "jkn", constructed = TRUE, mse = TRUE)))
d("sc_jkn_fpc", "strat_cluster", "as.svrepdesign(sc_fpc1, type='JKn')", c(designs$sc_fpc1$says[-1], list(method = "jkn", constructed = TRUE, mse = FALSE)))
for (name in c("sc_jkn_mse", "sc_jkn_fpc")) { estimates("replicate_constructed", name, "mean", "q"); estimates("replicate_constructed", name, "ratio", "q", "d", by = "a") }
together("sc_jkn", "mean", "y2", pairs = list(at("alpha", "beta b")))
d("rw_pairs", "replicates", "svydesign(ids=~psu, strata=~stratum, weights=~w, data=rw_data)", list(method = "taylor", weights = "w", strata = "stratum", psu = list_of("psu")))
for (rho in c(0, 0.4)) {
  name <- if (rho == 0) "pairs_brr" else "pairs_fay"
  d(name, "replicates", sprintf("as.svrepdesign(rw_pairs, type='%s'%s)", if (rho == 0) "BRR" else "Fay", if (rho == 0) "" else ", fay.rho=0.4"),
    c(designs$rw_pairs$says[-1], list(method = if (rho == 0) "brr" else "fay", rho = rho, constructed = TRUE, mse = FALSE)))
  full <- get(name); first <- !duplicated(rw_data$psu)
  record("replicate_factors", sprintf("weights(%s, 'replication')", name), name, list(estimator = "factors"), NULL,
         list(psu = list_of(rw_data$psu[first]), factors = unname(as.matrix(full$repweights)[first, ]), scale = full$scale, df = degf(full)),
         note = "factors by PSU and replicate as R's Hadamard matrix gives them; another matrix of full balance gives the same error of a total, not of a ratio")
  for (estimator in c("mean", "total")) estimates("replicate_constructed", name, estimator, "q")
  estimates("replicate_constructed", name, "ratio", "q", "d"); estimates("replicate_constructed", name, "mean", "y", by = "group")
}
same(SE(svytotal(~q, rw_pairs)), SE(svytotal(~q, pairs_brr)), 1e-10)

# ---- association -----------------------------------------------------------------------------------------------------
association <- function(name, rows, columns, where = NULL, sql = NULL) {
  full <- get(name); keep <- c(where, Filter(Negate(is.null), lapply(c(rows, columns), function(v) if (anyNA(full$variables[[v]])) sprintf("!is.na(%s)", v))))
  dom <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name; sub <- run(dom)
  pearson <- suppressWarnings(chisq.test(svytable(as.formula(sprintf("~%s+%s", rows, columns)), sub, Ntotal = nrow(sub$variables)), correct = FALSE))
  nu <- if (inherits(full, "svyrep.design")) degf(sub) else length(unique(sub$cluster[, 1])) - length(unique(sub$strata[, 1]))
  for (statistic in c("F", "Chisq", "Wald", "adjWald")) {
    call <- sprintf("svychisq(~%s+%s, %s, statistic='%s')", rows, columns, dom, statistic)
    out <- quietly(tryCatch(run(call), error = function(e) NULL)); if (is.null(out)) { message("no ", call); next }
    extra <- list()
    if (statistic == "Chisq") { f <- run(sub("Chisq", "F", call)); extra$adjusted <- number(f$statistic) * number(out$parameter)  # Pearson/mean eigenvalue
                                same(pchisq(extra$adjusted, number(out$parameter), lower.tail = FALSE), out$p.value, 1e-9) }
    record("association", call, name, some(estimator = "chisq", rows = column_names(rows, full$variables), columns = column_names(columns, full$variables), where = sql, statistic = statistic), NULL,
           c(list(statistic = number(out$statistic), ndf = number(out$parameter[1]), ddf = if (statistic == "Chisq") NA else number(out$parameter[2]), p_value = number(out$p.value), nu = nu, n = nrow(sub$variables)), extra),
           naive = list(p_value_unadjusted = pearson$p.value, p_value_chisq_of_weights = pchisq(sum(weights(sub, "sampling")) / nrow(sub$variables) * pearson$statistic[[1]], pearson$parameter[[1]], lower.tail = FALSE)),
           note = c(F = "second order: Pearson/trace(Delta) on (d0, d0 nu); nu counts the domain's own PSUs less strata, zero weights too",
                    Chisq = "first order: `statistic` is Pearson with n rows (R's), p_value from adjusted = statistic/mean eigenvalue on ndf", Wald = "statistic/ndf on (ndf, nu)", adjWald = "Wald (nu-ndf+1)/(ndf nu) on (ndf, nu-ndf+1)")[[statistic]])
  }
}
association("sc", "a", "b"); association("sc", "y", "a"); association("sc", "y2", "c", "dom==1", "dom = 1"); association("sc", "k", "y2"); association("sc", "a", "c"); association("sc_fpc2", "y", "age")
association("un", "a", "y"); association("rw_jkn", "a", "y"); association("sc", "group", "y2")

# ---- regression ------------------------------------------------------------------------------------------------------
regression <- function(name, formula, kind, where = NULL, sql = NULL, matrix = FALSE) {
  full <- get(name); used <- all.vars(as.formula(formula)); keep <- c(where, unlist(lapply(used, function(v) if (anyNA(full$variables[[v]])) sprintf("!is.na(%s)", v))))
  dom <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name; sub <- run(dom)
  family <- c(logistic = "quasibinomial('logit')", poisson = "quasipoisson('log')")[[kind]]
  call <- sprintf("svyglm(%s, %s, family=%s, control=tight)", formula, dom, family)
  call <- sub(")$", sprintf(", start=coef(%s))", call), call); fit <- quietly(run(call)); V <- vcov(fit); names_ <- names(coef(fit))
  loose <- quietly(run(sub(", control=tight.*", ")", call)))
  if (!inherits(full, "svyrep.design")) {                            # the same from the influence functions at the end point
    w <- weights(sub, "sampling"); X <- model.matrix(fit); mu <- fitted(fit)
    scores <- X * (w * (fit$y - mu)); info <- crossprod(X * (w * if (kind == "logistic") mu * (1 - mu) else mu), X)
    stopifnot(max(abs(colSums(scores))) < 1e-9 * sum(w))
    same(V, survey:::svyrecvar(scores %*% solve(info), sub$cluster, sub$strata, sub$fpc), 1e-11)
  }
  df <- degf(full) + 1 - length(names_); narrow <- fit$df.residual
  for (i in seq_along(names_)) {
    est <- number(coef(fit)[i]); se <- sqrt(V[i, i]); e <- with_ci(est, se, df); r <- confint(fit)[i, ]; same(r, t_ci(est, se, narrow), 1e-9)
    record("regression", call, name, some(estimator = kind, formula = formula, term = names_[i], where = sql, ci = "t"), NULL, c(e, list(exp = exp(est), exp_low = exp(e$ci_low), exp_high = exp(e$ci_high), n = nrow(sub$variables))),
           in_domain(est, se, narrow), list(se_of_the_model = number(sqrt(diag(quietly(summary.glm(fit))$cov.scaled))[i])), r_default_tolerance = number(coef(loose)[i]))
  }
  if (matrix) record("regression", paste0("vcov(", call, ")"), name, some(estimator = kind, formula = formula, where = sql), NULL, list(order = list_of(names_), estimates = list_of(coef(fit)), covariance = unname(V)))
}
regression("sc", "y2 ~ a + b", "logistic", matrix = TRUE); regression("sc", "y2 ~ a + b", "poisson", matrix = TRUE); regression("sc", "y ~ a + b + c", "logistic"); regression("sc", "y ~ a + b + c", "poisson")
regression("sc", "y2 ~ a * b", "logistic"); regression("sc", "y2 ~ c", "poisson", "dom==1", "dom = 1"); regression("sc_fpc2", "y ~ a + age", "logistic"); regression("un", "y ~ a", "logistic"); regression("un_fpc", "y ~ a", "poisson")
regression("rw_jkn", "y ~ a", "logistic"); regression("rw_brr_mse", "y ~ a", "poisson")

margins <- function(name, formula, factor, kind, where = NULL, sql = NULL) {
  full <- get(name); used <- c(all.vars(as.formula(formula)), factor); keep <- c(where, unlist(lapply(used, function(v) if (anyNA(full$variables[[v]])) sprintf("!is.na(%s)", v))))
  dom <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name; family <- c(logistic = "quasibinomial('logit')", poisson = "quasipoisson('log')")[[kind]]
  call <- sprintf("svypredmeans(svyglm(%s, %s, family=%s, control=tight, start=.start), ~%s)", formula, dom, family, factor)
  # the whole influence function, with the covariance of the mean and the coefficients that svypredmeans leaves out
  sub <- run(dom); whole <- quietly(svyglm(as.formula(paste(formula, "+", factor)), sub, family = eval(parse(text = family)), control = tight))
  .start <<- NULL; adjust <<- quietly(run(sub(", ~[^~]*$", "", sub("svypredmeans(", "", call, fixed = TRUE)))) # without start
  .start <<- coef(whole); whole <- quietly(svyglm(as.formula(paste(formula, "+", factor)), sub, family = eval(parse(text = family)), control = tight, start = .start))
  out <- quietly(svypredmeans(adjust, as.formula(paste0("~", factor)))); V <- attr(out, "var"); parts <- attr(V, "parts"); w <- weights(sub, "sampling")
  scores <- model.matrix(whole) * (w * (whole$y - fitted(whole)) * switch(kind, logistic = 1, poisson = 1)); mu <- fitted(whole)
  info <- crossprod(model.matrix(whole) * (w * (if (kind == "logistic") mu * (1 - mu) else mu)), model.matrix(whole)); influence <- scores %*% solve(info)
  same(diag(vcov(whole)), diag(survey:::svyrecvar(influence, sub$cluster, sub$strata, sub$fpc)), 1e-11)
  levels <- names(coef(out)); linear <- fits <- matrix(nrow = length(w), ncol = length(levels))
  for (i in seq_along(levels)) { at_level <- sub$variables; at_level[[factor]] <- base::factor(levels[i], levels = base::levels(sub$variables[[factor]])); X <- model.matrix(delete.response(terms(whole)), at_level)
    m <- whole$family$linkinv(drop(X %*% coef(whole))); gradient <- colSums(w * whole$family$mu.eta(drop(X %*% coef(whole))) * X) / sum(w)
    same(sum(w * m) / sum(w), coef(out)[i], 1e-9); linear[, i] <- w * (m - sum(w * m) / sum(w)) / sum(w) + influence %*% gradient }
  full_variance <- survey:::svyrecvar(linear, sub$cluster, sub$strata, sub$fpc)
  for (i in seq_along(levels)) {
    est <- number(coef(out)[i]); se <- number(sqrt(V[i, i]))
    record("margins", call, name, some(estimator = "margins", model = kind, formula = paste(formula, "+", factor), margin = factor, where = sql, ci = "t"), setNames(list(levels[i]), factor),
           c(with_ci(est, se, degf(full), n = nrow(sub$variables)), list(se_given_covariates = sqrt(parts[[1]][i, i]), se_linearised = sqrt(full_variance[i, i]))),
           naive = list(estimate_unadjusted = number(coef(svymean(as.formula(paste0("~", used[1])), sub[as.character(sub$variables[[factor]]) == levels[i], ])))),
           note = "se is R's: coefficients (se_given_covariates) and the covariates' distribution, added as if independent; se_linearised keeps their covariance. .start: NULL in the first fit, the whole model's coefficients in the second")
  }
  record("margins", call, name, some(estimator = "margins", model = kind, formula = paste(formula, "+", factor), margin = factor, where = sql), NULL,
         list(order = list_of(levels), covariance = matrix(as.numeric(V), nrow(V)), covariance_linearised = full_variance))
}
margins("sc", "y2 ~ b + c", "a", "logistic"); margins("sc", "y2 ~ b + c", "a", "poisson"); margins("sc", "y ~ a + b", "age", "logistic", "dom==1", "dom = 1"); margins("sc_fpc1", "y ~ b", "a", "logistic")

# ---- direct standardisation ------------------------------------------------------------------------------------------
# svyby(covmat=TRUE) of 4.1 stops on a weighted-to-totals design, so the influence functions are laid side by side here.
means_together <- function(weighted, variable, by) {
  labels <- levels(weighted$variables[[by]])
  parts <- lapply(labels, function(l) svymean(as.formula(paste0("~", variable)), weighted[weighted$variables[[by]] == l, ], influence = TRUE))
  V <- survey:::svyrecvar(sapply(parts, attr, "influence"), weighted$cluster, weighted$strata, weighted$fpc, postStrata = weighted$postStrata)
  estimates <- vapply(parts, function(p) number(coef(p)), 0); same(sqrt(diag(V)), vapply(parts, function(p) number(SE(p)), 0))
  list(order = list_of(labels), estimates = list_of(estimates), covariance = unname(V))
}
standard <- totals$standard; share <- data.frame(age = names(standard), Freq = unlist(standard))[order(names(standard)), ]
standardise <- function(name, variable, over, where = NULL, sql = NULL) {
  full <- get(name); keep <- c(where, if (anyNA(full$variables[[variable]])) sprintf("!is.na(%s)", variable))
  loose <- if (length(keep)) sprintf("subset(%s, %s)", name, paste(keep, collapse = " & ")) else name
  dom <- sprintf("subset(%s, %s)", name, paste(c(keep, "my.weight>0"), collapse = " & "))  # see ca0 below
  call <- sprintf("svyby(~%s, ~%s, svystandardize(%s, by=~age, over=~%s, population=share), svymean)", variable, over, dom, over); out <- run(call); crude <- run(sprintf("svyby(~%s, ~%s, %s, svymean)", variable, over, dom))
  for (i in seq_len(nrow(out))) record("standardise", call, name, some(estimator = "standardised_mean", variable = variable, by = list_of(over), standardise = list(by = list_of("age"), population = as.list(standard)), where = sql, ci = "t"),
    setNames(list(as.character(out[[over]][i])), over), with_ci(number(coef(out)[i]), number(SE(out)[i]), degf(full)), naive = list(se_with_residuals_of_zero_weights = number(SE(run(sub(dom, loose, call, fixed = TRUE)))[i]), estimate_crude = number(coef(crude)[i]), se_crude = number(SE(crude)[i])))
  record("standardise", call, name, some(estimator = "covariance", of = "standardised_mean", variable = variable, by = list_of(over), standardise = list(by = list_of("age"), population = as.list(standard)), where = sql), NULL,
         means_together(run(sprintf("svystandardize(%s, by=~age, over=~%s, population=share)", dom, over)), variable, over))
}
standardise("sc", "y2", "a"); standardise("sc", "q", "b"); standardise("sc_fpc2", "y2", "b", "dom==1", "dom = 1")

# ---- weighting to known totals ---------------------------------------------------------------------------------------
cells <- totals$poststratify; names(cells)[3] <- "Freq"
margin <- function(i, name) { x <- unlist(totals$rake[[name]][i, ]); setNames(data.frame(names(x), as.numeric(x)), c(name, "Freq")) }
raked <- list(margin(1, "region"), margin(2, "sex"), margin(3, "age")); linear <- unlist(totals$linear)
raked_totals <- c(`(Intercept)` = 2580, regionmid = 800, regionwest = 630, sexm = 1260, ageold = 680, ageyoung = 900)
calibration_says <- list(method = "taylor", weights = "w", strata = "stratum", psu = list_of("psu"))
calibrated <- function(name, text, ...) d(name, "calib", text, c(calibration_says, list(calibration = list(...))))
d("ca", "calib", "svydesign(ids=~psu, strata=~stratum, weights=~w, data=ca_data)", calibration_says)
# A row of zero weight has no residual. R's are NaN (rake, calibrate) or minus the cell's mean (postStratify): rows left out.
ca0 <- subset(ca, w > 0)
stopifnot(degf(ca0) == degf(ca))
calibrated("ca_post", "postStratify(ca0, ~region+sex, cells)", kind = "poststratify", by = list_of(c("region", "sex")), totals = "calib_totals.json: poststratify")
calibrated("ca_rake", "rake(ca0, list(~region, ~sex, ~age), raked, control=list(maxit=500, epsilon=1e-14))", kind = "rake", by = list_of(c("region", "sex", "age")), totals = "calib_totals.json: rake")
calibrated("ca_rake2", "calibrate(ca0, ~region+sex+age, raked_totals, calfun='raking', epsilon=1e-13, maxit=200)", kind = "rake", by = list_of(c("region", "sex", "age")), totals = "calib_totals.json: rake")
calibrated("ca_lin", "calibrate(ca0, ~sex+region+x, linear)", kind = "linear", formula = "~ sex + region + x", totals = "calib_totals.json: linear")
same(weights(ca_rake), weights(ca_rake2), 1e-11)
ca_post_zeros <- postStratify(ca, ~region+sex, cells)                # the spurious residuals, for the naive numbers
weighting <- function(name, call_of, estimator, variable, where = NULL, sql = NULL) {
  full <- get(name); keep <- if (is.null(where)) name else sprintf("subset(%s, %s)", name, where); call <- sprintf(call_of, keep); out <- run(call); est <- number(coef(out)); se <- number(unlist(SE(out)))
  .plain <<- full; .plain$postStrata <<- NULL; ignoring <- run(sprintf(call_of, if (is.null(where)) ".plain" else sprintf("subset(.plain, %s)", where))); before <- run(sprintf(call_of, if (is.null(where)) "ca" else sprintf("subset(ca, %s)", where)))
  extra <- if (name == "ca_rake2") list(se_of_r_rake = number(unlist(SE(run(sub("ca_rake2", "ca_rake", call, fixed = TRUE)))))) else list()
  if (name == "ca_rake2") same(est, coef(run(sub("ca_rake2", "ca_rake", call, fixed = TRUE))), 1e-11)
  record("weighting", call, name, c(some(estimator = estimator, where = sql, ci = "t"), if (estimator == "ratio") list(numerator = "q", denominator = "x") else list(variable = variable)), NULL, c(with_ci(est, se, degf(ca)), extra),
         naive = some(se_with_residuals_of_zero_weights = if (name == "ca_post") number(unlist(SE(run(sub("ca_post", "ca_post_zeros", call))))), se_ignoring_calibration = number(unlist(SE(ignoring))), estimate_before = number(coef(before)), se_before = number(unlist(SE(before)))),
         note = if (name == "ca_rake2") "residuals of the calibration regression with the design weights, times the raked weights: calibrate(calfun='raking'); rake() itself sweeps ten times with unweighted means (se_of_r_rake), which is not the linearisation")
}
for (name in c("ca_post", "ca_rake2", "ca_lin")) {
  weighting(name, "svymean(~q, %s)", "mean", "q"); weighting(name, "svytotal(~q, %s)", "total", "q"); weighting(name, "svymean(~y, %s)", "mean", "y"); weighting(name, "svytotal(~y, %s)", "total", "y"); weighting(name, "svyratio(~q, ~x, %s)", "ratio", "q")
  weighting(name, "svymean(~q, %s)", "mean", "q", "dom==1", "dom = 1"); weighting(name, "svytotal(~y, %s)", "total", "y", "dom==1 & sex=='f'", "dom = 1 AND sex = 'f'"); weighting(name, "svymean(~y, %s)", "mean", "y", "age=='old'", "age = 'old'")
  call <- sprintf("means_together(%s, 'q', 'age')", name)
  record("weighting", call, name, list(estimator = "covariance", of = "mean", variable = "q", by = list_of("age")), NULL, run(call))
  w <- weights(get(name)); rows <- which(ca_data$w > 0)
  record("weighting", sprintf("weights(%s)", name), name, list(estimator = "weights"), NULL, list(rows = list_of(rows[c(1, 2, 3, 50, 100, 150)]), weights = list_of(w[c(1, 2, 3, 50, 100, 150)]), sum_of_weights = sum(w), sum_of_squares = sum(w^2)),
         note = "rows counted from 1 in calib.csv", naive = if (any(w < 0)) list(negative = sum(w < 0)))
}
d("ca_post_jkn", "calib", "postStratify(as.svrepdesign(ca, type='JKn'), ~region+sex, cells)", c(calibration_says[-1], list(method = "jkn", constructed = TRUE, mse = FALSE, calibration = list(kind = "poststratify", by = list_of(c("region", "sex")), totals = "calib_totals.json: poststratify"))))
for (case in list(list("svymean(~q, ca_post_jkn)", "mean", "q"), list("svytotal(~y, ca_post_jkn)", "total", "y"))) { out <- run(case[[1]])
  record("weighting", case[[1]], "ca_post_jkn", list(estimator = case[[2]], variable = case[[3]], ci = "t"), NULL, with_ci(number(coef(out)), number(SE(out)), degf(ca_post_jkn)), note = "every replicate is post-stratified anew") }

# ---- what must come out where R is not to be copied --------------------------------------------------------------------
nothing <- list(estimate = NA, se = NA, ci_low = NA, ci_high = NA)
reason("empty domain", "sc", list(estimator = "mean", variable = "q", where = "dom = 7"), c(nothing, n = 0), call = "svymean(~q, subset(sc, dom==7))", r = list(estimate = 0, se = 0))
reason("empty domain", "sc", list(estimator = "mean", variable = "y2", by = list_of(c("a", "c"))), c(nothing, n = 0), list(a = "a3", c = "c4"), call = "svyby drops the cell", r = NULL)
one <- sc_data[sc_data$single == 1, ]
stopifnot(nrow(one) == 1, one$my.weight > 0, !is.na(one$q))
reason("one observation", "sc", list(estimator = "mean", variable = "q", where = "single = 1"), list(estimate = one$q, se = NA, ci_low = NA, ci_high = NA, n = 1), call = "svymean(~q, subset(sc, single==1))", r = list(estimate = one$q, se = number(SE(svymean(~q, subset(sc, single == 1))))))
for (g in c("never", "always")) { n <- sum(sc_data$group == g & sc_data$my.weight > 0); rows <- sum(sc_data$group == g)
  reason(if (g == "never") "all zero" else "all one", "sc", list(estimator = "proportion", variable = "y", by = list_of("my group"), ci = "logit"),
         c(list(estimate = as.numeric(g == "always"), n = rows, n_positive_weight = n, says = "decided on integer counts, never on floats; one-sided interval: the end at the estimate is exactly it"), if (g == "never") list(ci_low = 0) else list(ci_high = 1)),
         setNames(list(g), "my group"), call = "svyciprop gives 2.8e-12 for all three") }
reason("missing group label", "sc", list(estimator = "mean", variable = "y2", by = list_of("my group")), list(says = "a category of its own (null), as the records of `mean` and `covariance` have it", n = sum(is.na(sc_data[["my group"]]))), setNames(list(NA), "my group"), call = "svyby drops the rows silently")
reason("no weight", "sc", list(estimator = "mean", variable = "y2", where = "stratum = 'E' AND psu = 4"), c(nothing, n = sum(sc_data$stratum == "E" & sc_data$psu == 4), says = "every weight is zero: 0/0"), call = "svymean gives NaN")
for (v in c("y", "q", "d")) reason("missing outcome", "sc", list(estimator = "mean", variable = v), list(n = sum(!is.na(sc_data[[v]])), n_missing = sum(is.na(sc_data[[v]])), says = "out of numerator and denominator, and counted"), call = "svymean gives NA without na.rm")
bad <- function(what, says) reason(what, "sc", list(estimator = "mean", variable = "q"), list(error = "refused", says = says), call = "change one weight of the fixture in memory")
bad("negative weight", "refused with the count; by opt-in allowed"); bad("missing weight", "refused with the count"); bad("infinite weight", "refused with the count")
reason("separation", "sc", list(estimator = "logistic", formula = "y ~ sep"), list(says = "sep = 's2' holds no y = 1: the coefficient has no finite maximum; detected, not a number near -20"), call = "svyglm gives about -20", r = NULL)
reason("separation", "sc", list(estimator = "poisson", formula = "y ~ sep"), list(says = "as for the logistic model: no finite maximum"), call = "svyglm gives about -20")
reason("empty standard cell", "sc", list(estimator = "standardised_mean", variable = "y2", by = list_of("a"), standardise = list(by = list_of("c"))), list(estimate = NA, se = NA, says = "a3 has nobody in c4: no standardised mean of a3"), list(a = "a3"), call = "svystandardize warns and leaves the cell out")
reason("logarithm of zero", "sc", list(estimator = "log_ratio", of = "proportion", variable = "y", by = list_of("my group"), first = list_of("never"), second = list_of("alpha")), list(estimate = NA, se = NA, says = "log 0"), call = "svycontrast gives -Inf")
reason("lone PSU in the domain", "sc", list(estimator = "mean", variable = "q", where = "lone = 1"), list(says = "R's default is kept (the records of `mean`), strata that the domain leaves one PSU in are counted", strata = list_of(with(subset(sc_data, lone == 1 & !is.na(q)), {
  psus <- tapply(psu, stratum, function(x) length(unique(x))); names(psus)[psus == 1] }))), call = "options(survey.adjust.domain.lonely=FALSE)")
reason("census", "un_fpc", list(estimator = "design"), list(says = "a census (fpc = n in every stratum) has se 0 and the estimate as its interval"), call = "none")

# ---- write -----------------------------------------------------------------------------------------------------------
head <- list(made_by = "tests/reference/reference.R", r = paste(R.version$major, R.version$minor, sep = "."), survey = as.character(packageVersion("survey")),
             tolerance = list(taylor_mean_total_proportion_ratio = 1e-12, other = 1e-9))
lines <- vapply(records, json, "")
block <- function(name, x) c(paste0("\"", name, "\": {"), paste0(vapply(names(x), quoted, ""), ": ", vapply(x, json, ""), c(rep(",", length(x) - 1), "")), "},")
said <- lapply(designs, function(x) c(list(fixture = x$fixture, r = x$text), x$says))
names(notes_said) <- paste0("n", seq_along(notes_said))
writeLines(enc2utf8(c("{", paste0("\"about\": ", json(head), ","), block("designs", said), block("notes", as.list(notes_said)), "\"records\": [", paste0(lines, c(rep(",", length(lines) - 1), "")), "]", "}")), "reference.json", useBytes = TRUE)
print(unlist(counts)); cat(length(records), "records\n")
