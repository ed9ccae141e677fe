// Notes what is drawn on the page's canvases, as it is drawn, and reads the page's vectors: nothing that it says about itself.

(() => {
  /** @type {WeakMap<HTMLCanvasElement, object[]>} what is on each canvas */
  const recorded = new WeakMap();
  const note = (canvas, one) => {
    if (!recorded.has(canvas)) recorded.set(canvas, []);
    recorded.get(canvas).push(one);
  };
  const Outline = window.Path2D;
  window.Path2D = class extends Outline {
    constructor(shape) {
      super(shape);
      this.shape = shape;
    }
  };
  const drawing = CanvasRenderingContext2D.prototype;
  const traced = new WeakMap();
  const before = (name, note) => {
    const act = drawing[name];
    drawing[name] = function (...given) {
      note(this, given);
      act.apply(this, given);
    };
  };
  before("beginPath", (context) => traced.set(context, []));
  for (const name of ["moveTo", "lineTo"]) before(name, (context, at) => traced.get(context)?.push(at));
  for (const name of ["stroke", "fill"])
    before(name, (context, [path]) => {
      const { canvas, lineWidth: width, globalAlpha: alpha, lineCap: cap } = context;
      const colour = name === "stroke" ? context.strokeStyle : context.fillStyle;
      const { a, e, f } = context.getTransform();
      const ratio = window.devicePixelRatio;
      note(canvas, {
        ...{ name, colour, width, alpha, cap, dash: context.getLineDash(), shape: path?.shape ?? null },
        ...{ corners: path ? null : traced.get(context), scale: a / ratio, place: [e / ratio, f / ratio] },
      });
    });
  before("drawImage", ({ canvas }, [image]) => {
    const words = (recorded.get(image) ?? []).filter(({ name }) => name === "words");
    if (words.length) for (const one of words) note(canvas, one);
    else note(canvas, { name: "image", shape: null, image });
  });
  before("fillText", (context, [text, x, y]) => {
    const { a, b, c, d, e, f } = context.getTransform();
    const ratio = window.devicePixelRatio;
    const place = [(a * x + c * y + e) / ratio, (b * x + d * y + f) / ratio];
    note(context.canvas, { name: "words", shape: null, text, place, colour: context.fillStyle, font: context.font });
  });

  before("clearRect", (context, [left, top, width, height]) => {
    const { canvas } = context;
    const { a, d } = context.getTransform();
    const isAll = left <= 0 && top <= 0 && a * width >= canvas.width - 1 && d * height >= canvas.height - 1;
    if (isAll) recorded.delete(canvas);
  });
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(HTMLCanvasElement.prototype, "width", {
    get,
    set(width) {
      recorded.delete(this);
      set.call(this, width);
    },
  });

  const all = (element) => [...element.querySelectorAll("canvas")].flatMap((canvas) => recorded.get(canvas) ?? []);

  /** What is on the canvases in an element, the lowest canvas first; images without their pixels. */
  window.drawnIn = (element) => all(element).map(({ image, ...one }) => one);

  /** The images that are on them: the player paints each on a canvas of its own, which it leaves as it is. */
  window.imagesIn = (element) => [...new Set(all(element).flatMap(({ image }) => image ?? []))].map((one) => one.toDataURL());

  window.canvasesIn = (element) =>
    [...element.querySelectorAll("canvas.ov-canvas")].map(({ offsetLeft, offsetTop, clientWidth, clientHeight }) => ({
      ...{ left: offsetLeft, top: offsetTop, width: clientWidth, height: clientHeight },
    }));

  /** Labels, titles, marks and lines of the axes in an element, with the colours that they have. */
  window.axesIn = (element) => {
    const texts = (group) =>
      [...group.querySelectorAll("text")].map((text) => ({
        ...{ text: text.textContent, x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")) },
        ...{ anchor: text.getAttribute("text-anchor"), colour: getComputedStyle(text).fill },
      }));
    const line = (name) => {
      const path = element.querySelector(`.ov-axes-${name}`);
      return { d: path.getAttribute("d"), colour: getComputedStyle(path).stroke };
    };
    const [titles, labels] = element.querySelectorAll(".ov-axes > g");
    return { labels: texts(labels), titles: texts(titles), marks: line("marks"), grid: line("grid"), frame: line("lines") };
  };

  /** The sample of a path: its line and its mark. */
  window.sampleIn = (element) => {
    const [line, mark] = [...element.querySelectorAll(".ov-swatch path")];
    const look = (path, names) => Object.fromEntries(names.map((name) => [name, getComputedStyle(path)[name]]));
    return {
      line: look(line, ["stroke", "strokeWidth", "strokeDasharray", "strokeLinecap"]),
      mark: { ...look(mark, ["fill", "stroke", "strokeWidth"]), d: mark.getAttribute("d") },
    };
  };
})();
