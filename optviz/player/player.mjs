// The player: puts together the session, the clock, the views and the parts around them. It draws once in each frame.

import { saidOfApart } from "./core/apart.mjs";
import { Clock } from "./core/clock.mjs";
import { displayOptionsOf, parseDisplay, toQuery } from "./core/display.mjs";
import { scenarioQuery } from "./core/fields.mjs";
import { fromStarts } from "./core/from-starts.mjs";
import { hasBothGrounds, holdsOut } from "./core/own-tables.mjs";
import { needsOf, pictureOf } from "./core/picture.mjs";
import { saidOfSample } from "./core/sample.mjs";
import { speak } from "./core/say.mjs";
import * as edit from "./core/scenario.mjs";
import { Session } from "./core/session.mjs";
import { Stepwise } from "./core/stepwise.mjs";
import { h } from "./dom/elements.mjs";
import { watchFocus } from "./dom/focus.mjs";
import { otherLanguages } from "./dom/language.mjs";
import { runnersOf } from "./dom/runners.mjs";
import { OwnData } from "./files/own-data.mjs";
import { linkWithTables } from "./files/table-upload.mjs";
import { Addresses } from "./parts/addresses.mjs";
import { Below } from "./parts/below.mjs";
import { Course } from "./parts/course.mjs";
import { Drawer } from "./parts/drawer.mjs";
import { Frames } from "./parts/frames.mjs";
import { Happened } from "./parts/happened.mjs";
import { helpSheet } from "./parts/help.mjs";
import { listenToKeys } from "./parts/keys.mjs";
import { Legend } from "./parts/legend.mjs";
import { MapsBeside } from "./parts/maps-beside.mjs";
import { OwnLines } from "./parts/own-lines.mjs";
import { Panels } from "./parts/panels.mjs";
import { Presenting } from "./parts/presenting.mjs";
import { Printing } from "./parts/printing.mjs";
import { Room } from "./parts/room.mjs";
import { Settings } from "./parts/settings.mjs";
import { Stages } from "./parts/stages.mjs";
import { Strips } from "./parts/strips.mjs";
import { SurfacePicker } from "./parts/surface-picker.mjs";
import { Table } from "./parts/table.mjs";
import { Toolbar } from "./parts/toolbar.mjs";
import { Transport } from "./parts/transport.mjs";

/** @typedef {import("./core/scenario.mjs").Scenario} Scenario */

export class Player {
  /**
   * @param {HTMLElement} host the element to fill
   * @param {object} page
   * @param {import("./core/run.mjs").Payload} page.data the payload to begin with, with its catalogue
   * @param {import("./core/view.mjs").ViewModule[]} page.views of the catalogue
   * @param {string | null} page.server the base URL of the server's routes
   * @param {((listener: import("./core/session.mjs").Listener, room: import("./core/local-runs.mjs").Page) =>
   *   import("./core/session.mjs").Runner) | null} [page.alone] gives the runner of a page without a server; null where
   *   nothing can be changed
   * @param {import("./parts/addresses.mjs").Whole | null} [page.whole] what one of the whole playground has in the place of a server
   * @param {string[]} [page.problems] what is wrong with its address
   * @param {(name: string) => Promise<any>} [page.program] gives a program of a page without a server
   * @param {(json: string) => void} page.onSettle gets each settled scenario
   * @param {() => boolean} page.isDark whether the page is dark
   * @param {() => boolean} [page.hasSidebar] whether the settings stand beside the picture
   * @param {(player: Player) => any} [page.files] gives the files that a page without a server makes of itself
   * @param {any} [page.ExportPanel] the class of the panel that asks the server for files
   * @param {() => Promise<any>} [page.tableDialog] gives the class of the dialog of tables, once it is there
   * @param {boolean} [page.hasDesk] whether maps stand beside the picture
   */
  constructor(host, page) {
    const { data, views, server, alone = null, whole = null, program, onSettle, isDark } = page;
    const { hasSidebar = () => false, ExportPanel, hasDesk = false } = page;
    this.host = host;
    this.server = server;
    this.whole = whole;
    this.files = page.files ?? null;
    this.onSettle = onSettle;
    this.isDark = () => !this.printing.isOnPaper && isDark();
    this.hasSidebar = hasSidebar;
    this.stop = new AbortController();
    this.catalogue = data.header.catalogue;
    speak(this.catalogue.language, this.catalogue.said);
    document.documentElement.lang = this.catalogue.language;
    this.program = program ?? ((name) => import(new URL(`programs/${this.catalogue.programs}/${name}.mjs`, server).href));
    this.stepwise = new Stepwise();
    const { display, problems } = parseDisplay(data.header.display ?? {}, this.catalogue);
    problems.push(...(page.problems ?? []));
    this.display = display;
    const needs = () => ({
      ...needsOf(this.display, this.clock.row, this.course?.lesson),
      beside: views.find(({ key }) => key === this.display.view)?.beside,
    });
    const connect = runnersOf({ catalogue: this.catalogue, server, link: linkWithTables, alone, load: this.program, needs });
    this.session = new Session(data, { connect, needs });
    this.canMove = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const changed = () => this.frames.wake();
    this.clock = new Clock({ numSteps: this.session.shown.numSteps, playing: this.canMove, changed });
    this.build(views, page);
    if (hasDesk || data.header.sweep) this.maps.open(data.header.sweep, hasDesk);
    if (ExportPanel) this.exportPanel = this.makeExportPanel(ExportPanel, data.header);
    this.session.subscribe((change) => this.changed(change));
    this.room = new Room(this);
    this.printing = new Printing(this);
    this.show(true);
    this.showTools();
    if (data.header.lesson) this.course.open(data.header.lesson, true);
    if (problems.length) this.toolbar.say(problems.join("; "), "problem");
    if (this.session.lacks || display.taylor === "on" || display.stepwise === "on") this.session.again();
  }

