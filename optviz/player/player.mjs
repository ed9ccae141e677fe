// The player: puts together the session, the clock, the views and the parts around them. It draws once in each frame.

import { saidOfApart } from "./core/apart.mjs";
import { Clock } from "./core/clock.mjs";
import { displayOptionsOf, parseDisplay, toQuery } from "./core/display.mjs";
import { scenarioQuery } from "./core/fields.mjs";
import { fromStarts } from "./core/from-starts.mjs";
import { LocalRunner } from "./core/local-runner.mjs";
import { hasBothGrounds, holdsOut, keepTable } from "./core/own-tables.mjs";
import { needsOf, pictureOf } from "./core/picture.mjs";
import { saidOfSample } from "./core/sample.mjs";
import { say, speak } from "./core/say.mjs";
import * as edit from "./core/scenario.mjs";
import { Session } from "./core/session.mjs";
import { Stepwise } from "./core/stepwise.mjs";
import { newToken } from "./core/token.mjs";
import { addressOf, copyAddress, writeAddress } from "./dom/address.mjs";
import { h } from "./dom/elements.mjs";
import { watchFocus } from "./dom/focus.mjs";
import { goOnIn, goToPage, otherLanguages, ownLanguage } from "./dom/language.mjs";
import { fitFrame, fitSheet, PAPER, putStills, watchPaper } from "./dom/paper.mjs";
import { watchRoom } from "./dom/room.mjs";
import { linkWithTables, uploadTable } from "./files/table-upload.mjs";
import { Below } from "./parts/below.mjs";
import { Desk } from "./parts/desk.mjs";
import { Drawer } from "./parts/drawer.mjs";
import { Happened } from "./parts/happened.mjs";
import { helpSheet } from "./parts/help.mjs";
import { listenToKeys } from "./parts/keys.mjs";
import { Legend } from "./parts/legend.mjs";
import { LessonPanel } from "./parts/lesson.mjs";
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
const TABLES = /\.(csv|tsv|txt)$/i;
const READ_EVERY = 80; // milliseconds: numbers that run cannot be read, and cost as much as the paths
const whenIdle = (act) => (window.requestIdleCallback ? window.requestIdleCallback(act, SOON) : window.setTimeout(act));

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
    this.tableDialog = page.tableDialog;
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
      ...needsOf(this.display, this.clock.row, this.lesson?.lesson),
      beside: views.find(({ key }) => key === this.display.view)?.beside,
    });
    const connect = server === null ? alone && this.connectAlone(alone, needs) : this.connectTo(server, needs);
    this.session = new Session(data, { connect, needs });
    this.canMove = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clock = new Clock({ numSteps: this.session.shown.numSteps, playing: this.canMove });
    this.build(views);
    this.hasDesk = hasDesk;
    /** @type {Desk | null} */
    this.desk = null;
    /** @type {Promise<import("./parts/own-table.mjs").OwnTableDialog> | null} */
    this.ownTable = null;
    this.isBesideMaps = false;
    this.wish = null; // the maps of another page
    if (hasDesk || data.header.sweep) this.openDesk(data.header.sweep, hasDesk);
    if (ExportPanel) this.exportPanel = this.makeExportPanel(ExportPanel, data.header);
    this.session.subscribe((change) => this.changed(change));
    watchRoom(this.root, () => this.onPaper || this.layOut(), this.stop.signal);
    watchPaper((onPaper) => this.drawFor(onPaper), this.stop.signal);
    this.show(true);
    this.showTools();
    if (data.header.lesson) this.openLesson(data.header.lesson, true);
    if (problems.length) this.toolbar.say(problems.join("; "), "problem");
    if (this.session.lacks || display.taylor === "on" || display.stepwise === "on") this.session.again();
    this.readAt = -Infinity;
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

  build(/** @type {import("./core/view.mjs").ViewModule[]} */ modules) {
    const { catalogue, session, clock } = this;
    const { views } = catalogue;
    const hasServer = this.server !== null;
    const hasLessons = hasServer || this.whole !== null;
    const pages = this.whole?.pages;
    const speak = hasServer ? goOnIn : pages ? (language) => goToPage(pages[language], language, this.query) : null;
    const isAlive = session.runner !== null;
    const change = (make, settled) => session.change(make(session.scenario), settled);
    const problem = (text) => this.toolbar.say(text, "problem");
    const show = (name, value) => this.setDisplay(name, value);
    const on = {
      keys: () => session.scenario.optimizers.map(({ key }) => key),
      toggle: (key) => change((scenario) => edit.toggleOptimizer(scenario, key, session.shown.surface.rates[key]), true),
      only: (keys) => change((scenario) => edit.onlyOptimizers(scenario, keys, session.shown.surface.rates), true),
      methods: (key) => (hasServer ? addressOf("methods", this.server, this.query, key) : null),
      undo: () => session.undo(),
      redo: () => session.redo(),
      address: () => copyAddress(this.query).then((word) => this.toolbar.say(word)),
      show,
      offers: (view) => !this.stages.absent.includes(view),
      present: () => this.presenting.toggle(),
      leave: () => this.presenting.end(),
      help: () => this.root.inert || this.help.showModal(), // it would be covered as well
      export: () => this.openExportPanel(),
      turn: hasLessons ? (to) => this.turnLesson(to) : undefined,
      again: () => this.lesson.again(),
    };
    this.surfaceLines = new OwnLines(catalogue.surfaces, { change, problem }, edit.setSurfaceNumber);
    this.strip = h("div", { className: "ov-strip" }, this.surfaceLines.element);
    const about = hasServer ? (key) => addressOf("surfaces", this.server, this.query, key) : null;
    if (hasServer || this.whole) {
      this.surfaces = new SurfacePicker(catalogue, { about, choose: (key) => session.moveOnto(key) });
      this.strip.prepend(this.surfaces.button());
    }
    if (isAlive) {
      const surfaces = this.surfaces ? { picker: this.surfaces.button(), about: about ?? (() => "#optviz-surface") } : null;
      this.settings = new Settings(
        catalogue,
        { change, problem, openTable: catalogue.tables && (() => this.openTable()) },
        surfaces,
        speak && otherLanguages(catalogue.languages, catalogue.language, speak),
      );
      this.drawer = new Drawer(this.settings.element);
    }
    const legend = new Legend(catalogue, () => this);
    this.toolbar = new Toolbar(catalogue, {
      on,
      display: () => this.display,
      legend,
      drawer: this.drawer,
      canShare: this.keepsAddress,
      files: this.files && (() => this.files(this)),
    });
    this.panels = new Panels(catalogue, {
      change,
      starts: (i, count) => this.showFromStarts(i, count),
      four: hasServer || this.whole ? (i) => session.showFourRates(i) : null,
      map: hasServer || this.whole ? (i) => this.showMapOf(i) : null,
      problem,
      methods: on.methods,
    });
    const bounded = (weights) => edit.boundedStart(weights, session.shown.surface.domain, catalogue.start_reach);
    const room = {
      start: (weights, settled, place) => change((scenario) => edit.moveStart(scenario, bounded(weights), place), settled),
      data: isAlive ? (data, settled) => change((scenario) => edit.setData(scenario, data), settled) : null,
      openTable: isAlive && catalogue.tables ? () => this.openTable() : null,
      undo: on.undo,
      seek: (step) => clock.seek(step),
      choose: show,
      program: this.program,
      catalogue,
    };
    this.strips = isAlive ? new Strips(catalogue, () => /** @type {any} */ (session.runner).local) : null;
    this.happened = new Happened();
    this.stages = new Stages(views, modules, room, this.happened.element);
    this.below = new Below(views, modules, room);
    this.transport = new Transport(clock);
    this.table = new Table(catalogue.columns);
    this.help = helpSheet(catalogue.display, isAlive, hasLessons);
    const page = { clock, displayOptions: catalogue.display, display: () => this.display, on };
    listenToKeys(page, this.stop.signal);
    watchFocus(this.stop.signal);
    this.root = h(
      "div",
      {
        className: "ov-root",
        "data-server": hasServer ? "yes" : "no",
        "data-alive": isAlive ? "yes" : "no",
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
    this.lesson = new LessonPanel({
      catalogue,
      go: (key, language) => this.goToLesson(key, language),
      speak: speak ?? ((language) => this.goToLesson(this.lesson.lesson.key, language)),
      list: hasServer ? new URL("lessons", this.server).href : this.whole && "#optviz-lessons",
      leave: hasLessons ? () => this.leaveLesson() : null,
      play: () => (this.canMove ? clock.set({ step: 0, playing: true }) : clock.seek(clock.numSteps)),
      restore: () => session.change(this.lesson.lesson.scenario, true),
      covered: () => this.cover(),
    });
    this.host.replaceChildren(this.lesson.element, this.root);
    this.host.classList.remove("ov-with-lesson", "ov-with-desk");
    this.lesson.element.hidden = true;
    const type = {
      isLarge: () => this.display.large === "on",
      setLarge: (isLarge) => this.setDisplay("large", isLarge ? "on" : "off"),
    };
    const whole = () => (this.lesson.lesson ? this.host : this.root); // a lesson's words are shown in a hall as well
    this.presenting = new Presenting(whole, type, this.stop.signal);
  }

  /** A rule alone from so many starts; where examples are held out, with the loss there of the mean of what the runs say. */
  showFromStarts(/** @type {number} */ place, /** @type {number} */ count) {
    const { session, catalogue } = this;
    const { surface } = session.scenario;
    const { data } = catalogue.surfaces[surface.key];
    session.change(fromStarts(session.scenario, place, count, catalogue), true);
    if (holdsOut(surface, data)) this.setDisplay("curve", "held_out_together");
  }

  /** The dialog in which one gives a table, perhaps one that was dropped on the page. @param {File} [file] */
  async openTable(file) {
    this.ownTable ??= this.makeOwnTable();
    try {
      (await this.ownTable).open(file);
    } catch {
      this.ownTable = null; // it is asked for another time
      this.toolbar.say(say("The server does not answer; the page goes on without it."), "problem");
    }
  }

  async makeOwnTable() {
    const { catalogue, session } = this;
    const OwnTableDialog = await this.tableDialog();
    const dialog = new OwnTableDialog(catalogue.tables, {
      wanted: () => catalogue.surfaces[session.scenario.surface.key].data,
      isOwn: () => "table" in session.scenario.surface,
      use: (table) => this.useTable(table),
    });
    this.root.append(dialog.element);
    return dialog;
  }

  /** Gives the surface in the hand a table of the reader's own; null for the data that it comes with. */
  async useTable(/** @type {import("./core/own-table.mjs").OwnTable | null} */ table) {
    const key = table && (this.server === null ? newToken() : await uploadTable(this.server, table));
    if (key) keepTable(key, table);
    this.session.change(edit.setTable(this.session.scenario, key), true);
  }

  /** Whether a file that was dropped on the page is a table, and the surface takes one: then its columns are picked. */
  async takesTable(/** @type {File} */ file) {
    const { data } = this.catalogue.surfaces[this.session.scenario.surface.key];
    const isTable = data?.takes_tables && TABLES.test(file.name) && !(await file.slice(0, 9).text()).startsWith("# optviz/");
    if (isTable) this.openTable(file);
    return isTable;
  }

  /** Maps beside the picture, or small under it. @param {any} [asked] the sweep that they begin with */
  openDesk(asked, isBeside = true) {
    const { catalogue, server, program, session } = this;
    const change = (make, settled) => session.change(make(session.scenario), settled);
    const addressed = () => this.keepsAddress && writeAddress(this.query);
    const address = () => scenarioQuery(session.shown.scenario);
    const close = isBeside ? null : () => this.putMapAway();
    this.desk = new Desk({ catalogue, server, program, change, addressed, address, close }, asked);
    this.isBesideMaps = isBeside;
    if (isBeside) this.host.prepend(this.desk.element);
    else this.transport.element.after(this.desk.element);
    this.host.classList.toggle("ov-with-desk", isBeside);
  }

  /** A map of the rule at a place, small, behind its sliders. */
  showMapOf(/** @type {number} */ place) {
    if (!this.desk) this.openDesk(null, false);
    this.desk.showMapOf(place, this.picture);
    this.layOut();
    this.desk.element.scrollIntoView({ block: "nearest", behavior: this.canMove ? "smooth" : "auto" });
  }

  putMapAway() {
    this.closeDesk();
    if (this.keepsAddress) writeAddress(this.query);
    this.layOut();
  }

  /** Maps that are not the page's own go: a lesson's come with its run, and go with it. */
  closeDesk() {
    if (!this.desk || this.hasDesk) return;
    this.desk.destroy();
    this.desk = null;
    this.isBesideMaps = false;
    this.host.classList.remove("ov-with-desk");
  }

  /** Whether a small map is open that is no lesson's. */
  get hasSmallMap() {
    return this.desk !== null && !this.isBesideMaps;
  }

  changed(/** @type {import("./core/session.mjs").Change} */ change) {
    if (change === "history") this.showTools();
    else if (change === "settled") {
      if (this.keepsAddress) writeAddress(this.query);
      this.handOn();
    } else if (change === "shown") {
      this.clock.fit(this.session.shown.numSteps);
      this.show(this.session.isSettled);
      if (!this.session.isSettled) this.drawAhead();
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
    const wished = this.isBesideMaps && display.view === "panels" ? "overlaid" : display.view;
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
    if (!this.desk && this.lesson.asksForMaps(scenario)) this.openDesk(this.lesson.lesson.sweep);
    this.desk?.update(picture);
    this.surfaceLines.show(scenario.surface);
    this.surfaces?.show(scenario.surface.key, theme);
    this.settings?.show(scenario, theme);
    this.table.update(picture);
    this.host.dataset.theme = this.lesson.element.dataset.theme = theme;
    this.lesson.update(this.session.shown, settled);
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
    const { lesson } = this.lesson;
    const isOwn = this.hasDesk || this.hasSmallMap;
    const [wish, isMapOpen] = [isOwn ? this.desk.left : this.wish, this.hasSmallMap];
    return {
      standing: session.standing,
      playhead: clock.playhead,
      display,
      lent,
      query,
      search: location.search,
      lesson,
      wish,
      isMapOpen,
    };
  }

  /**
   * Goes on where another player was left, which was shown like this one; if something `new` is shown, that is the next step.
   * @param {import("./dom/memory.mjs").Left} left @param {boolean} isNew
   */
  resume({ standing, playhead, lent = null, lesson = null, wish = null, isMapOpen = false }, isNew) {
    this.wish = wish;
    if (isMapOpen && !this.desk) this.openDesk(null, false);
    if (this.hasDesk || isMapOpen) this.desk.resume(wish);
    this.stepwise.lent = lent;
    if (lesson) this.openLesson(lesson, true);
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

  /**
   * A lesson beside the picture.
   * @param {any} lesson as optviz/lessons/sent.py has it @param {boolean} isHere whether its experiment is in the hand already
   */
  openLesson(lesson, isHere) {
    if (!isHere) this.closeDesk();
    else if (lesson.sweep && !this.desk) this.openDesk(lesson.sweep);
    this.lesson.open(lesson, isHere);
    this.lesson.element.hidden = false;
    this.host.classList.add("ov-with-lesson");
    this.cover();
    this.show(this.session.isSettled);
    this.layOut();
    if (this.session.lacks) this.session.again();
  }

  /** To the lesson before or after the one that is open, if there is one. @param {"before" | "after"} to */
  turnLesson(to) {
    const key = this.lesson.lesson?.[to];
    if (key) this.goToLesson(key);
  }

  /** Another lesson, with its own experiment; or this one in another language, with what is in the hand. */
  async goToLesson(key, language = this.lesson.lesson?.language ?? this.catalogue.language) {
    const isSame = key === this.lesson.lesson?.key;
    try {
      const lesson = await (this.whole ? this.whole.lesson(key, language) : this.fetchLesson(key, language));
      this.openLesson(lesson, isSame);
      if (isSame && this.keepsAddress) writeAddress(this.query);
      else this.beginLesson(lesson);
    } catch {
      this.toolbar.say(say("The lesson could not be fetched; the server does not answer."), "problem");
    }
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

  /** Goes on without the lesson, with what is in the hand. */
  leaveLesson() {
    this.presenting.end();
    this.lesson.close();
    this.closeDesk();
    this.lesson.element.hidden = true;
    this.host.classList.remove("ov-with-lesson");
    this.cover();
    if ("sidebar" in this.display) this.setDisplay("sidebar", "on");
    else if (this.keepsAddress) writeAddress(this.query);
    this.layOut();
  }

  /** The picture is covered until the lesson's question is behind one. */
  cover() {
    const { isCovered, lesson } = this.lesson;
    this.root.inert = isCovered;
    Object.assign(this.root.dataset, { covered: isCovered ? "on" : "off", cover: isCovered ? lesson.words.covered : "" });
    if (isCovered) this.clock.set({ step: 0, playing: false });
    else this.lesson.update(this.session.shown, this.session.isSettled);
  }

  /** The fields of the page's address: the lesson, the language if it is not the browser's, the scenario, how it is shown. */
  get query() {
    const { lesson } = this.lesson;
    const { language = this.catalogue.language } = lesson ?? {};
    const isNamed = lesson || language !== ownLanguage(Object.keys(this.catalogue.languages));
    const fields = new URLSearchParams({ ...(lesson && { lesson: lesson.key }), ...(isNamed && { language }) }).toString();
    const { scenario, url } = this.session.shown;
    const shown = toQuery(this.display, this.catalogue.display);
    const query = this.whole ? scenarioQuery(scenario) : url;
    return [fields, query, (this.hasDesk || this.hasSmallMap) && this.desk.query, shown].filter(Boolean).join("&");
  }

  /** The export panel comes after the picture. */
  async makeExportPanel(ExportPanel, /** @type {Record<string, any>} */ { formats, largest_file: largest }) {
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const now = () => ({
      scenario: this.session.shown.scenario,
      display: { ...this.display, ...this.stages.fileOptions, ...this.lesson.fileOptions },
      playhead: this.clock.playhead,
      absent: this.stages.absent,
    });
    const adopt = (scenario) => this.session.change(scenario, true);
    const table = (file) => this.takesTable(file);
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
    if (this.desk) this.desk.onPaper = onPaper;
    if (this.isBesideMaps && this.lesson.lesson) (onPaper ? this.root : this.host).prepend(this.desk.element); // on its sheet
    const layOut = (width) => {
      this.root.style.width = width ? `${width}px` : "";
      this.layOut();
    };
    this.show(true);
    layOut(onPaper ? PAPER.width : 0);
    if (this.server === null) fitFrame(layOut);
    if (this.lesson.lesson) fitSheet(this.root);
    this.draw();
    putStills(this.root);
    if (this.desk) putStills(this.desk.element);
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
    const height = this.isBesideMaps ? BESIDE_MAPS * whole : whole;
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
    const { step } = this.clock.playhead;
    this.stages.frame(step, this.drawing);
    this.below.frame(step, this.drawing);
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
    this.desk?.destroy();
    this.lesson.element.remove();
    delete document.documentElement.dataset.optvizSidebar; // other pages have theirs
    this.root.remove();
  }
}
