"""The experiment over other pages and back: it is in the address of each, and what can be undone is not lost."""

from urllib.parse import parse_qsl

from patient import SUBPAGE

from optviz import Scenario
from optviz.lessons.reading import words_of
from tests.browser.conftest import LAPTOP

FEW_AND_LONG = True


def query_of(screen):
    return screen.page.evaluate("() => location.search.slice(1)")


def on_methods(screen):
    screen.page.get_by_role("heading", name="Methods").wait_for()
    screen.page.wait_for_function("() => !window.optvizPlayer && location.search && location.pathname === '/methods'")


def on_surfaces(screen):
    screen.page.locator(".ov-page[data-theme]").wait_for()
    screen.page.wait_for_function("() => !window.optvizPlayer && location.search && location.pathname === '/surfaces'")


def on_lessons(screen):
    screen.page.get_by_text(words_of("en")["course"]).wait_for()
    screen.page.wait_for_function("() => !window.optvizPlayer && location.search && location.pathname === '/lessons'")


def come_back(screen):
    screen.page.get_by_role("link", name="Playground", exact=True).click()
    screen.page.wait_for_function("() => window.optvizPlayer?.host.isConnected")
    screen.ready()


def standing(screen):
    how = "player.history.past.length, player.history.future.length, player.playhead.step, player.display.curve"
    return [screen.scenario(), *screen.read(f"[{how}]")]


def test_the_address_is_the_experiment_on_every_page(still):
    still.foreseen = (SUBPAGE,)
    still.open("surface=saddle&optimizers.0=sgd&optimizers.1=adam&num_steps=60")
    still.choose(curve="distance")
    for _ in range(2):
        count = still.read("player.history.past.length")
        still.slider(1, "learning_rate").press("ArrowRight")
        still.wait("player.link.idle && player.history.past.length === arg", count + 1)
    still.page.keyboard.press("Control+z")
    still.wait("player.link.idle && player.history.future.length === 1")
    still.seek(20)
    before, query = standing(still), query_of(still)
    assert before[1:] == [2, 1, 20, "distance"]
    assert Scenario.from_url(query) == before[0]

    pace = "[player.display.stepwise, player.display.arrows, player.playhead.speed]"
    usual = still.read(pace)
    still.page.keyboard.press("s")
    during = still.read(pace)
    assert during == ["on", "1", 0.5]
    query = query_of(still)
    still.page.get_by_role("button", name="Menu of Adam").click()
    still.page.get_by_role("link", name="Adam on Methods").click()
    on_methods(still)
    assert query_of(still) == query
    still.page.wait_for_function("() => Math.abs(document.getElementById('adam')?.getBoundingClientRect().top) < 100")
    assert still.page.evaluate("() => location.hash") == "#adam"
    come_back(still)
    assert standing(still) == before
    assert query_of(still) == query
    assert still.read(pace) == during
    still.page.keyboard.press("s")
    assert still.read(pace) == usual, "step by step gives back what it had before the other page"
    query = query_of(still)

    still.page.get_by_role("link", name="Surfaces", exact=True).click()
    on_surfaces(still)
    still.page.reload()
    on_surfaces(still)
    assert query_of(still) == query
    come_back(still)
    assert standing(still) == before
    assert query_of(still) == query


def test_what_settles_beside_the_click_holds_nobody_back(still):
    """As over a slow line, where the answer to the last drag comes just before one clicks, or just after."""
    still.show("surface=saddle&optimizers.0=sgd&num_steps=60")
    for acts in ("click(); handOn();", "handOn(); click();"):
        still.script_is_done()
        still.page.evaluate(f"""() => {{
          const click = () => document.querySelector("[data-testid=stSidebarNavLink][href$=lessons]").click();
          const {{ handOn }} = window.optvizPlayer;
          {acts}
        }}""")
        on_lessons(still)
        come_back(still)
        before = still.read("player.history.past.length")
        still.handed_on(lambda: still.slider(0, "learning_rate").press("ArrowRight"))
        still.wait("player.link.idle && player.history.past.length === arg", before + 1)


def test_a_link_to_a_rule_adds_it_as_a_step_that_can_be_undone(still):
    """Its other link, to have it alone, is opened below, and like this one in tests/pages."""
    still.open("surface=saddle&optimizers.0=sgd&num_steps=60&show.view=overlaid")
    before = still.scenario()
    still.page.get_by_role("link", name="Methods", exact=True).click()
    on_methods(still)
    still.page.get_by_role("link", name="Add Nesterov to the picture", exact=True).click()
    still.page.wait_for_function("() => window.optvizPlayer?.host.isConnected")
    still.ready()
    assert [choice.key for choice in still.scenario().optimizers] == ["sgd", "nesterov"]
    assert Scenario.from_pairs(parse_qsl(query_of(still))) == still.scenario()
    assert still.read("[player.history.past.length, player.display.view]") == [2, "overlaid"]
    still.page.keyboard.press("Control+z")
    still.wait("player.link.idle && player.history.past.length === 1")
    assert still.scenario() == before


def test_an_address_of_another_page_opens_its_experiment(still):
    still.foreseen = (SUBPAGE,)
    scenario = Scenario(surface="saddle", optimizers=["adam"], num_steps=61)
    still.page.goto(f"{still.address}/methods?{scenario.to_url()}#adam")
    on_methods(still)
    still.page.wait_for_function("() => Math.abs(document.getElementById('adam')?.getBoundingClientRect().top) < 100")
    main = still.page.get_by_test_id("stMain")
    edge = "(main) => [main === document.activeElement, getComputedStyle(main).boxShadow]"
    still.page.wait_for_function("() => window.optvizPage?.anchor === ''")  # our script is there
    still.click(LAPTOP["width"] - 11, 300)  # beside what is written
    still.page.keyboard.press("x")
    assert main.evaluate(edge) == [True, "none"], "a click marks nothing, whatever key comes after it"
    come_back(still)
    assert still.scenario() == scenario
    still.page.goto(f"{still.address}/methods?alone=newton")  # as a new tab opens the link to a rule
    still.page.wait_for_function("() => window.optvizPlayer && location.pathname === '/'")
    still.ready()
    assert [choice.key for choice in still.scenario().optimizers] == ["newton"]


def test_links_have_what_the_address_does_not_have_yet(still):
    still.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    still.open("surface=saddle&optimizers.0=adam")
    address = query_of(still)
    in_the_hand = "player.session.scenario.optimizers[0].learning_rate"
    before = still.read(in_the_hand)
    still.drag(still.slider(0, "learning_rate"), [0.5, 0.3])
    still.wait(f"{in_the_hand} !== {before}")
    rate = still.read(in_the_hand)
    assert query_of(still) == address
    still.page.get_by_role("button", name="Copy link").evaluate("(button) => button.click()")  # the hand is elsewhere
    still.page.get_by_text("The link is copied.").wait_for()
    copied = still.page.evaluate("() => navigator.clipboard.readText()")
    still.page.mouse.up()
    assert Scenario.from_url(copied).optimizers[0].numbers["learning_rate"] == rate
