"""The Python script that makes a run again with optviz."""

import json
from textwrap import indent

from optviz.engine.simulate import Run
from optviz.exports.base import WITH_TABLE, Format, check_own_data
from optviz.exports.script import title
from optviz.exports.stamp import stamp

TEXT = '''# {stamp}
"""{title}: the same run, with optviz."""

from optviz import Scenario, simulate

run = simulate(
    Scenario(
{fields}
    )
)
paths = {{path.label: path.points for path in run}}

if __name__ == "__main__":
    for path in run:
        print(f"{{path.label}}: loss {{path.losses[-1]:.6g}} at {{path.points[-1].tolist()}}")
'''


def write(run: Run, *, own: bool) -> bytes:
    check_own_data(run, own)
    data = json.loads(run.scenario.to_json())
    optimizers = "".join(f"    {optimizer!r},\n" for optimizer in data.pop("optimizers"))
    fields = "\n".join([f"optimizers=[\n{optimizers}],", *(f"{name}={value!r}," for name, value in data.items())])
    return TEXT.format(stamp=stamp(run.scenario), title=title(run.scenario), fields=indent(fields, " " * 8)).encode()


PYTHON = Format(
    key="python",
    title="Python script with optviz",
    short="optviz",
    group="code",
    summary="The same run in a few lines, with optviz.",
    extension=".py",
    media_type="text/x-python",
    write=write,
    options=(WITH_TABLE,),
)
