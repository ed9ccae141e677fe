// The player: puts together the session, the clock, the views and the parts around them. It draws once in each frame.

import { saidOfApart } from "./core/apart.mjs";
import { Clock } from "./core/clock.mjs";
import { displayOptionsOf, parseDisplay, toQuery } from "./core/display.mjs";
import { scenarioQuery } from "./core/fields.mjs";
import { fromStarts } from "./core/from-starts.mjs";
import { LocalRunner } from "./core/local-runner.mjs";
import { hasBothGrounds, holdsOut } from "./core/own-tables.mjs";
import { needsOf, pictureOf } from "./core/picture.mjs";
import { saidOfSample } from "./core/sample.mjs";
import { say, speak } from "./core/say.mjs";
import * as edit from "./core/scenario.mjs";
import { Session } from "./core/session.mjs";
import { Stepwise } from "./core/stepwise.mjs";
import { addressOf, copyAddress, writeAddress } from "./dom/address.mjs";
import { h } from "./dom/elements.mjs";
import { watchFocus } from "./dom/focus.mjs";
import { goToPage, otherLanguages, ownLanguage } from "./dom/language.mjs";
import { fitFrame, fitSheet, PAPER, putStills, watchPaper } from "./dom/paper.mjs";
import { watchRoom } from "./dom/room.mjs";
import { OwnData } from "./files/own-data.mjs";
import { linkWithTables } from "./files/table-upload.mjs";
import { Below } from "./parts/below.mjs";
import { Course } from "./parts/course.mjs";
import { Drawer } from "./parts/drawer.mjs";
import { Happened } from "./parts/happened.mjs";
import { helpSheet } from "./parts/help.mjs";
import { listenToKeys } from "./parts/keys.mjs";
import { Legend } from "./parts/legend.mjs";
import { MapsBeside } from "./parts/maps-beside.mjs";
import { OwnLines } from "./parts/own-lines.mjs";
import { Panels } from "./parts/panels.mjs";
import { Presenting } from "./parts/presenting.mjs";
import { Settings } from "./parts/settings.mjs";
import { Stages } from "./parts/stages.mjs";
import { Strips } from "./parts/strips.mjs";
import { SurfacePicker } from "./parts/surface-picker.mjs";
import { Table } from "./parts/table.mjs";
import { Toolbar } from "./parts/toolbar.mjs";
import { Transport } from "./parts/transport.mjs";

