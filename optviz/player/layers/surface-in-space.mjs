// The surface of a scene in its tints, with lines at its levels, in the light: what a graphics card draws.

import { parse, rampAt, tableAt } from "../core/colours.mjs";

const INKS = ["ramp", "thin", "middle", "index"];
const SHADES = 512; // that colours are told apart at
const NEAREST = 4096; // shades at which it is noted which level is nearest
const UNDERSIDE = 0.12; // how much shadow it has there

const VERTEX = `#version 300 es
uniform mat4 camera;
in vec3 place;
in vec2 slope;
in float shade;
in vec2 rise;
out float level;
out vec3 upright;
out vec2 rising;
out vec2 weights;
void main() {
  level = shade;
  rising = rise;
  weights = place.xy;
  upright = vec3(-slope, 1.0);
  gl_Position = camera * vec4(place, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D inks; // the ramp and the inks of lines on it, row by row
uniform sampler2D lines; // of the level nearest to a shade: its shade, half its width, the gap to the next one, its row of inks
uniform vec3 light;
uniform vec4 shadow; // its colour, and how much of it where the light grazes
uniform vec4 highlight;
uniform vec4 fade; // the distances between which thin and other lines come in
in float level;
in vec3 upright;
in vec2 rising; // of the shade along the weights: smoother than from one pixel to the next
in vec2 weights;
out vec4 colour;
vec3 ink(float row) {
  return texture(inks, vec2((level * ${SHADES - 1}.0 + 0.5) / ${SHADES}.0, (row + 0.5) / ${INKS.length}.0)).rgb;
}
void main() {
  float slope = max(length(vec2(dot(rising, dFdx(weights)), dot(rising, dFdy(weights)))), 1e-7);
  vec4 line = texture(lines, vec2(level, 0.5));
  vec2 between = line.w > 2.5 ? fade.zw : fade.xy;
  float cover = clamp(min(line.y + 0.5 - abs(level - line.x) / slope, 2.0 * line.y), 0.0, 1.0);
  cover *= clamp((line.z / slope - between.x) / (between.y - between.x), 0.0, 1.0);
  vec3 paint = mix(ink(0.0), ink(line.w), cover);
  float lit = dot(normalize(upright), light) - light.z;
  float share = lit > 0.0 ? highlight.a * lit / (1.0 - light.z) : shadow.a * min(1.0, -lit / light.z);
  paint = mix(paint, lit > 0.0 ? highlight.rgb : shadow.rgb, share);
  if (!gl_FrontFacing) paint = mix(paint, shadow.rgb, ${UNDERSIDE});
  colour = vec4(paint, 1.0);
}`;

/** Who draws in three dimensions in this browser; null if nobody does. */
export function rendererHere() {
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return null;
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return renderer;
}

export class SurfaceInSpace {
  /** @param {HTMLCanvasElement} canvas @param {{ antialias: boolean }} like @param {() => void} changed is told when it can draw no longer, and when it can again */
  constructor(canvas, { antialias }, changed) {
    this.canvas = canvas;
    this.gl = canvas.getContext("webgl2", { antialias, preserveDrawingBuffer: true });
    this.isLost = !this.gl;
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.isLost = true;
      changed();
    });
    canvas.addEventListener("webglcontextrestored", () => {
      this.begin();
      changed();
    });
    this.begin();
  }

  /** Everything that is lost with the context. */
  begin() {
    const { gl } = this;
    if (!gl || gl.isContextLost()) return;
    this.program = programOf(gl);
    this.isLost = !this.program;
    this.relief = this.look = null;
    if (this.isLost) return;
    const at = (name) => gl.getUniformLocation(this.program, name);
    const names = ["camera", "inks", "lines", "light", "shadow", "highlight", "fade"];
    this.uniforms = Object.fromEntries(names.map((name) => [name, at(name)]));
    this.buffers = { vertices: gl.createBuffer(), corners: gl.createBuffer() };
    this.textures = { inks: gl.createTexture(), lines: gl.createTexture() };
  }

  /** @param {import("../core/relief.mjs").Relief} relief @param {number[]} units */
  setRelief(relief, units) {
    if (this.relief === relief || this.isLost) return;
    this.relief = relief;
    const { gl, buffers, program } = this;
    const corners = cornersOf(relief);
    this.count = corners.length;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.vertices);
    gl.bufferData(gl.ARRAY_BUFFER, verticesOf(relief, units), gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.corners);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, corners, gl.DYNAMIC_DRAW);
    let offset = 0;
    for (const { name, size } of PARTS) {
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, 4 * NUMBERS, 4 * offset);
      offset += size;
    }
  }

  /**
   * @param {any} theme @param {number[]} tints @param {import("../core/levels.mjs").ShownLevel[]} levels
   * @param {{ fade: number[] }} rules @param {number} pixel of the page, in pixels of the canvas
   */
  setLook(theme, tints, levels, rules, pixel) {
    const look = [theme, tints, levels, pixel];
    if (this.isLost || this.look?.every((value, i) => value === look[i])) return;
    this.look = look;
    const { gl, textures } = this;
    fill(gl, textures.inks, gl.RGBA8, gl.UNSIGNED_BYTE, SHADES, inksOf(theme, tints), gl.LINEAR);
    fill(gl, textures.lines, gl.RGBA32F, gl.FLOAT, NEAREST, linesOf(levels, theme.strokes, pixel), gl.NEAREST);
    this.fade = [...rules.fade, 0, rules.fade[0]].map((distance) => distance * pixel);
  }

  /** @param {import("../core/camera.mjs").Camera} camera @param {number[]} light its direction @param {any} theme @param {any} shares see optviz/picture/scene.py */
  draw(camera, light, theme, shares) {
    const { gl, program, uniforms, textures, canvas } = this;
    if (this.isLost) return;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniforms.camera, false, camera.matrix);
    gl.uniform3fv(uniforms.light, light);
    const part = (name) => [...parse(theme[name]).map((value) => value / 255), shares[name]];
    gl.uniform4fv(uniforms.shadow, part("shadow"));
    gl.uniform4fv(uniforms.highlight, part("highlight"));
    gl.uniform4fv(uniforms.fade, this.fade);
    for (const [unit, name] of ["inks", "lines"].entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, textures[name]);
      gl.uniform1i(uniforms[name], unit);
    }
    gl.drawElements(gl.TRIANGLES, this.count, gl.UNSIGNED_SHORT, 0);
  }

  destroy() {
    this.isLost = true;
    this.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** What there is of a vertex, and of how many numbers. */
const PARTS = [
  { name: "place", size: 3 },
  { name: "slope", size: 2 },
  { name: "shade", size: 1 },
  { name: "rise", size: 2 },
];
const NUMBERS = PARTS.reduce((sum, { size }) => sum + size, 0);

/** @param {WebGL2RenderingContext} gl @returns {WebGLProgram | null} */
function programOf(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ]) {
    const shader = gl.createShader(Number(kind));
    gl.shaderSource(shader, String(text));
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}

