#!/bin/sh
# One night: hold, report, and compare with the night before.
#
#   soak-nightly SCENARIO REPORTS [more options of soak run, such as --yes for many connections to public addresses]
#
# Leaves REPORTS/latest/ with this night's reports for a CI to collect, and the runs themselves beside it, of
# which it keeps the last SOAK_KEEP (14). Exit code: that of the run; 1 if it passed but is worse than the last.
set -u
scenario=$1
reports=$2
shift 2

newest() {
  ls -d "$reports"/[0-9]*Z* 2>/dev/null | sort | tail -n 1
}

mkdir -p "$reports"
before=$(newest)

# A shell does not forward signals, and a run that gets none cannot probe its connections and write its report.
soak run "$scenario" --reports "$reports" --lines "$@" &
run=$!
trap 'kill -TERM "$run" 2>/dev/null' TERM INT
wait "$run"
code=$?
# A signal interrupts the wait before the run has ended.
while kill -0 "$run" 2>/dev/null; do
  wait "$run"
  code=$?
done

after=$(newest)
if [ -z "$after" ] || [ "$after" = "$before" ]; then
  echo "soak-nightly: nothing was run" >&2
  exit "$code"
fi

if [ -n "$before" ]; then
  soak compare "$before" "$after" >"$after/compare.txt"
  compared=$?
  cat "$after/compare.txt"
  if [ "$code" -eq 0 ] && [ "$compared" -eq 1 ]; then code=1; fi
fi

rm -rf "$reports/latest"
mkdir "$reports/latest"
for file in "$after"/*; do
  case $file in
    *.ndjson) ;;
    *) if [ -f "$file" ]; then cp "$file" "$reports/latest/"; fi ;;
  esac
done

ls -d "$reports"/[0-9]*Z* | sort -r | tail -n "+$((${SOAK_KEEP:-14} + 1))" | while read -r old; do
  rm -rf "$old"
done
exit "$code"