const SOON = { timeout: 500 }; // milliseconds within which what can wait is done, however busy the page is
const BESIDE_MAPS = 0.45; // of the height is for the picture there, so that sliders are in view too
const QUICK = 4; // milliseconds: what takes longer to draw is drawn once in a frame, wherever the hand has been meanwhile
const READ_EVERY = 80; // milliseconds: numbers that run cannot be read, and cost as much as the paths
const whenIdle = (act) => (window.requestIdleCallback ? window.requestIdleCallback(act, SOON) : window.setTimeout(act));

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
   * @param {{ keepsAddress: boolean, lesson: (key: string, language: string) => Promise<any>, pages: Record<string, string> | null }
   *   | null} [page.whole] what a page of the whole playground has in the place of a server: `pages` in all languages, where there are
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
    this.keepsAddress = server !== null || !!whole?.keepsAddress;
    this.onSettle = onSettle;
    this.onPaper = false;
    this.isDark = () => !this.onPaper && isDark();
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
    const connect = server === null ? alone && this.connectAlone(alone, needs) : this.connectTo(server, needs);
    this.session = new Session(data, { connect, needs });
    this.canMove = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clock = new Clock({ numSteps: this.session.shown.numSteps, playing: this.canMove });
    this.build(views, page);
    if (hasDesk || data.header.sweep) this.maps.open(data.header.sweep, hasDesk);
    if (ExportPanel) this.exportPanel = this.makeExportPanel(ExportPanel, data.header);
    this.session.subscribe((change) => this.changed(change));
    watchRoom(this.root, () => this.onPaper || this.layOut(), this.stop.signal);
    watchPaper((onPaper) => this.drawFor(onPaper), this.stop.signal);
    this.show(true);
    this.showTools();
    if (data.header.lesson) this.course.open(data.header.lesson, true);
    if (problems.length) this.toolbar.say(problems.join("; "), "problem");
    if (this.session.lacks || display.taylor === "on" || display.stepwise === "on") this.session.again();
    this.readAt = -Infinity;
    this.isNew = false; // what is shown, and not drawn yet
    this.drawsIn = 0; // milliseconds, when it was new last
    this.tick = this.tick.bind(this);
    this.ticking = requestAnimationFrame(this.tick);
  }

  /** The runner where the hand is, with that of a server behind it. @param {string} server @param {() => import("./core/session.mjs").Needs} needs */
  connectTo(server, needs) {
    const { program: load } = this;
    /** @returns {import("./core/session.mjs").Runner} */
    return (listener, session) => {
      const page = { ...this.roomForRuns(session, needs), load };
      const runner = new LocalRunner((far) => linkWithTables(server, far), listener, page);
      whenIdle(() => runner.prepare(session.shown.scenario));
      return runner;
    };
  }

  /** The runner of a page without a server. */
  connectAlone(alone, needs) {
    return (listener, session) => alone(listener, this.roomForRuns(session, needs));
  }

  /** What the runs of the browser need of the page. @returns {import("./core/local-runs.mjs").Page} */
  roomForRuns(session, needs) {
    const { catalogue } = this;
    return { catalogue, shown: () => session.shown, needs, now: () => performance.now(), whenIdle, soon: setTimeout };
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
    const { session } = this;
    const rates = () => session.shown.surface.rates;
    return {
      keys: () => session.scenario.optimizers.map(({ key }) => key),
      toggle: (key) => this.change((scenario) => edit.toggleOptimizer(scenario, key, rates()[key]), true),
      only: (keys) => this.change((scenario) => edit.onlyOptimizers(scenario, keys, rates()), true),
      methods: (key) => (this.hasServer ? addressOf("methods", this.server, this.queryInHand, key) : null),
      undo: () => session.undo(),
      redo: () => session.redo(),
      address: () => copyAddress(this.queryInHand).then((word) => this.toolbar.say(word)),
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

  /** Has the page go on in another language, where it can, with what is in the hand; null where it cannot. */
  get speak() {
    const pages = this.whole?.pages;
    if (!this.hasServer && !pages) return null;
    const page = (language) => pages?.[language] ?? location.pathname;
    return (language) => goToPage(page(language), language, this.queryInHand);
  }

  /** The opener of the dialog in which one gives a table, where the catalogue has tables. */
  get openTable() {
    return this.catalogue.tables && (() => this.ownData.open());
  }

  /** What stands around the picture and changes it. @param {ReturnType<Player["actions"]>} on */
  buildControls(on) {
    const { catalogue, session, speak, isWhole } = this;
    const acting = this.acting();
    this.surfaceLines = new OwnLines(catalogue.surfaces, acting, edit.setSurfaceNumber);
    this.strip = h("div", { className: "ov-strip" }, this.surfaceLines.element);
    const about = this.hasServer ? (key) => addressOf("surfaces", this.server, this.queryInHand, key) : null;
    if (isWhole) {
      this.surfaces = new SurfacePicker(catalogue, { about, choose: (key) => session.moveOnto(key) });
      this.strip.prepend(this.surfaces.button());
    }
    if (this.isAlive) {
      const surfaces = this.surfaces ? { picker: this.surfaces.button(), about: about ?? (() => "#optviz-surface") } : null;
      const languages = speak && otherLanguages(catalogue.languages, catalogue.language, speak);
      this.settings = new Settings(catalogue, { ...acting, openTable: this.openTable }, surfaces, languages);
      this.drawer = new Drawer(this.settings.element);
    }
    this.toolbar = new Toolbar(catalogue, {
      on,
      display: () => this.display,
      legend: new Legend(catalogue, () => this),
      drawer: this.drawer,
      canShare: this.keepsAddress,
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
    const { host, root, server, program, session, clock, canMove, speak, whole } = this;
    const acting = { ...this.acting(), addressed: () => this.keepsAddress && writeAddress(this.query) };
    this.maps = new MapsBeside({
      ...{ host, canMove, isOwn: hasDesk },
      above: this.transport.element,
      desk: { ...acting, server, program, address: () => scenarioQuery(session.shown.scenario) },
      placed: () => this.layOut(),
    });
    this.course = new Course({
      ...{ ...acting, host, root, session, clock, maps: this.maps, canMove, speak },
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
      if (this.keepsAddress) writeAddress(this.query);
      this.handOn();
    } else if (change === "shown") {
      this.clock.fit(this.session.shown.numSteps);
      this.show(this.session.isSettled);
      this.isNew = true;
      if (!this.session.isSettled && this.drawsIn < QUICK) this.drawAhead();
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
    if (countChanged || viewChanged || belowChanged || linesChanged || this.laidOutFor !== surface.domainKey) this.layOut();
    if (this.server === null) this.holdControls();
    this.sayHow();
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
    const { query, clock, session } = this;
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
    if (this.keepsAddress) writeAddress(this.query);
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
    else if (this.keepsAddress) writeAddress(this.query);
    this.layOut();
  }

  /** The fields of the page's address, for what is shown. */
  get query() {
    const { scenario, url } = this.session.shown;
    return this.queryOf(this.whole ? scenarioQuery(scenario) : url);
  }

  /** Those of links, for what is in the hand: the page's address has it once it is settled. */
  get queryInHand() {
    return this.queryOf(scenarioQuery(this.session.scenario));
  }

  /** Those of an experiment: the lesson, the language if it is not the browser's, the experiment, how it is shown. */
  queryOf(/** @type {string} */ experiment) {
    const { lesson } = this.course;
    const { language = this.catalogue.language } = lesson ?? {};
    const isNamed = lesson || language !== ownLanguage(Object.keys(this.catalogue.languages));
    const fields = new URLSearchParams({ ...(lesson && { lesson: lesson.key }), ...(isNamed && { language }) }).toString();
    const shown = toQuery(this.display, this.catalogue.display);
    return [fields, experiment, this.maps.query, shown].filter(Boolean).join("&");
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

  /** Draws all of it at once, for paper or for the screen. */
  drawFor(/** @type {boolean} */ onPaper) {
    this.onPaper = onPaper;
    this.root.dataset.paper = onPaper ? "on" : "off";
    const { maps, course } = this;
    if (maps.desk) maps.desk.onPaper = onPaper;
    if (maps.isBeside && course.lesson) (onPaper ? this.root : this.host).prepend(maps.desk.element); // on its sheet
    const layOut = (width) => {
      this.root.style.width = width ? `${width}px` : "";
      this.layOut();
    };
    this.show(true);
    layOut(onPaper ? PAPER.width : 0);
    if (this.server === null) fitFrame(layOut);
    if (course.lesson) fitSheet(this.root);
    this.draw();
    putStills(this.root);
    if (maps.desk) putStills(maps.desk.element);
  }

  /** Sizes for everything, from the room there is. */
  layOut() {
    const width = this.root.clientWidth;
    if (!width) return;
    this.laidOutFor = this.session.shown.surface.domainKey;
    this.placeSurfaceLines();
    const parts = [this.toolbar.element, this.strip, this.transport.element];
    const around = parts.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);
    const whole = (this.onPaper ? PAPER.height : window.innerHeight) - around - 40;
    const height = this.maps.isBeside ? BESIDE_MAPS * whole : whole;
    this.stages.layOut({ width, height, below: this.below.height }, this.panels);
    this.below.layOut();
  }

  /** The surface's sliders stand in the sidebar, where the panels do not move for them; without one, over the panels. */
  placeSurfaceLines() {
    const { element } = this.surfaceLines;
    const isBeside = this.settings !== undefined && this.hasSidebar();
    const place = isBeside ? this.settings.place : this.strip;
    if (element.parentElement !== place) place.append(element);
    this.strip.hidden = isBeside;
  }

  tick(/** @type {number} */ now) {
    this.ticking = requestAnimationFrame(this.tick);
    this.clock.tick(now);
    this.draw(this.clock.playhead.playing && now - this.readAt < READ_EVERY);
  }

  /** What the hand has moved is drawn and laid out before the next frame asks for it, which has only to paint then. */
  drawAhead() {
    this.draw();
    this.root.getBoundingClientRect();
  }

  /** The picture at the playhead; its numbers as well, unless they were read a moment ago. */
  draw(areRead = false) {
    const begun = performance.now();
    const { step } = this.clock.playhead;
    this.stages.frame(step, this.drawing);
    this.below.frame(step, this.drawing);
    if (this.isNew) this.drawsIn = performance.now() - begun;
    this.isNew = false;
    if (areRead) return;
    this.readAt = performance.now();
    this.panels.showStep(step, this.display.stepwise === "on");
    this.transport.show();
  }

  destroy() {
    cancelAnimationFrame(this.ticking);
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
