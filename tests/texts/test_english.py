"""Every code that is used has a sentence, and what is given with it fills the sentence's places."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from optviz import Scenario, export
from optviz.exports.base import OptionError
from optviz.problems import Problem, Refusal, ScenarioError
from optviz.texts.english import SENTENCES
from optviz.texts.language import languages, speaking
from optviz.texts.words import as_plain, from_plain, sentence, words

FOLDER = Path(__file__).parents[2] / "optviz"
CODE_AT = {"words": 0, "problem": 1, "of": 1, "TextError": 1}
"""Which argument of these functions is the code."""


@cache
def sources():
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.rglob("*.py"))}


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def strings(node):
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


@cache
def calls():
    return [*named_in_calls()]


def named_in_calls():
    """Each call that names codes: where it stands, its codes, the names of its arguments, whether there are more."""
    for file, tree in sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = CODE_AT.get(name)
            if (
                at is None
                or len(node.args) <= at
                or (name == "of" and not getattr(node.func.value, "id", "").endswith(("Error", "Busy", "NotDrawable")))
            ):
                continue
            given = {keyword.arg for keyword in node.keywords}
            yield f"{file.name}:{node.lineno}", strings(node.args[at]), given - {None}, None in given


def test_what_is_given_fills_the_sentence():
    for where, codes, given, more in calls():
        for code in codes:
            wanted = places(SENTENCES[code])
            assert given <= wanted if more else given == wanted, (where, code)


def test_no_sentence_is_for_nothing():
    used = {code for _, codes, _, _ in calls() for code in codes}
    named = {text for file, tree in sources().items() if file.parent.name != "texts" for text in strings(tree)}
    assert len(used) > 50
    assert SENTENCES.keys() - used - named == set()
    assert used <= SENTENCES.keys()


def test_places_have_plain_names():
    """As other tools for translations want them: no formats, no attributes."""
    for text in SENTENCES.values():
        assert all(re.fullmatch("[a-z_]+", place) for place in places(text))
        assert not re.search(r"\{[^}]*[:!.\[]", text)


WRONG = [
    {"surface": "ravin", "optimizers": ["sgd"]},
    {"surface": "ravine", "optimizers": []},
    {"surface": "ravine"},
    {"surface": "ravine", "optimizers": ["sgd"], "noise": "mini_batch", "num_steps": 0},
    {"surface": "ravine", "optimizers": [{"key": "adam", "beta": 1, "beta_1": 7, "decay_form": "x", "label": ""}]},
    {"surface": {"tilt": 3}, "optimizers": [3], "start": [9, 9], "foo": 1},
    {"surface": "ravine", "optimizers": ["sgd"] * 2 + [{"key": "sgd", "label": "a"}] * 2, "start": "x"},
]


def problems_of(data):
    with pytest.raises(ScenarioError) as caught:
        Scenario(**data)
    return caught.value.problems


@pytest.mark.parametrize("data", WRONG)
def test_a_problem_survives_the_way_to_the_page_and_back(data):
    for problem in problems_of(data):
        sent = json.loads(json.dumps(problem.as_data()))
        assert sent.keys() == {"field", "code", "arguments", "message"}
        assert Problem.from_data(sent).message == sent["message"] == problem.message


@pytest.mark.parametrize("data", WRONG)
@pytest.mark.parametrize("language", languages()[1:])
def test_another_language_leaves_no_english(language, data):
    """No word of the English sentences remains in it."""
    for problem in problems_of(data):
        with speaking(language):
            said = problem.message
        assert not re.search(r"\b(is|are|from|to|one|allowed|needed|number|such|mean|with)\b", said), said


def test_words_inside_words():
    inner = words("a_number", low=0, high=1)
    assert sentence(words("not_allowed", value="2", allowed=inner)) == "2 is not allowed; a number from 0 to 1 is"
    assert sentence(words("one_of", choices=["a", "b"])) == "one of a, b"
    assert from_plain(json.loads(json.dumps(as_plain(words("missing", needed=inner))))) == words(
        "missing", needed=inner
    )


def test_what_is_said_of_several_fields():
    error = Refusal([Problem("a.b", "given_twice"), Problem("", "empty_file")])
    assert str(error) == "a.b: given twice; once is allowed; the file is empty"
    assert Problem("b", "given_twice").below("a").field == "a.b"
    assert Problem("", "given_twice").below("a").field == "a"


def test_options_are_named_as_fields_are():
    with pytest.raises(OptionError) as caught:
        export(Scenario.default(), format="png", width="3 miles")
    (problem,) = caught.value.problems
    assert (problem.field, problem.code, problem.arguments["value"]) == ("width", "not_allowed", "'3 miles'")
    assert str(caught.value) == f"width: {problem.message}"