  get hasServer() {
    return this.server !== null;
  }

  /** Whether other surfaces, rules and lessons can come. */
  get isWhole() {
    return this.hasServer || this.whole !== null;
  }

  get isAlive() {
    return this.session.runner !== null;
  }

  change(/** @type {(scenario: Scenario) => Scenario} */ make, /** @type {boolean} */ settled) {
    this.session.change(make(this.session.scenario), settled);
  }

  problem(/** @type {string} */ text) {
    this.toolbar.say(text, "problem");
  }

  /** @param {import("./core/view.mjs").ViewModule[]} modules @param {{ hasDesk?: boolean, tableDialog?: () => Promise<any> }} page */
  build(modules, { hasDesk = false, tableDialog }) {
    const { catalogue, clock, session } = this;
    this.ownData = new OwnData({
      ...this.acting(),
      session,
      root: () => this.root,
      server: this.server,
      fetchDialog: tableDialog,
    });
    this.addresses = new Addresses(this);
    const on = this.actions();
    this.buildControls(on);
    this.buildViews(modules, on);
    this.transport = new Transport(clock);
    this.table = new Table(catalogue.columns);
    this.help = helpSheet(catalogue.display, this.isAlive, this.isWhole);
    listenToKeys({ clock, displayOptions: catalogue.display, display: () => this.display, on }, this.stop.signal);
    watchFocus(this.stop.signal);
    this.root = h(
      "div",
      {
        className: "ov-root",
        "data-server": this.hasServer ? "yes" : "no",
        "data-alive": this.isAlive ? "yes" : "no",
        "data-whole": this.whole ? "yes" : "no",
      },
      this.toolbar.element,
      this.strip,
      h("div", { className: "ov-main" }, this.stages.picture, this.panels.element),
      this.transport.element,
      this.below.element,
      this.table.element,
      this.help,
      this.surfaces?.element,
    );
    this.buildBeside(hasDesk);
    this.frames = new Frames(this);
  }

  /** What every part acts through. */
  acting() {
    return {
      catalogue: this.catalogue,
      change: (make, settled) => this.change(make, settled),
      problem: (text) => this.problem(text),
    };
  }

