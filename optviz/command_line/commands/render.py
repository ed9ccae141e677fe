"""`optviz render`: the files of a Scenario."""

from optviz.command_line.one_run import writes_a_run

RENDER = writes_a_run(
    "render",
    "figures, clips, pages, code",
    (
        "render scenario.json -o fig.pdf",
        "render 'surface=ravine&optimizers.0=sgd&optimizers.1=adam' -o fig.svg -o fig.png",
        "render fig.png -o dark.pdf --style dark --width 120mm",
        "render fig.png -o fig2.png --set optimizers.0.learning_rate=0.1 --set num_steps=50",
        "render 'surface=ravine&optimizers.0=momentum' --four-rates 0 -o rates.png --view curves",
        "render 'surface=own_line' --data cars.csv --columns speed,dist -o cars.png --view data",
        "render fig.png -o fig-zh.pdf --language zh",
    ),
)
