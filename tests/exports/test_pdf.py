"""PDFs are opened with PDFium and, where it is installed, with Poppler; neither is of this project."""

import re
import shutil
import subprocess
from io import BytesIO

import numpy as np
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
    assert np.corrcoef(drawn.ravel(), expected.ravel())[0, 1] > 0.96
    assert np.abs(drawn - expected).mean() < 3


def means(picture: np.ndarray) -> np.ndarray:
    rows, columns = picture.shape[0] // 5, picture.shape[1] // 5
    return picture[: 5 * rows, : 5 * columns].reshape(rows, 5, columns, 5).mean(axis=(1, 3))


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="Poppler is not installed")
def test_poppler_finds_the_fonts_and_draws_the_page(pdf, tmp_path):
    file = tmp_path / "figure.pdf"
    file.write_bytes(pdf[0])
    told = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
    fonts = told.stdout.splitlines()[2:]
    assert told.stderr == ""
    assert fonts
    assert all(re.search(r" (?:CID )?TrueType .* yes +yes +", font) for font in fonts)
    told = subprocess.run(
        ["pdftoppm", "-r", "100", file, tmp_path / "page"], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    with Image.open(next(tmp_path.glob("page*.ppm"))) as image:
        assert image.size == (473, 315)
        assert len(np.unique(np.asarray(image).reshape(-1, 3), axis=0)) > 100
