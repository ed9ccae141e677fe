"""`optviz run`: the numbers of a Scenario's Run."""

from optviz.command_line.one_run import writes_a_run

RUN = writes_a_run(
    "run",
    "the numbers of a run",
    ("run scenario.json -o run.csv", "run scenario.json -o - --format csv | head"),
)