  /** What buttons and keys do. */
  actions() {
    const { session, addresses } = this;
    const rates = () => session.shown.surface.rates;
    return {
      keys: () => session.scenario.optimizers.map(({ key }) => key),
      toggle: (key) => this.change((scenario) => edit.toggleOptimizer(scenario, key, rates()[key]), true),
      only: (keys) => this.change((scenario) => edit.onlyOptimizers(scenario, keys, rates()), true),
      methods: (key) => addresses.placeOn("methods", key),
      undo: () => session.undo(),
      redo: () => session.redo(),
      address: () => addresses.copy().then((word) => this.toolbar.say(word)),
      show: (name, value) => this.setDisplay(name, value),
      offers: (view) => !this.stages.absent.includes(view),
      present: () => this.presenting.toggle(),
      leave: () => this.presenting.end(),
      help: () => this.root.inert || this.help.showModal(), // it would be covered as well
      export: () => this.openExportPanel(),
      turn: this.isWhole ? (to) => this.course.turn(to) : undefined,
      again: () => this.course.panel.again(),
    };
  }

  /** The opener of the dialog in which one gives a table, where the catalogue has tables. */
  get openTable() {
    return this.catalogue.tables && (() => this.ownData.open());
  }

  /** What stands around the picture and changes it. @param {ReturnType<Player["actions"]>} on */
  buildControls(on) {
    const { catalogue, session, addresses, isWhole } = this;
    const acting = this.acting();
    this.surfaceLines = new OwnLines(catalogue.surfaces, acting, edit.setSurfaceNumber);
    this.strip = h("div", { className: "ov-strip" }, this.surfaceLines.element);
    const about = this.hasServer ? (key) => addresses.placeOn("surfaces", key) : null;
    if (isWhole) {
      this.surfaces = new SurfacePicker(catalogue, { about, choose: (key) => session.moveOnto(key) });
      this.strip.prepend(this.surfaces.button());
    }
    if (this.isAlive) {
      const surfaces = this.surfaces ? { picker: this.surfaces.button(), about: about ?? (() => "#optviz-surface") } : null;
      const { speak } = addresses;
      const languages = speak && otherLanguages(catalogue.languages, catalogue.language, speak);
      this.settings = new Settings(catalogue, { ...acting, openTable: this.openTable }, surfaces, languages);
      this.drawer = new Drawer(this.settings.element);
    }
    this.toolbar = new Toolbar(catalogue, {
      on,
      display: () => this.display,
      legend: new Legend(catalogue, () => this),
      drawer: this.drawer,
      canShare: addresses.follow,
      files: this.files && (() => this.files(this)),
    });
    this.panels = new Panels(catalogue, {
      ...acting,
      starts: (i, count) => this.showFromStarts(i, count),
      four: isWhole ? (i) => session.showFourRates(i) : null,
      map: isWhole ? (i) => this.maps.showMapOf(i, this.picture) : null,
      methods: on.methods,
    });
  }

  /** The views, and what the hand does on them. @param {import("./core/view.mjs").ViewModule[]} modules @param {ReturnType<Player["actions"]>} on */
  buildViews(modules, on) {
    const { catalogue, session, clock, isAlive } = this;
    const bounded = (weights) => edit.boundedStart(weights, session.shown.surface.domain, catalogue.start_reach);
    const room = {
      start: (weights, settled, place) => this.change((scenario) => edit.moveStart(scenario, bounded(weights), place), settled),
      data: isAlive ? (data, settled) => this.change((scenario) => edit.setData(scenario, data), settled) : null,
      openTable: (isAlive && this.openTable) || null,
      undo: on.undo,
      seek: (step) => clock.seek(step),
      redraw: () => this.frames.wake(),
      choose: on.show,
      program: this.program,
      catalogue,
    };
    this.strips = isAlive ? new Strips(catalogue, () => /** @type {any} */ (session.runner).local) : null;
    this.happened = new Happened();
    this.stages = new Stages(catalogue.views, modules, room, this.happened.element);
    this.below = new Below(catalogue.views, modules, room);
  }

