"""The same scene as Streamlit and Plotly offer it: a figure with frames in `st.plotly_chart`, anew for each change.

What `latency.py` compares the player with. Started as a page of its own by `streamlit run`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from benchmarks.scene import scene
from optviz import simulate
from optviz.engine.landscape import landscape

FRAMES = 200


def figure(learning_rate: float) -> go.Figure:
    run = simulate(scene(learning_rate))
    ground = landscape(run.scenario.surface)
    chart = make_subplots(rows=2, cols=4, subplot_titles=run.scenario.labels)
    places = [(1 + i // 4, 1 + i % 4) for i in range(len(run))]
    for row, col in places:
        x, y = ground.axes
        chart.add_contour(x=x, y=y, z=ground.shades, showscale=False, row=row, col=col)
    for path, (row, col) in zip(run, places, strict=True):
        chart.add_scatter(x=path.points[:1, 0], y=path.points[:1, 1], mode="lines", row=row, col=col)
    moving = list(range(len(run), 2 * len(run)))
    every = run.scenario.num_steps // FRAMES
    chart.frames = [
        go.Frame(data=[go.Scatter(x=p.points[:end, 0], y=p.points[:end, 1]) for p in run], traces=moving)
        for end in range(every, run.scenario.num_steps + 1, every)
    ]
    play = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    button = {"label": "Play", "method": "animate", "args": [None, play]}
    return chart.update_layout(height=800, showlegend=False, updatemenus=[{"type": "buttons", "buttons": [button]}])


learning_rate = st.slider("Learning rate", 0.001, 0.1, 0.01, step=0.001, format="%.3f")
st.plotly_chart(figure(learning_rate))
