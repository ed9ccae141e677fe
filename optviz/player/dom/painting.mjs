// A part of the page as an image: its canvases, the axes around them and the words beside them, where they stand.

const ASIDE = ".ov-icon, .ov-tip, .ov-unseen, .ov-still, .ov-start, [popover], [hidden]";

/**
 * Paints what some elements show, each with its corner at a place in the image.
 * @param {CanvasRenderingContext2D} context @param {Element} element @param {number} left @param {number} top
 */
export function paint(context, element, left, top) {
  const box = element.getBoundingClientRect();
  context.save();
  context.translate(left - box.left, top - box.top);
  paintInside(context, element);
  context.restore();
}

function paintInside(/** @type {CanvasRenderingContext2D} */ context, /** @type {Element} */ element) {
  if (element.matches(ASIDE)) return;
  if (element instanceof HTMLCanvasElement) paintCanvas(context, element);
  else if (element instanceof SVGSVGElement) paintVectors(context, element);
  else if (element instanceof HTMLSelectElement) paintChoice(context, element);
  else {
    for (const node of element.childNodes) {
      if (node instanceof Element) paintInside(context, node);
      else if (node instanceof Text) paintWords(context, node, element);
    }
  }
}

function paintCanvas(context, /** @type {HTMLCanvasElement} */ canvas) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  if (canvas.width && canvas.height && width) context.drawImage(canvas, left, top, width, height);
}

/** Lines and letters of a picture of vectors, where the page has them. */
function paintVectors(context, /** @type {SVGSVGElement} */ picture) {
  for (const shape of /** @type {NodeListOf<SVGGraphicsElement>} */ (picture.querySelectorAll("path, text"))) {
    const style = getComputedStyle(shape);
    const { a, b, c, d, e, f } = shape.getScreenCTM();
    context.save();
    context.transform(a, b, c, d, e, f);
    context.globalAlpha = Number(style.opacity);
    context.lineWidth = Number.parseFloat(style.strokeWidth);
    context.lineJoin = style.strokeLinejoin;
    context.lineCap = style.strokeLinecap;
    context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[\s,]+/).map(Number.parseFloat));
    const draws = shape instanceof SVGTextElement ? letters(context, shape, style) : outline(context, shape);
    if (style.stroke !== "none" && context.lineWidth) {
      context.strokeStyle = style.stroke;
      draws.stroke();
    }
    if (style.fill !== "none") {
      context.fillStyle = style.fill;
      draws.fill();
    }
    context.restore();
  }
}

function outline(context, shape) {
  const path = new Path2D(shape.getAttribute("d") ?? "");
  return { stroke: () => context.stroke(path), fill: () => context.fill(path) };
}

const ANCHORS = { start: "left", middle: "center", end: "right" };

function letters(context, /** @type {SVGTextElement} */ element, style) {
  context.font = fontOf(style);
  context.textAlign = ANCHORS[style.textAnchor];
  const [x, y] = ["x", "y"].map((name) => Number(element.getAttribute(name)));
  const text = element.textContent;
  return { stroke: () => context.strokeText(text, x, y), fill: () => context.fillText(text, x, y) };
}

/** Word by word, as each stands where the browser has put it. */
function paintWords(context, /** @type {Text} */ text, /** @type {Element} */ element) {
  const style = getComputedStyle(element);
  if (style.visibility === "hidden") return;
  const range = document.createRange();
  for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [box] = range.getClientRects();
    if (box) letter(context, word, style, box.left, box.top);
  }
}

/** What is chosen, without the frame of the control. */
function paintChoice(context, /** @type {HTMLSelectElement} */ select) {
  const [chosen] = select.selectedOptions;
  const { left, top, height } = select.getBoundingClientRect();
  const style = getComputedStyle(select);
  if (chosen && height) {
    letter(
      context,
      chosen.text,
      style,
      left + Number.parseFloat(style.paddingLeft),
      top + (height - typeHeight(context, style)) / 2,
    );
  }
}

function letter(context, text, style, left, top) {
  context.font = fontOf(style);
  context.fillStyle = style.color;
  context.textAlign = "left";
  context.fillText(text, left, top + context.measureText(text).fontBoundingBoxAscent);
}

function typeHeight(context, style) {
  context.font = fontOf(style);
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("x");
  return above + below;
}

const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }) => `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
