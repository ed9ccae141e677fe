"""What Streamlit's theme cannot say: the frame around the picture is as thin as it can be.

That the server does not answer is said on every page, and by rules alone, since not every page has a script of ours.
A line that was never up is still on its way. So the first animation, which ends only while the line is up and keeps
what it came to, lets the word be seen; the second shows it once the line has been down for a while.
"""

from optviz.texts.language import say

CSS = """
<style>
.stMainBlockContainer { padding: 0.6rem 1rem 1rem; max-width: none; }
header[data-testid="stHeader"] { background: transparent; height: 2.4rem; pointer-events: none; }
header[data-testid="stHeader"] * { pointer-events: none; }
header[data-testid="stHeader"] button, header[data-testid="stHeader"] a { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.4rem; padding-top: 0.2rem; padding-bottom: 0; margin-bottom: 0; }
[data-testid="stSidebarContent"] { padding-left: 0.4rem; padding-right: 0.4rem; }
@media (max-width: 768px) {
  [data-testid="stMain"] { top: 2.6rem; height: auto; }
  .stMainBlockContainer { padding-top: 0; }
  [data-testid="stSidebarContent"] { padding-left: 1rem; padding-right: 1rem; }
}
section[data-testid="stSidebar"] { min-width: 232px; max-width: 232px; transition-property: transform; }
section[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
[data-testid="stSidebarUserContent"] { padding-top: 0.3rem; padding-bottom: 1rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: inherit; }
[data-testid="stCaptionContainer"] { opacity: 0.85; }
.optviz-contents dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; padding: 0; }
.optviz-contents dt { font-weight: 600; }
.optviz-contents dd { margin: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
.optviz-contents a { color: inherit; text-decoration: underline; text-underline-offset: 0.2em; }
.optviz-changes { margin: 0; }
.optviz-changes pre { margin: 0; padding: 0.6rem 0.8rem; border-radius: 0.5rem; white-space: pre-wrap;
  background: rgba(128, 128, 128, 0.08); font-size: 0.875rem; line-height: 1.5; }
.optviz-changes :is(ins, del, span) { display: block; margin: 0 -0.8rem; padding: 0 0.8rem; text-decoration: none; }
.optviz-changes ins { background: rgba(46, 160, 67, 0.18); }
.optviz-changes del { background: rgba(210, 60, 60, 0.16); }
@media (max-width: 768px) { .optviz-contents dl { grid-template-columns: 1fr; } }
@media (pointer: fine) {
  [data-testid="stSidebarNavItems"] :is(li, a) { margin-block: 0; }
  [data-testid="stSidebarNavSeparator"] { margin-block: 2px 0; padding-block: 4px 0; }
}
[data-testid="stMultiSelect"] [data-tag] { background-color: #1f5fbf; color: #fff; }
[data-testid="stSidebarNavLink"]:focus-visible { outline: 2px solid currentColor; }
[data-testid="stMain"]:focus-visible { outline: none; }
[data-testid="stMain"]:focus-visible:not([data-clicked]) { box-shadow: inset 3px 0 #1f5fbf; }
[data-testid="stSidebarHeader"]::after {
  content: "AWAY"; position: absolute; left: 1.75rem; top: 0.9rem; font-size: 0.85rem;
  visibility: hidden; opacity: 0; animation: optviz-was-there 1ms forwards paused;
}
.stApp[data-test-connection-state="CONNECTED"] [data-testid="stSidebarHeader"]::after {
  visibility: hidden !important; animation-play-state: running;
}
.stApp:not([data-test-connection-state="CONNECTED"]) [data-testid="stSidebarHeader"]::after {
  animation: optviz-was-there 1ms forwards paused, optviz-away 0s 3s forwards;
}
@keyframes optviz-was-there { to { visibility: visible; } }
@keyframes optviz-away { to { opacity: 1; } }
@media (forced-colors: active) {
  [role="radio"][aria-checked="true"], [data-testid="stSidebarNavLink"][aria-current="page"] {
    background: Highlight; forced-color-adjust: none;
  }
  :is([role="radio"][aria-checked="true"], [data-testid="stSidebarNavLink"][aria-current="page"]) :is(*) {
    color: HighlightText;
  }
}
@media print {
  :is(html, body, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"]) { background: white !important; }
  .stMainBlockContainer { padding: 0; }
}
html[data-optviz-sidebar="off"] :is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"]) { display: none; }
</style>
"""


def css() -> str:
    """The rules, with what they say in the language that is spoken."""
    return CSS.replace("AWAY", say("The server does not answer."))