  /** Maps and a lesson beside the picture, and the whole screen for it. */
  buildBeside(/** @type {boolean} */ hasDesk) {
    const { host, root, server, program, session, clock, canMove, addresses, whole } = this;
    const acting = { ...this.acting(), addressed: () => addresses.write() };
    this.maps = new MapsBeside({
      ...{ host, canMove, isOwn: hasDesk },
      above: this.transport.element,
      desk: { ...acting, server, program, address: () => scenarioQuery(session.shown.scenario) },
      placed: () => this.layOut(),
    });
    this.course = new Course({
      ...{ ...acting, host, root, session, clock, maps: this.maps, canMove, speak: addresses.speak },
      fetchLesson: whole ? whole.lesson : this.hasServer ? (key, language) => this.fetchLesson(key, language) : null,
      list: this.hasServer ? new URL("lessons", server).href : whole && "#optviz-lessons",
      show: (settled) => this.show(settled),
      layOut: () => this.layOut(),
      begin: (lesson) => this.beginLesson(lesson),
      leaves: () => this.presenting.end(),
      left: () => this.leftLesson(),
    });
    host.replaceChildren(this.course.element, root);
    host.classList.remove("ov-with-desk");
    const type = {
      isLarge: () => this.display.large === "on",
      setLarge: (isLarge) => this.setDisplay("large", isLarge ? "on" : "off"),
    };
    const filled = () => (this.course.lesson ? host : root); // a lesson's words are shown in a hall as well
    this.presenting = new Presenting(filled, type, this.stop.signal);
  }

  /** A rule alone from so many starts; where examples are held out, with the loss there of the mean of what the runs say. */
  showFromStarts(/** @type {number} */ place, /** @type {number} */ count) {
    const { session, catalogue } = this;
    const { surface } = session.scenario;
    const { data } = catalogue.surfaces[surface.key];
    session.change(fromStarts(session.scenario, place, count, catalogue), true);
    if (holdsOut(surface, data)) this.setDisplay("curve", "held_out_together");
  }

  changed(/** @type {import("./core/session.mjs").Change} */ change) {
    if (change === "history") this.showTools();
    else if (change === "settled") {
      this.addresses.write();
      this.handOn();
    } else if (change === "shown") {
      this.clock.fit(this.session.shown.numSteps);
      this.show(this.session.isSettled);
      this.frames.renew(this.session.isSettled);
    } else this.sayHow();
  }

  /** The whole picture, as it is now; `settled` if no hand is on it. */
  show(/** @type {boolean} */ settled) {
    const { catalogue, display, session } = this;
    const { scenario, surface } = session.shown;
    const theme = this.isDark() ? "dark" : "light";
    const picture = pictureOf(session.shown, { catalogue, display, theme, settled });
    this.picture = picture;
    this.drawing = { arrows: Number(display.arrows), taylor: display.taylor === "on" };
    const countChanged = this.panels.fit(picture.tracks.length);
    // Beside maps there is room for one stage.
    const wished = this.maps.isBeside && display.view === "panels" ? "overlaid" : display.view;
    const hasBoth = hasBothGrounds(scenario.surface, catalogue);
    const viewChanged = this.stages.choose(wished, surface.axes.length, this.panels.all, hasBoth);
    const belowChanged = this.below.choose(display, catalogue.surfaces[scenario.surface.key].has_examples);
    const { key: view, place } = this.stages.record;
    const parts = displayOptionsOf(catalogue.display, "parts").map(({ key }) => [key, display[key]]);
    const { large, arrows } = display;
    Object.assign(this.root.dataset, Object.fromEntries(parts), { theme, view, place, large, arrows });
    document.documentElement.dataset.optvizSidebar = display.sidebar;
    const linesChanged = this.panels.update(scenario.optimizers, picture);
    this.strips?.update(picture, this.panels.all);
    this.stages.update(picture);
    this.below.update(picture);
    this.happened.update(picture);
    this.course.bringMaps(scenario);
    this.maps.desk?.update(picture);
    this.surfaceLines.show(scenario.surface);
    this.surfaces?.show(scenario.surface.key, theme);
    this.settings?.show(scenario, theme);
    this.table.update(picture);
    this.host.dataset.theme = this.course.element.dataset.theme = theme;
    this.course.panel.update(this.session.shown, settled);
    if (countChanged || viewChanged || belowChanged || linesChanged || !this.room.fits) this.layOut();
    if (this.server === null) this.holdControls();
    this.sayHow();
    this.frames.wake();
  }

  /** Without a server nothing can be changed without programs, and the surface not where they do not know its minima. */
  holdControls() {
    const { runner, shown } = this.session;
    if (runner && (this.whole || this.catalogue.surfaces[shown.surface.key].has_ground)) return;
    const held = runner ? this.surfaceLines.element : this.root;
    /** @type {NodeListOf<HTMLInputElement>} */
    const controls = held.querySelectorAll(".ov-line :is(input, select), .ov-start");
    for (const control of controls) control.disabled = true;
  }

