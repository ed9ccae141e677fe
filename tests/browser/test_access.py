"""For everyone: axe-core finds nothing wrong on any page, in either theme, at three widths."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from patient import SUBPAGE, new_page

from optviz import Scenario, export
from optviz.site import page_in
from tests.samples import sample

FEW_AND_LONG = True
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Streamlit's formulas scroll in a box that takes no tabindex; browsers let the keyboard into such a box by themselves.
STREAMLITS_OWN = [".katex-display"]
FORMULAS = [
    "math"
]  # what is around them has their colours, and they have no controls; they are most of a page's elements
OF_COLOURS = ["color-contrast", "link-in-text-block"]
OF_SIZES = ["target-size", "scrollable-region-focusable"]
# What would be loaded beforehand is for sounds and videos, of which there are none.
RUN = """([within, without, rules]) => axe.run(
  { include: [within], exclude: without }, { ...rules, preload: false, resultTypes: ["violations"] }
).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`)))"""
LAPTOP, PHONE, PROJECTOR = (
    {"width": 1366, "height": 768},
    {"width": 390, "height": 844},
    {"width": 1920, "height": 1080},
)


ALL_RULES = {"runOnly": STANDARDS}
COLOURS = {"runOnly": {"type": "rule", "values": OF_COLOURS}}  # they alone depend on the theme,
LAYOUT = {**ALL_RULES, "rules": {rule: {"enabled": False} for rule in OF_COLOURS}}  # and the others on the width,
SIZES = {"runOnly": {"type": "rule", "values": OF_SIZES}}  # but on a page that has the same parts at every width
COLOURS_AND_SIZES = {"runOnly": {"type": "rule", "values": OF_COLOURS + OF_SIZES}}
WITHOUT_COLOURS = [(ALL_RULES, [LAYOUT]), (COLOURS_AND_SIZES, [SIZES]), (COLOURS, [])]


# What is scrolled out of Streamlit's box has no colours for axe: for them the box is as high as what is in it.
UNFOLD = """() => {
  const style = document.createElement("style");
  style.id = "unfolded";
  style.textContent = `
    .stApp, .stApp > div, .stApp > div > div, .stMain, [data-testid^=stSidebar] {
      overflow: visible !important; height: auto !important; max-height: none !important;
    }
    .stApp, .stMain { position: static !important; }`;
  document.head.append(style);
  const boxes = [...document.querySelectorAll(".stMain, [data-testid=stSidebarContent]")];
  return boxes.filter((box) => box.scrollHeight > box.clientHeight).map(({ className }) => className);
}"""
FOLD = "() => document.getElementById('unfolded').remove()"


def violations(page, within: str = "html", rules=ALL_RULES) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    if rules in (LAYOUT, SIZES):
        return run_axe(page, within, rules)
    found = []
    if within == "html":  # whose box has to scroll for the other rules
        others = next(others for whole, others in WITHOUT_COLOURS if whole == rules)
        found = [fault for other in others for fault in run_axe(page, within, other)]
        rules = COLOURS
    assert page.evaluate(UNFOLD) == []
    found += run_axe(page, within, rules)
    page.evaluate(FOLD)
    return found


def run_axe(page, within: str, rules) -> list[str]:
    return page.evaluate(RUN, [within, [*STREAMLITS_OWN, *FORMULAS], rules])


def violations_in_the_dark(page) -> list[str]:
    """Of colours, once the page has those of the dark theme."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("""() => getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark' &&
      [...document.querySelectorAll('[data-theme]')].every((e) => e.dataset.theme === 'dark')""")
    return violations(page, rules=COLOURS)


PREVIEW_IS_FRESH = "() => getComputedStyle(document.querySelector('.ov-home-picture')).opacity === '1'"


@pytest.mark.parametrize(
    ("scheme", "size", "rules"),
    [
        pytest.param("light", LAPTOP, ALL_RULES, id="light laptop"),
        pytest.param("dark", PHONE, COLOURS_AND_SIZES, id="dark phone"),
        *sample(
            [],
            [
                pytest.param("dark", LAPTOP, COLOURS, id="dark laptop"),
                pytest.param("light", PROJECTOR, SIZES, id="light projector"),
            ],
        ),
    ],
)
def test_axe_finds_nothing_on_the_playground(open_screen, scheme, size, rules):
    screen = open_screen(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = screen.page
    screen.open("optimizers.0=sgd&optimizers.1=adam&optimizers.2=bfgs&show.arrows=1")
    found = {"as it opens": violations(page, rules=ALL_RULES if size is PHONE else rules)}  # other parts are on a phone
    page.get_by_role("button", name="View", exact=True).click()
    found["view menu"] = violations(page, ".ov-view", rules)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Legend").click()
    found["legend"] = violations(page, ".ov-legend", rules)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add optimizer").click()
    found["menu of optimizers"] = violations(page, ".ov-add", rules)
    page.keyboard.press("Escape")
    screen.opener.click()
    found["list of surfaces"] = violations(page, ".ov-surfaces", rules)
    page.keyboard.type("zzz")
    found["nothing found"] = violations(page, ".ov-surfaces", rules)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Adam", exact=True).click()
    found["formula"] = violations(page, ".ov-formula:popover-open", rules)
    page.keyboard.press("Escape")
    page.locator(".ov-more summary").first.click()
    page.keyboard.press("s")
    screen.wait("!player.panels[0].stepper.element.hidden")
    found["step by step"] = violations(page, ".ov-main", rules)
    page.keyboard.press("s")
    page.keyboard.press("v")
    screen.wait("player.overlay?.isDrawn()")
    found["overlaid"] = violations(page, ".ov-root", rules)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    found["help"] = violations(page, "dialog[open]", rules)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Take home").click()
    page.locator(".ov-home img").wait_for()
    page.wait_for_function(PREVIEW_IS_FRESH)
    page.locator(".ov-home summary").click()
    found["take home, a figure"] = violations(page, ".ov-home", rules)
    page.locator(".ov-home-format", has_text="JAX").click()
    page.locator(".ov-home pre").wait_for()
    page.wait_for_function(PREVIEW_IS_FRESH)
    found["take home, a script"] = violations(page, ".ov-home", rules)
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.fixture(scope="module")
def other_pages(screens_apart):
    """Goes to a page beside the playground, in a tab that all tests of them share."""
    screen = screens_apart(viewport=LAPTOP, reduced_motion="reduce")
    screen.page.goto(screen.address)

    def at(title):
        screen.page.emulate_media(color_scheme="light")
        screen.page.set_viewport_size(LAPTOP)
        screen.page.get_by_role("link", name=title, exact=True).click()
        return screen.page

    yield at
    assert [one for one in screen.complaints if SUBPAGE not in one] == []


# Of the many like entries of a page only those at its ends stay on it, until it is asked to put the others back.
TAKE_OUT = """(all, [first, last]) => {
  const entries = all.slice(first, -last);
  const places = entries.map(() => document.createComment(""));
  entries.forEach((one, i) => one.replaceWith(places[i]));
  window.putBack = () => places.forEach((place, i) => place.replaceWith(entries[i]));
}"""


def test_axe_finds_nothing_on_the_methods(other_pages):
    page = other_pages("Methods")
    page.get_by_role("heading", name="Cosine", exact=True).wait_for()
    entries = page.locator(".stMain .stVerticalBlock").first.locator(":scope > *")
    entries.evaluate_all(TAKE_OUT, sample([30, 20], [1000, 1000]))
    found = [violations(page)]
    page.set_viewport_size(PHONE)
    found.append(violations(page, rules=SIZES))
    found.append(violations_in_the_dark(page))
    page.evaluate("putBack()")
    assert found == [[], [], []]


def test_axe_finds_nothing_on_the_page_of_the_surfaces(other_pages):
    page = other_pages("Surfaces")
    page.locator(".ov-page[data-theme]").wait_for()
    page.wait_for_function("() => [...document.querySelectorAll('canvas')].every((one) => 'painted' in one.dataset)")
    page.locator(".ov-page .ov-entry").evaluate_all(TAKE_OUT, sample([6, 6], [1000, 1000]))
    found = [violations(page)]
    page.set_viewport_size(PHONE)
    found.append(violations(page, rules=SIZES))
    found.append(violations_in_the_dark(page))
    assert found == [[], [], []]


def test_axe_finds_nothing_on_the_page_of_the_maps(other_pages):
    page = other_pages("Maps")
    page.get_by_text("Point at a cell to read it, click to see its run.").wait_for()
    page.locator(".ov-map-hand").focus()
    page.keyboard.press("ArrowUp")
    page.locator(".ov-map-said", has_text="learning rate η").wait_for()
    found = [violations(page), violations_in_the_dark(page)]
    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_text("Point at a cell to read it, click to see its run.").wait_for()
    found.append(violations(page, rules=LAYOUT))
    assert found == [[], [], []]


def test_axe_finds_nothing_on_the_page_of_trials(other_pages):
    page = other_pages("Trials")
    found = []
    sections = {"Search": "search", "Fans of noise": "fan", "Fair race": "race"}
    for section, kind in sections.items():
        page.get_by_text(section, exact=True).click()
        page.locator(f".ov-trials[data-kind={kind}] .ov-trial-links a").first.wait_for()
        found.append(violations(page))
        page.set_viewport_size(PHONE)
        found.append(violations(page, rules=SIZES))
        page.set_viewport_size(LAPTOP)
        if kind in sample(["race"], sections.values()):
            found.append(violations_in_the_dark(page))
            page.emulate_media(color_scheme="light")
    assert [one for one in found if one] == []


def test_axe_finds_nothing_on_a_page_taken_home(browser, tmp_path):
    page, file = new_page(browser, viewport=LAPTOP, offline=True), tmp_path / "run.html"
    noise = {"key": "gaussian", "scale": 0.5}
    export(Scenario(surface="ravine", optimizers=["sgd", "adam"], noise=noise, num_steps=20), file)
    page.goto(file.as_uri())
    page.wait_for_function("() => window.optvizPlayer?.stages.every((stage) => stage.isDrawn())")
    found = {"as it opens": violations(page)}
    page.locator(".ov-more summary").first.click()
    page.get_by_label("SGD: learning rate η", exact=True).press("ArrowRight")
    page.get_by_role("button", name="Settings").click()
    found["with the hand on it"] = violations(page)
    assert found == {"as it opens": [], "with the hand on it": []}
    page.context.close()


# How an element and what is around it look: Streamlit shows the focus of a box on its frame.
LOOKS = """async () => {
  window.settled = async () => {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(({ playState }) => playState === "running");
    const passing = moving.filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
    await Promise.allSettled(passing.map((animation) => animation.finished));
  };
  await window.settled();
  const look = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element);
    const outline = outlineStyle === "none" ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return [outline, boxShadow, borderColor].join();
  };
  const around = (element) => {
    const all = [];
    for (let one = element; one && all.length < 4; one = one.parentElement) all.push(look(one));
    return all;
  };
  window.looksOf = around;
  window.unfocused = new Map([...document.querySelectorAll("*")].map((element) => [element, around(element)]));
}"""
FOCUSED = """async (within) => {
  await window.settled();
  const element = document.activeElement;
  if (element === document.body || element === null) return null;
  if (!element.closest(within)) return { first: false };
  const { width, height } = element.getBoundingClientRect();
  const before = window.unfocused.get(element);
  const now = window.looksOf(element);
  const name = element.getAttribute("aria-label") || element.textContent.slice(0, 30) || element.className;
  const first = !element.dataset.visited;
  element.dataset.visited = "yes";
  return { name: `${element.tagName} ${name}`, first, seen: width > 0 && height > 0,
    shows: before !== undefined && now.some((look, i) => look !== before[i]) };
}"""


def focused_by_tab(page, within: str = "html") -> list[dict]:
    """Every element that the tabulator key comes to, once round the page, or until it leaves a part of it."""
    page.evaluate("() => document.querySelectorAll('[data-visited]').forEach((one) => delete one.dataset.visited)")
    page.evaluate(LOOKS)
    found = []
    while len(found) < 300:
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUSED, within)
        if one and not one["first"]:
            return found
        if one:
            found.append(one)
    raise AssertionError("the focus never comes round")


@pytest.mark.parametrize("scheme", sample(["dark"], ["light", "dark"]))
def test_the_focus_can_be_seen_on_every_control(open_screen, scheme):
    screen = open_screen(viewport=LAPTOP, color_scheme=scheme, reduced_motion="reduce")
    page = screen.page
    screen.open("optimizers.0=sgd&optimizers.1=adam&show.arrows=1")
    for summary in page.locator(".ov-more summary").all():
        summary.click()
    page.evaluate("() => document.activeElement.blur()")
    found = focused_by_tab(page)
    names = " ".join(one["name"] for one in found)
    for wanted in (
        "Surface",
        "Steps",
        "Add optimizer",
        "Start point",
        "learning rate",
        "Menu of Adam",
        "Repeat",
        "Scale",
    ):
        assert wanted in names
    assert [one["name"] for one in found if one["seen"] and not one["shows"]] == []
    page.get_by_role("button", name="View", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".ov-view:popover-open").wait_for()
    page.get_by_role("button", name="View", exact=True).focus()
    found = focused_by_tab(page, ".ov-view")
    assert len(found) > 5
    assert [one["name"] for one in found if one["seen"] and not one["shows"]] == []


def test_axe_finds_nothing_on_the_site(browser, tmp_path):
    page = new_page(browser, viewport=LAPTOP, offline=True)
    file = tmp_path / "index.html"
    file.write_bytes(page_in("en"))
    page.goto(file.as_uri())
    page.wait_for_function("() => window.optvizPlayer?.stages.every((stage) => stage.isDrawn())")
    page.locator("#optviz-lessons li").first.wait_for()
    found = [violations(page)]
    page.emulate_media(color_scheme="dark")
    page.locator(".ov-root[data-theme=dark]").wait_for()
    found.append(violations(page, rules=COLOURS))
    page.context.close()
    assert found == [[], []]
