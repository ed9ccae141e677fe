"""A page that plays from disk, with no server and no network: what it shows, and the programs by which it runs what the
hand makes of that, or of the whole playground. The payload is the very bytes that the live page gets.
"""

import base64
import html
import io

from optviz.browser.programs import names_of, text_of
from optviz.browser.translation import Untranslated
from optviz.engine.simulate import Run
from optviz.exports.base import WITH_TABLE, Format, check_own_data, choice
from optviz.exports.figure import PNG
from optviz.exports.page import page_of, programs_of_all
from optviz.exports.stamp import stamp
from optviz.lessons.catalogue import lessons
from optviz.lessons.sent import sent, sent_alone
from optviz.picture.display import VIEW
from optviz.picture.quantities import offered
from optviz.picture.words import outcome_of
from optviz.player.alone import whole_catalogue_alone
from optviz.player.catalogue import used_catalogue
from optviz.player.payload import known_minima, payload
from optviz.scenario.query import DISPLAY
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep
from optviz.texts.language import say, spoken
from optviz.views.catalogue import VIEWS

STILL_WIDTH, STILL_QUALITY = 900, 60
SEEN = choice(
    "view",
    "view",
    {key: view.title for key, view in VIEWS.items() if view.offline and view.place != "below"},
    also=VIEW.former,
)
LESSON = choice("lesson", "lesson beside it", {"none": "none"} | {key: one.title for key, one in lessons().items()})
THEME = choice("theme", "theme", {"auto": "the reader's", "light": "light", "dark": "dark"})

SCOPE = choice(
    "playground",
    "playground",
    {"used": "what this picture uses", "whole": "all surfaces, rules and lessons"},
)
STILL = """
<figure class="optviz-still">
<img alt="{words}" src="{source}">
<figcaption>{caption}</figcaption>
</figure>
"""


def write(
    run: Run,
    *,
    view: str,
    theme: str,
    lesson: str = "none",
    playground: str = "used",
    own: bool = False,
    maps: Sweep | None = None,
) -> bytes:
    """The page of a run, in UTF-8.

    Args:
        view: how it is seen at first.
        theme: "light" or "dark", or "auto" for that of the machine, or of the page that it stands in.
        lesson: the key of one that stands beside it, or "none".
        playground: what comes with it: "used" or "whole".
        own: whether it may have a table of the reader's own inside.
        maps: those that stand beside it, of its scenario.

    Raises:
        OptionError: it would have one, and may not.
    """
    check_own_data(run, own)
    is_whole = playground == "whole" and run.scenario.surface.key in whole_catalogue_alone()["surfaces"]
    catalogue = whole_catalogue_alone() if is_whole else used_catalogue(run.scenario)
    display = {f"{DISPLAY}view": view}
    beside = None if lesson == "none" else (sent if is_whole else sent_alone)(lesson, spoken.get())
    if beside:
        known = {f"{DISPLAY}{option['key']}" for option in catalogue["display"]}
        display = {name: value for name, value in beside["display"].items() if name in known} | display
    words = html.escape(in_words(run), quote=True)
    caption = html.escape(
        say(
            "{words}. This is a still picture: playing it needs JavaScript, which does not run here.",
            words=in_words(run),
        )
    )
    programs = programs_of_all() if is_whole else programs_of(run, bool(maps or (beside and beside["sweep"])))
    source = f"data:image/webp;base64,{base64.b64encode(still(run, view, theme)).decode()}"
    return page_of(
        "whole" if is_whole else "offline",
        run.scenario.surface.record,
        payload(
            run,
            catalogue=catalogue,
            lines=True,
            curves=offered(run),
            beside=VIEWS[view].needs_held_out,
            display=display,
            lesson=beside,
            sweep=maps.own_fields() if maps and programs else None,
        ),
        programs,
        title=f"optviz: {named(run.scenario)}",
        description=in_words(run),
        theme=theme,
        still=STILL.format(words=words, source=source, caption=caption),
        head=f'\n<meta name="optviz-scenario" content="{html.escape(stamp(run.scenario), quote=True)}">',
    )


def programs_of(run: Run, has_maps: bool) -> dict[str, str]:
    """The texts of the programs that run whatever the hand makes of a scenario, and maps of it, by their names.

    There are none where one of them stays on the server, or where only that can measure paths: then nothing can be
    changed.
    """
    if not known_minima(run)["minima_stand_alone"]:
        return {}
    try:
        names = names_of(run.scenario)
        of_maps = (
            [f"minima/{run.scenario.surface.key}", f"regularisation/{len(run.scenario.start)}"] if has_maps else []
        )
        return {name: text_of(name) for name in dict.fromkeys([*names, *of_maps])}
    except Untranslated:
        return {}


def named(scenario: Scenario) -> str:
    """What is to be seen, by names that stay whatever becomes of the numbers."""
    names = dict.fromkeys(choice.label or say(choice.record.title) for choice in scenario.optimizers)
    return say(", ").join([say(scenario.surface.record.title), *names])


def in_words(run: Run) -> str:
    """What is to be seen, and what came out, in a sentence."""
    outcomes = "; ".join(f"{path.label} {outcome_of(path, run.scenario.num_steps)}" for path in run)
    surface, steps = say(run.scenario.surface.record.title), run.scenario.num_steps
    return say("{surface}, {count} steps: {outcomes}", surface=surface, count=steps, outcomes=outcomes)


def still(run: Run, view: str, theme: str) -> bytes:
    """The picture at the last step, as WebP."""
    from PIL import Image

    style = "dark" if theme == "dark" else "light"
    options = PNG.parse({"width": f"{STILL_WIDTH}px", "view": view, "style": style, "title": False})
    file = io.BytesIO()
    with Image.open(io.BytesIO(PNG.write(run, **options))) as picture:
        picture.convert("RGB").save(file, "WEBP", quality=STILL_QUALITY, method=4)
    return file.getvalue()


HTML = Format(
    key="html",
    title="HTML page that plays offline",
    group="page",
    summary="This picture in one file, with playhead, views, curves and sliders, which work without a network.",
    extension=".html",
    media_type="text/html",
    write=write,
    options=(SEEN, THEME, SCOPE, LESSON, WITH_TABLE),
)