  showTools() {
    const { canUndo, canRedo } = this.session;
    this.toolbar.show({ canUndo, canRedo });
  }

  sayHow() {
    const { apart, shown } = this.session;
    const { sample } = shown.data.header;
    const word = sample ? saidOfSample(sample) : this.stages.word;
    this.toolbar.sayHow(this.session, apart.length ? saidOfApart(apart, this.server !== null) : word);
  }

  /** Hands on what was settled last. */
  handOn() {
    this.onSettle(JSON.stringify(this.session.settled));
  }

  /** @returns {import("./dom/memory.mjs").Left} */
  get left() {
    const display = toQuery(this.display, this.catalogue.display);
    const { clock, session } = this;
    const { shown: query } = this.addresses;
    const { lent } = this.stepwise;
    const { lesson } = this.course;
    return {
      ...{ standing: session.standing, playhead: clock.playhead, display, lent, query, search: location.search, lesson },
      ...this.maps.left,
    };
  }

  /**
   * Goes on where another player was left, which was shown like this one; if something `new` is shown, that is the next step.
   * @param {import("./dom/memory.mjs").Left} left @param {boolean} isNew
   */
  resume({ standing, playhead, lent = null, lesson = null, ...left }, isNew) {
    this.maps.resume(left);
    this.stepwise.lent = lent;
    if (lesson) this.course.open(lesson, true);
    this.session.resume(standing, isNew);
    this.clock.set(playhead);
    this.clock.fit(this.session.shown.numSteps);
  }

  /** One thing about how the picture is shown. @param {string} name @param {string} value */
  setDisplay(name, value) {
    this.display = { ...this.display, [name]: value };
    if (name === "stepwise") this.setPace(value === "on");
    this.show(true);
    if (this.catalogue.display.find(({ key }) => key === name).resizes) this.layOut();
    this.addresses.write();
    if (this.session.lacks || (["taylor", "stepwise"].includes(name) && value === "on")) this.session.again();
  }

  /** Arrows and speed for who goes step by step, and back. @param {boolean} isStepwise */
  setPace(isStepwise) {
    const now = { arrows: this.display.arrows, speed: this.clock.playhead.speed };
    const { arrows, speed } = isStepwise ? this.stepwise.enter(now) : this.stepwise.leave(now);
    this.display.arrows = arrows;
    this.clock.set({ speed });
  }

  themeMayHaveChanged() {
    if ((this.isDark() ? "dark" : "light") === this.root.dataset.theme) return;
    this.show(true);
    this.layOut();
  }

  /** A lesson of the server. */
  async fetchLesson(key, language) {
    const answer = await fetch(new URL(`api/lessons/${language}/${key}`, this.server));
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  beginLesson({ scenario, display }) {
    const { large } = this.display;
    this.display = { ...parseDisplay(display, this.catalogue).display, large };
    this.session.change(scenario, true);
    this.show(false);
    this.layOut();
  }

  leftLesson() {
    if ("sidebar" in this.display) this.setDisplay("sidebar", "on");
    else this.addresses.write();
    this.layOut();
  }

  /** The export panel comes after the picture. */
  async makeExportPanel(ExportPanel, /** @type {Record<string, any>} */ { formats, largest_file: largest }) {
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const now = () => ({
      scenario: this.session.shown.scenario,
      display: { ...this.display, ...this.stages.fileOptions, ...this.course.panel.fileOptions },
      playhead: this.clock.playhead,
      absent: this.stages.absent,
    });
    const adopt = (scenario) => this.session.change(scenario, true);
    const table = (file) => this.ownData.takes(file);
    return new ExportPanel(this.root, { server: this.server, formats, largest, now, adopt, table, signal: this.stop.signal });
  }

  async openExportPanel() {
    const panel = await this.exportPanel;
    panel.show();
  }

  layOut() {
    this.room.layOut();
    this.frames.wake();
  }

  draw() {
    this.frames.draw();
  }

  destroy() {
    this.stop.abort();
    this.session.close();
    this.panels.destroy();
    this.strips?.destroy();
    this.stages.destroy();
    this.below.destroy();
    this.settings?.element.remove();
    this.maps.destroy();
    this.course.element.remove();
    delete document.documentElement.dataset.optvizSidebar; // other pages have theirs
    this.root.remove();
  }
}
