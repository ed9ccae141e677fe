"""What Streamlit's theme cannot say: the frame around the picture is as thin as it can be."""

CSS = """
<style>
.stMainBlockContainer { padding: 0.6rem 1rem 1rem; max-width: none; }
header[data-testid="stHeader"] { background: transparent; height: 2.4rem; pointer-events: none; }
header[data-testid="stHeader"] * { pointer-events: none; }
header[data-testid="stHeader"] button, header[data-testid="stHeader"] a { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.6rem; padding-top: 0.2rem; padding-bottom: 0; margin-bottom: 0; }
@media (max-width: 768px) {
  [data-testid="stMain"] { top: 2.6rem; height: auto; }
  .stMainBlockContainer { padding-top: 0; }
}
section[data-testid="stSidebar"] { min-width: 232px; max-width: 232px; transition-property: transform; }
section[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; }
[data-testid="stCaptionContainer"] { opacity: 0.85; }
[data-testid="stSidebarNavLink"]:focus-visible { outline: 2px solid currentColor; }
[data-testid="stMain"]:focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
.stApp:not([data-test-connection-state="CONNECTED"]) [data-testid="stSidebarHeader"]::after {
  content: "The server does not answer."; position: absolute; left: 1.75rem; top: 0.9rem; font-size: 0.85rem;
  opacity: 0; animation: optviz-away 0s 2s forwards;
}
@keyframes optviz-away { to { opacity: 1; } }
html[data-optviz-sidebar="off"] :is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"]) { display: none; }
</style>
"""
