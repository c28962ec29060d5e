"""Runs the benchmarks and prints one table: each figure beside its raw limit.

A figure and its limit are two benchmarks of one program, measured in one run:

    BENCHMARK(Append)->Name("append, embedded log");
    BENCHMARK(Sync)->Name("append, embedded log | fdatasync, one at a time");

The part after " | " says what the limit is. A limit may be the best that the
machine can do, or the price of doing without (a sync for each command); the
ratio is figure over limit. Both call SetItemsProcessed.

usage: table.py FOLDER [REGEX]      runs FOLDER/*_bench
"""

import json
import pathlib
import subprocess
import sys

TIME_MIN = "0.5"  # Seconds for each benchmark.


def run(program, pattern):
    command = [str(program), "--benchmark_format=json",
               f"--benchmark_min_time={TIME_MIN}"]
    if pattern:
        command.append(f"--benchmark_filter={pattern}")
    print("+ " + " ".join(command), file=sys.stderr)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    # Without a match the program prints nothing but a complaint.
    return json.loads(done.stdout)["benchmarks"] if done.stdout else []


def name_of(benchmark):
    """The name without what Google Benchmark appends to it."""
    name = benchmark["name"]
    for suffix in ("/real_time", "/process_time", "/manual_time"):
        name = name.replace(suffix, "")
    return name.split("/iterations:")[0].split("/min_time:")[0]


def rows_of(benchmarks):
    """Pairs figures with their limits: (figure, rate, limit, its rate)."""
    rates, errors = {}, []
    for benchmark in benchmarks:
        if benchmark.get("error_occurred"):
            errors.append((name_of(benchmark), benchmark["error_message"]))
        elif benchmark.get("run_type") != "aggregate":
            rates[name_of(benchmark)] = benchmark.get("items_per_second")
    rows = []
    for name, rate in rates.items():
        if " | " in name:
            continue
        limits = [(other.split(" | ")[1], limit)
                  for other, limit in rates.items()
                  if other.startswith(name + " | ")]
        rows += [(name, rate, *limit) for limit in limits or [("", None)]]
    return rows, errors


def shown(rate):
    return f"{rate:,.0f}/s" if rate else "-"


def print_table(rows):
    cells = [("figure", "", "raw limit", "", "ratio")]
    for name, rate, limit, limit_rate in rows:
        ratio = f"{rate / limit_rate:.2f}" if rate and limit_rate else ""
        cells.append((name, shown(rate), limit,
                      shown(limit_rate) if limit else "", ratio))
    widths = [max(len(row[i]) for row in cells) for i in range(5)]
    for row in cells:
        print(f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  "
              f"{row[2]:<{widths[2]}}  {row[3]:>{widths[3]}}  "
              f"{row[4]:>{widths[4]}}".rstrip())


def main(arguments):
    folder = pathlib.Path(arguments[0])
    pattern = arguments[1] if len(arguments) > 1 else ""
    benchmarks = []
    for program in sorted(folder.glob("*_bench")):
        benchmarks += run(program, pattern)
    rows, errors = rows_of(benchmarks)
    print_table(rows)
    for name, message in errors:
        print(f"error: {name}: {message}", file=sys.stderr)
    return 1 if errors or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
