"""The app: `streamlit run app.py`."""

from pathlib import Path

from streamlit.starlette import App

from optviz.server import ROUTES, lifespan

app = App(Path(__file__).parent / "optviz" / "pages" / "main.py", routes=ROUTES, lifespan=lifespan)
