# Writes what R sees of tables, a line a cell: table, column, row, kind and value, texts as the hexadecimal digits of their UTF-8.
hex <- function(text) paste(charToRaw(enc2utf8(text)), collapse = "")
cell <- function(x, i) {
  if (inherits(x, "Date")) return(if (is.na(x[i])) "none" else paste0("date ", format(x[i], "%Y-%m-%d")))
  if (inherits(x, "POSIXct")) return(if (is.na(x[i])) "none" else paste0("instant ", format(x[i], "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")))
  if (is.character(x)) return(if (is.na(x[i])) "none" else paste0("text ", hex(x[i])))
  value <- unclass(x)[i]
  tag <- haven::na_tag(value)
  if (!is.na(tag)) return(paste0("tag ", tag))
  if (is.na(value)) "none" else paste0("number ", sprintf("%.17g", value))
}
dump <- function(name, frame) for (column in names(frame)) {
  x <- frame[[column]]
  label <- attr(x, "label", exact = TRUE)
  cat(name, column, "label", hex(if (is.null(label)) "" else label), "\n", sep = "\t")
  range <- attr(x, "na_range", exact = TRUE)
  if (!is.null(range)) cat(name, column, "range", range, "\n", sep = "\t")
  labels <- attr(x, "labels", exact = TRUE)
  for (i in seq_along(labels)) {
    tag <- haven::na_tag(unclass(labels)[i])
    cat(name, column, "value", if (is.na(tag)) sprintf("%.17g", unclass(labels)[i]) else tag, hex(names(labels)[i]), "\n", sep = "\t")
  }
  for (i in seq_len(nrow(frame))) cat(name, column, "cell", i, cell(x, i), "\n", sep = "\t")
}
arguments <- commandArgs(TRUE)
for (given in arguments[-1]) {
  parts <- strsplit(given, "=", fixed = TRUE)[[1]]
  if (arguments[1] == "sav") dump(parts[1], haven::read_sav(parts[2], user_na = TRUE))
  if (arguments[1] == "dta") dump(parts[1], haven::read_dta(parts[2]))
}
if (arguments[1] == "csv") {
  folder <- dirname(arguments[2])
  keep_codes <- TRUE
  source(arguments[2])
  for (name in arguments[-(1:2)]) dump(name, get(name))
}
