"""What is drawn on the page's canvases, noted as it is drawn: nothing that the page says about itself."""

RECORD = """() => {
  window.recorded = [];
  const Outline = window.Path2D;
  window.Path2D = class extends Outline {
    constructor(shape) {
      super(shape);
      this.shape = shape;
    }
  };
  const drawing = CanvasRenderingContext2D.prototype;
  for (const name of ["stroke", "fill"]) {
    const act = drawing[name];
    drawing[name] = function (...paths) {
      const { canvas, lineWidth: width } = this;
      const colour = name === "stroke" ? this.strokeStyle : this.fillStyle;
      const [dash, shape] = [this.getLineDash().join(" "), paths[0]?.shape ?? null];
      recorded.push({ canvas, name, colour, width, dash, shape });
      act.apply(this, paths);
    };
  }
}"""


def record(screen) -> None:
    """Notes what is drawn from now on, on a screen that is apart and not open yet."""
    screen.page.add_init_script(f"({RECORD})()")


def drawn_on(screen, canvases: str) -> list[dict]:
    """What was drawn so far on canvases, a JavaScript list of `player`."""
    return screen.read(
        f"recorded.filter(({{ canvas }}) => {canvases}.includes(canvas))"
        ".map(({ name, colour, width, dash, shape }) => ({ name, colour, width, dash, shape }))"
    )


def dashes(drawn: list[dict], colour: str) -> dict[float, set[str]]:
    """The dashes of the lines of a colour, by their width."""
    lines = [one for one in drawn if (one["name"], one["shape"], one["colour"]) == ("stroke", None, colour)]
    return {width: {one["dash"] for one in lines if one["width"] == width} for width in {one["width"] for one in lines}}


def marks(drawn: list[dict], colour: str) -> set[tuple[str, str]]:
    """The marks of a colour: whether their outline is stroked or filled, and its shape."""
    return {(one["name"], one["shape"]) for one in drawn if one["colour"] == colour and one["shape"]}
