"""What Streamlit's theme cannot say: the frame around the picture is as thin as it can be."""

CSS = """
<style>
.stMainBlockContainer { padding: 0.6rem 1rem 1rem; max-width: none; }
header[data-testid="stHeader"] { background: transparent; height: 2.4rem; pointer-events: none; }
header[data-testid="stHeader"] button, header[data-testid="stHeader"] a { pointer-events: auto; }
section[data-testid="stSidebar"] { min-width: 232px; max-width: 232px; }
section[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
</style>
"""
