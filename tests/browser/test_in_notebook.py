"""A Run shows itself in a notebook."""

from optviz import Scenario, simulate

STRICT = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""As VS Code has it: nothing is loaded, not even from a blob."""
PLAYING = "() => window.optvizPlayer?.stages.every((stage) => stage.isDrawn() && stage.drawnTo > 3)"


def test_two_runs_play_in_one_notebook_each_for_itself(browser, tmp_path):
    runs = [
        simulate(Scenario(surface="ravine", optimizers=optimizers, num_steps=20))
        for optimizers in (["sgd"], ["adam"] * 2)
    ]
    cells = "".join(run._repr_mimebundle_()["text/html"] for run in runs)
    file = tmp_path / "notebook.html"
    file.write_text(f'<meta http-equiv="Content-Security-Policy" content="{STRICT}">{cells}', encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(file.as_uri())
    frames = page.frames[1:]
    for frame in frames:
        frame.wait_for_function(PLAYING)
    assert [frame.evaluate("() => window.optvizPlayer.tracks.length") for frame in frames] == [1, 2]
    assert page.evaluate("() => [...document.querySelectorAll('iframe')].every((f) => f.contentDocument === null)")
    assert complaints == []
    context.close()