/** The nodes of a relief, row by row: their places, the slopes of the scene there, their shades, and how these rise. */
export function verticesOf({ x, y, heights, shades }, /** @type {number[]} */ [unitX, unitY, unitZ]) {
  const vertices = new Float32Array(NUMBERS * x.length * y.length);
  const [stepX, stepY] = [x[1] - x[0], y[1] - y[0]];
  const [lastX, lastY] = [x.length - 1, y.length - 1];
  let at = 0;
  for (let j = 0; j <= lastY; j++) {
    const [low, high] = [Math.max(0, j - 1), Math.min(lastY, j + 1)];
    for (let i = 0; i <= lastX; i++) {
      const [left, right] = [Math.max(0, i - 1), Math.min(lastX, i + 1)];
      vertices[at++] = x[i];
      vertices[at++] = y[j];
      vertices[at++] = heights[j][i];
      const [across, upwards] = [(right - left) * stepX, (high - low) * stepY];
      vertices[at++] = (unitZ * (heights[j][right] - heights[j][left])) / (across * unitX);
      vertices[at++] = (unitZ * (heights[high][i] - heights[low][i])) / (upwards * unitY);
      vertices[at++] = shades[j][i];
      vertices[at++] = (shades[j][right] - shades[j][left]) / across;
      vertices[at++] = (shades[high][i] - shades[low][i]) / upwards;
    }
  }
  return vertices;
}

/** Two triangles for each cell whose corners are all there, anticlockwise seen from above. */
export function cornersOf({ x, heights }) {
  const across = x.length;
  const corners = [];
  for (let j = 0; j + 1 < heights.length; j++) {
    for (let i = 0; i + 1 < across; i++) {
      const sum = heights[j][i] + heights[j][i + 1] + heights[j + 1][i] + heights[j + 1][i + 1];
      if (!Number.isFinite(sum)) continue;
      const at = j * across + i;
      corners.push(at, at + 1, at + across + 1, at, at + across + 1, at + across);
    }
  }
  return Uint16Array.from(corners);
}

/** The ramp of a surface and the inks on it, row by row, 4 bytes for each shade. */
export function inksOf(theme, tints) {
  const shade = (i) => tableAt(tints, i / (SHADES - 1));
  return new Uint8Array(
    INKS.flatMap((name) => Array.from({ length: SHADES }, (_, i) => [...rampAt(theme[name], shade(i)), 255]).flat()),
  );
}

/** For evenly spaced shades what the shader has to know of the nearest level. */
export function linesOf(levels, strokes, pixel) {
  const found = new Float32Array(4 * NEAREST);
  let k = 0;
  for (let i = 0; i < NEAREST && levels.length; i++) {
    const shade = (i + 0.5) / NEAREST;
    while (k < levels.length - 1 && shade - levels[k].shade > levels[k + 1].shade - shade) k++;
    const { shade: level, kind, gap } = levels[k];
    found.set([level, (strokes[kind] * pixel) / 2, Math.min(gap, 1e9), INKS.indexOf(kind)], 4 * i);
  }
  return found;
}

/** @param {WebGL2RenderingContext} gl */
function fill(gl, texture, format, kind, width, data, filter) {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, format, width, data.length / 4 / width, 0, gl.RGBA, kind, data);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, filter);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
}
