# Prints the entries of r-values.json that begin with "more_" (R 4.2.2, survival 3.5-3):
#   Rscript r-values.R > more.json
# Tables are lists of rows; the last number of a row is R's answer.
library(survival)
number <- function(x) ifelse(!is.finite(x), "null", sprintf("%.17g", x))
row <- function(...) paste0("[", paste(number(c(...)), collapse = ", "), "]")
entries <- c()
entry <- function(name, rows) entries <<- c(entries, paste0('"', name, '": [', paste(rows, collapse = ",\n"), "]"))
table_of <- function(name, grid, f) entry(name, apply(grid, 1, function(g) row(g, do.call(f, as.list(unname(g))))))

shapes <- c(0.5, 1, 2, 10, 100, 2000, 1e5, 1e6)
shares <- c(1e-300, 1e-12, 1e-6, 0.025, 0.3, 0.5)
table_of("more_qgamma_lower", expand.grid(shapes[-1], shares), function(a, p) qgamma(p, a))
table_of("more_qgamma_upper", expand.grid(shapes, shares), function(a, p) qgamma(p, a, lower.tail = FALSE))
table_of("more_pgamma_lower", expand.grid(shapes, c(0.3, 0.9, 1, 1.1, 3)), function(a, x) pgamma(a * x, a))
table_of("more_pgamma_upper", expand.grid(shapes, c(0.3, 0.9, 1, 1.1, 3)), function(a, x) pgamma(a * x, a, lower.tail = FALSE))

sizes <- rbind(c(1, 1), c(1, 20), c(7, 14), c(8, 13), c(1, 3e5), c(300, 3e5), c(3e5, 4), c(2001, 48000), c(5e5, 5e5))
tails <- do.call(rbind, lapply(c(1e-12, 1e-6, 0.025, 0.05, 0.5), function(p) cbind(sizes, p)))
table_of("more_qbeta_lower", tails, function(a, b, p) qbeta(p, a, b))
table_of("more_qbeta_upper", tails, function(a, b, p) qbeta(p, a, b, lower.tail = FALSE))
points <- do.call(rbind, lapply(c(0.5, 0.9, 1, 1.05, 1.5), function(f) cbind(sizes, pmin(0.999, f * sizes[, 1] / rowSums(sizes)))))
table_of("more_pbeta_lower", points, function(a, b, x) pbeta(x, a, b))
table_of("more_pbeta_upper", points, function(a, b, x) pbeta(x, a, b, lower.tail = FALSE))
table_of("more_lgamma", expand.grid(c(0.01, 0.5, 3, 7.5, 15.9, 16.1, 100, 1e6)), lgamma)
counts <- rbind(c(0, 1), c(5, 0), c(6, 0), c(10, 2), c(25, 10), c(25, 25), c(1, 700), c(2000, 1850), c(40000, 41000), c(3, 4))
both <- rbind(cbind(counts, 1, 1), cbind(counts, 154972, 88000.5))
test <- function(x1, x2, t1, t2) poisson.test(c(x1, x2), c(t1, t2))
entry("more_poisson_test", apply(both, 1, function(g) { r <- do.call(test, as.list(unname(g))); row(g, r$conf.int, r$p.value) }))

time <- lung$time
status <- as.integer(lung$status == 2)
start <- pmin((seq_along(time) * 37) %% 150, time - 1)
fit <- survfit(Surv(start, time, status) ~ 1, conf.type = "log-log")
seen <- fit$n.event > 0
entry("more_truncated_start", number(start))
entry("more_truncated", sapply(which(seen), function(i) row(fit$time[i], fit$n.risk[i], fit$surv[i], fit$std.err[i] * fit$surv[i], fit$lower[i], fit$upper[i])))
cause <- status * (1 + (seq_along(time) %% 3 == 0) + 2 * (seq_along(time) %% 7 == 0))
entry("more_cause", number(cause))
for (entered in c(FALSE, TRUE)) {
  event <- factor(cause, 0:4)
  fit <- if (entered) survfit(Surv(start, time, event) ~ 1, id = seq_along(time)) else survfit(Surv(time, event) ~ 1)
  seen <- rowSums(fit$n.event[, -1, drop = FALSE]) > 0
  entry(if (entered) "more_incidence_truncated" else "more_incidence", sapply(which(seen), function(i) row(fit$time[i], fit$pstate[i, ])))
}
cat("{\n", paste(entries, collapse = ",\n"), "\n}\n", sep = "")
