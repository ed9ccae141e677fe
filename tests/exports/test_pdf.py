"""PDFs are opened with PDFium, and read strictly by pypdf; neither is of this project."""

from io import BytesIO

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from optviz import export

OPTIONS = {"width": "120mm", "height": "80mm"}
VIEWS = ("panels", "overlaid", "space", "curves")
WORDS = ("Ravine", "SGD", "a<b> &", "loss", "step", "30 steps")


@pytest.fixture(scope="module", params=VIEWS)
def pdf(run, request):
    return export(run, format="pdf", view=request.param, **OPTIONS), request.param


@pytest.fixture(scope="module")
def page(pdf):
    document = pypdfium2.PdfDocument(pdf[0])
    assert len(document) == 1
    page = document[0]
    yield page
    page.close()
    document.close()


def test_the_page_has_its_size(page):
    assert [side / 72 * 25.4 for side in page.get_size()] == pytest.approx([120, 80], abs=0.01)


def test_text_is_text(page):
    reader = page.get_textpage()
    text = reader.get_text_bounded()
    reader.close()
    assert [word for word in WORDS if word not in text] == []


def test_all_fonts_are_inside(page):
    texts = [part for part in page.get_objects() if part.type == raw.FPDF_PAGEOBJ_TEXT]
    assert texts
    assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) == 1 for text in texts)


def test_it_looks_like_the_image(run, pdf, page):
    """PDFium draws what matplotlib draws, but for the smoothing of edges: the mean of each 5 × 5 pixels is the same."""
    drawn = means(page.render(scale=100 / 72).to_numpy()[..., :3].mean(axis=-1))
    with Image.open(BytesIO(export(run, format="png", view=pdf[1], dpi=100, **OPTIONS))) as image:
        expected = means(np.asarray(image.convert("RGB").resize((473, 315))).mean(axis=-1))
    assert np.corrcoef(drawn.ravel(), expected.ravel())[0, 1] > 0.95
    assert np.abs(drawn - expected).mean() < 3


def means(picture: np.ndarray) -> np.ndarray:
    rows, columns = picture.shape[0] // 5, picture.shape[1] // 5
    return picture[: 5 * rows, : 5 * columns].reshape(rows, 5, columns, 5).mean(axis=(1, 3))


def test_a_strict_reader_finds_the_fonts_as_outlines_cut_to_what_is_used(pdf):
    (page,) = pypdf.PdfReader(BytesIO(pdf[0]), strict=True).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font  # it can be searched and copied
        (outlines,) = font["/DescendantFonts"]
        outlines = outlines.get_object()
        assert outlines["/Subtype"] == "/CIDFontType2"  # TrueType, not drawings of letters
        assert outlines["/FontDescriptor"]["/FontFile2"].get_object().get_data()[:4] == b"\x00\x01\x00\x00"
        assert outlines["/BaseFont"][7] == "+"  # a part of the font, by its name
