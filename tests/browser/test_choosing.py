"""Choosing rules from the list, and copies of one: their names, their rates, and what is set out of sight."""

LECTURES_SIX = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
KEYS = "player.shownScenario.optimizers.map(({ key }) => key)"
LABELS = "player.tracks.map(({ path }) => path.label)"


def settled(screen, keys):
    screen.wait(f"player.link.idle && JSON.stringify({KEYS}) === JSON.stringify(arg)", keys)
    screen.ready()


def test_rules_are_found_ticked_and_put_side_by_side_in_one_click(still):
    page = still.page
    still.show("surface=saddle&num_steps=40&optimizers.0=sgd&optimizers.0.learning_rate=0.07")
    opener = page.get_by_role("button", name="Add optimizer")
    opener.focus()
    page.keyboard.press("Enter")
    search = page.get_by_role("combobox", name="Search optimizers")
    titles = page.evaluate("() => [...document.querySelectorAll('.ov-add [role=option] b')].map((b) => b.textContent)")
    assert titles[:3] == ["SGD", "Momentum", "Nesterov"]
    assert titles == [record["title"] for record in still.read("player.catalogue.optimizers").values()]
    keys = ["sgd"]
    for words, key in (("dozat", "nadam"), ("LION", "lion"), ("quasi limited", "lbfgs")):  # source, title, family
        search.fill(words)
        page.keyboard.press("Enter")
        settled(still, keys := [*keys, key])
    assert page.get_by_text("4 of 12 in the picture").is_visible()
    search.fill("")
    ticked = page.locator(".ov-add [role=option][aria-selected=true] b")
    assert ticked.all_text_contents() == ["SGD", "L-BFGS", "NAdam", "Lion"]
    page.get_by_role("option", name="Lion", exact=True).click()  # it goes again
    settled(still, ["sgd", "nadam", "lbfgs"])
    page.get_by_role("button", name="The lecture's six").click()
    settled(still, LECTURES_SIX)
    assert still.scenario().optimizers[0].numbers["learning_rate"] == 0.07  # as it was there
    assert ticked.count() == 6
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.textContent === 'Add optimizer'")
    page.keyboard.press("Control+z")
    settled(still, ["sgd", "nadam", "lbfgs"])


def test_copies_are_told_apart_named_and_shown_at_four_rates(still):
    page = still.page
    still.show(
        "surface=himmelblau&num_steps=40&optimizers.0=sgd&optimizers.0.learning_rate=0.01&optimizers.1=adam&show.table=on"
    )

    def menu(label, item):
        page.get_by_label(f"Menu of {label}", exact=True).click()
        page.get_by_role("button", name=item, exact=True).locator("visible=true").click()

    menu("SGD", "Duplicate")
    still.wait("player.panels.length === 3 && player.link.idle")
    assert still.read(LABELS) == ["SGD", "SGD 2", "Adam"]
    still.type("SGD 2: learning rate η, exact number", "0.02")
    still.wait("player.link.idle && player.history.past.length === 3")
    names = ["SGD η = 0.01", "SGD η = 0.02", "Adam"]
    assert still.read(LABELS) == names
    for places in (".ov-name", ".ov-curves-legend > *", ".ov-table tbody th"):
        assert [" ".join(text.split()) for text in page.locator(places).all_text_contents()] == names

    menu("SGD 2", "Rename")
    page.keyboard.type("Erika's")
    page.keyboard.press("Enter")
    still.wait("player.link.idle && player.tracks[1].path.label === arg", "Erika's")
    assert page.evaluate("() => document.activeElement.textContent") == "Erika's"
    assert still.read(LABELS) == ["SGD", "Erika's", "Adam"]
    menu("Erika's", "Rename")
    page.keyboard.type("never mind")
    page.keyboard.press("Escape")
    assert still.read("player.scenario.optimizers[1].label") == "Erika's"
    menu("Adam", "Rename")
    page.keyboard.type("Erika's")
    page.keyboard.press("Tab")
    page.get_by_role("status").filter(has_text="label").first.wait_for()  # two cannot have the same
    assert still.read(LABELS) == ["SGD", "Erika's", "Adam"]
    menu("Erika's", "Rename")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    still.wait("player.link.idle && player.tracks[1].path.label === arg", names[1])

    menu("SGD 2", "Remove")
    still.wait("player.link.idle && player.panels.length === 2")
    menu("SGD", "Four rates")
    still.wait("player.link.idle && player.panels.length === 5")
    rates = [choice.numbers["learning_rate"] for choice in still.scenario().optimizers[:4]]
    assert rates == sorted(rates, reverse=True)
    assert [label.startswith("SGD η = ") for label in still.read(LABELS)] == [True] * 4 + [False]
    page.keyboard.press("Control+z")
    still.wait("player.link.idle && player.panels.length === 2")


def test_what_is_set_under_more_leaves_a_trace_when_it_is_closed(still):
    still.show(
        "surface=saddle&optimizers.0=sgd&optimizers.0.schedule=cosine&optimizers.0.clip_norm=1&optimizers.1=adam"
    )
    traces = still.page.locator(".ov-trace")
    assert traces.all_text_contents() == ["cosine · clip norm 1", ""]
    assert traces.first.is_visible()
    still.page.locator(".ov-more summary").first.click()
    assert not traces.first.is_visible()
    still.page.get_by_label("SGD: learning-rate schedule", exact=True).select_option("constant")
    still.wait("player.link.idle && player.history.past.length === 2")
    still.page.locator(".ov-more summary").first.click()
    assert traces.first.text_content() == "clip norm 1"
    assert traces.first.is_visible()
