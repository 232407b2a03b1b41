"use strict";
// The page of a network: reads the data beside it, makes no request, writes text only as text.

const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes;
const axes = data.sizes.axes || [];
const $ = (id) => document.getElementById(id);
const readers = nodes.map(() => []);
nodes.forEach((node, i) => (node.in || []).forEach((j) => readers[j].push(i)));
const byId = new Map(nodes.map((node, i) => [node.id, i]));
const state = { view: "", chosen: null, sizes: axes.map((axis) => axis.now), now: [], problem: -1, isDark: false };

/** An element with properties and children; strings become text. */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties || {});
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

// -- sizes: every shape at any size of the inputs

/** The size that a course [first, table, rays] has for n, or null. */
function at([first, table, rays], n) {
  const start = first + table.length;
  if (n < first) return null;
  if (n < start) return table[n - first] === null ? null : BigInt(table[n - first]);
  if (!rays.length) return null;
  const ray = rays[(n - start) % rays.length];
  return ray === null ? null : BigInt(ray[0]) + BigInt(ray[1]) * BigInt(Math.floor((n - start) / rays.length));
}

/** Whether n is in a set [start, early, period, residues, horizon]; null where that is not known. */
function has([start, early, period, residues, horizon], n) {
  if (horizon !== null && n >= horizon) return null;
  return n >= start ? residues.includes(n % period) : early.includes(n);
}

/** The nearest members below n and above it. */
function nearest(set, n) {
  const most = set[0] + 2 * set[2] + 2;
  const found = [null, null];
  for (let k = 1; k <= most && found[1] === null; k++) if (has(set, n + k)) found[1] = n + k;
  const below = (from) => { for (let m = from; m > Math.max(0, from - most); m--) if (has(set, m)) return m; return null; };
  found[0] = below(n - 1) ?? below(Math.min(n - 1, set[0]));
  return found;
}

/** An entry of a shape: a number, or the course along the one axis that decides. */
function entry(dim) {
  if (dim === null) return null;
  if (!Array.isArray(dim)) return BigInt(dim);
  const changed = dim.filter(([axis]) => state.sizes[axis] !== axes[axis].now);
  if (changed.length > 1) return null;
  const [axis, course] = changed[0] || dim[0];
  return at(data.sizes.courses[course], state.sizes[axis]);
}

const times = (shape) => shape.reduce((a, b) => (a === null || b === null ? null : a * b), 1n);
const spot = (dim, length) => (dim >= 0 ? dim : dim + length + 1) - 1;

/** What a layer that mixes axes makes of a shape: {shape, fails}. */
function mixed([rule, ...args], x) {
  if (rule === "keep") return { shape: x };
  if (rule === "flatten") {
    const [first, last] = args.map((dim) => spot(dim, x.length));
    return { shape: [...x.slice(0, first), times(x.slice(first, last + 1)), ...x.slice(last + 1)] };
  }
  if (rule === "linear") {
    const [out, expected] = args;
    const last = x[x.length - 1];
    return { shape: [...x.slice(0, -1), BigInt(out)], fails: expected !== null && last !== null && last !== BigInt(expected) };
  }
  const stated = args[0].map(BigInt);
  const [all, known] = [times(x), times(stated.filter((n) => n !== -1n))];
  if (all !== null && (stated.includes(-1n) ? all % known : all !== known)) return { shape: null, fails: true };
  return { shape: stated.map((n) => (n === -1n ? (all === null ? null : all / known) : n)) };
}

/** Whether what a layer reads is known as far as an axis of an input decides about it. */
function isRead(node, axis, made) {
  return (node.in || []).every((j) => made[j].shape && (nodes[j].dims || []).every(
    (dim, k) => !(Array.isArray(dim) && dim.some(([own]) => own === axis)) || made[j].shape[k] !== null));
}

/** The shape of a layer at the sizes, whether it fails, and whether it rounds. */
function computed(node, made) {
  const x = node.in && made[node.in[0]].shape;
  const dims = node.dims || [];
  const told = node.rule && x ? mixed(node.rule, x) : null;
  const isOpen = !dims.length || dims.some((dim) => dim === null);
  const useRule = told && (isOpen || told.fails);
  const isLost = (k) => k > 0 && node.apart && x && x.length === dims.length && x[k] === null;
  let shape = useRule ? told.shape : dims.length ? dims.map((dim, k) => (isLost(k) ? null : entry(dim))) : null;
  if (node.in && node.in.some((j) => made[j].shape === null)) shape = null;
  const off = (kind) => (node[kind] || []).some(([axis, set]) => isRead(node, axis, made) && has(data.sizes.sets[set], state.sizes[axis]) === false);
  const fails = Boolean(node.broken || (told && told.fails) || off("limits"));
  return { shape, fails, rounds: !fails && off("even"), isUnknown: !shape || shape.includes(null) };
}

const isResized = () => axes.some((axis, k) => state.sizes[k] !== axis.now);

/** Computes every layer: as the plan has it, or at the sizes typed. */
function compute() {
  const made = [];
  if (isResized()) for (const node of nodes) made.push(computed(node, made));
  else for (const node of nodes) {
    const shape = node.shape ? node.shape.map((n) => (n === null ? null : BigInt(n))) : null;
    made.push({ shape, fails: false, rounds: Boolean(node.exact), isUnknown: !shape || shape.includes(null) });
  }
  if (!isResized()) for (const problem of data.problems) if (problem.severity === "error" && problem.node !== null) made[problem.node].fails = true;
  state.now = made;
}

function spell(shape) {
  if (!shape) return "?";
  const laid = data.channelsLast ? [...shape.slice(1), shape[0]] : shape;
  return laid.map((n) => (n === null ? "?" : n)).join(" \u00d7 ");
}

// -- what is wrong, at the sizes now

/** {severity, text, node, cause, fixes} of everything that is wrong. */
function problems() {
  if (!isResized()) return [...data.problems].sort((a, b) => rank(a) - rank(b));
  return state.now.flatMap((now, i) => {
    if (!now.fails) return [];
    const read = (nodes[i].in || []).map((j) => spell(state.now[j].shape)).join(" and ");
    return [{ severity: "error", text: `${nodes[i].op} '${nodes[i].id}' does not run: it reads ${read}`, node: i, cause: null, fixes: [] }];
  });
}
const rank = (problem) => ["error", "warning", "note"].indexOf(problem.severity);

/** What is to be said of a size of an axis: [class, text]. */
function verdict(axis, n) {
  const set = (kind) => data.sizes.sets[axis[kind]];
  const near = (kind) => nearest(set(kind), n).filter((m) => m !== null).join(" and ");
  const runs = has(set("runs"), n);
  if (runs === null) return ["fair", "not proved so far up"];
  if (!runs) return ["bad", `does not run${near("runs") ? `; nearest ${near("runs")}` : ""}; works: ${axis.spelled}`];
  if (has(set("exact"), n)) return ["good", "runs, and nothing is rounded"];
  if (has(set("whole"), n)) return ["good", "runs, and every pixel is read"];
  return ["fair", `runs, but not every pixel is read${near("whole") ? `; nearest ${near("whole")}` : ""}`];
}

/** The verdicts on all axes, those alike as one. */
function showSizes() {
  const said = new Map();
  axes.forEach((axis, k) => {
    const [kind, text] = verdict(axis, state.sizes[k]);
    const key = [axis.inputs, state.sizes[k], kind, text.replaceAll(axis.name, "n")].join();
    if (said.has(key)) said.get(key).names.push(axis.name);
    else said.set(key, { names: [axis.name], kind, text, n: state.sizes[k] });
  });
  $("said").replaceChildren(...[...said.values()].map(({ names, kind, text, n }) => make("span", { className: kind, textContent: `${names.join(" and ")} = ${n}: ${text}` })));
  $("reset").hidden = !isResized();
}

function resize() {
  compute();
  state.problem = -1;
  showSizes();
  paint();
  showButton();
  showRows();
  showPanel();
}

function buildSizes() {
  if (!axes.length) return;
  const names = [...new Set(axes.map((axis) => axis.inputs.join(" and ")))];
  for (const name of names) {
    $("boxes").append(make("b", { textContent: name }));
    axes.forEach((axis, k) => {
      if (axis.inputs.join(" and ") !== name) return;
      const box = make("input", { type: "text", inputMode: "numeric", value: axis.now, maxLength: 9 });
      box.dataset.axis = k;
      box.addEventListener("input", () => {
        const isSize = /^[1-9]\d{0,8}$/.test(box.value.trim());
        box.setAttribute("aria-invalid", String(!isSize));
        if (!isSize) { $("said").replaceChildren(make("span", { className: "bad", textContent: "a size is a whole number from 1" })); return; }
        state.sizes[k] = Number(box.value);
        resize();
      });
      $("boxes").append(make("label", {}, `${axis.name} `, box));
    });
  }
  $("sizes").hidden = false;
  $("sizes").addEventListener("submit", (event) => event.preventDefault());
  $("reset").addEventListener("click", () => {
    state.sizes = axes.map((axis) => axis.now);
    for (const box of $("boxes").querySelectorAll("input")) { box.value = axes[box.dataset.axis].now; box.removeAttribute("aria-invalid"); }
    resize();
  });
}

// -- the drawings

const views = new Map();

/** Finds the boxes and edges of a drawing, and makes it move. */
function adopt(holder) {
  const name = holder.dataset.view;
  const svg = holder.firstElementChild;
  const members = data.views.find((view) => view.name === name).boxes;
  const boxes = members.map((own) => ({ own }));
  const view = { name, holder, svg, boxes, edges: [], frame: null };
  for (const group of svg.querySelectorAll("[data-box]")) adoptBox(view, group, boxes[group.dataset.box]);
  for (const group of svg.querySelectorAll("[data-edge]")) view.edges.push({ group, ends: group.dataset.edge.split(" ").map(Number) });
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", `Drawing of ${data.name || "the network"} in ${name}`);
  views.set(name, view);
  move(view);
}

/** The layer that a box is about: the one that is no norm or activation, or the last of a folded block. */
function mainOf(own) {
  const carriers = own.filter((i) => !["norm", "activation"].includes(nodes[i].family));
  return carriers.length === 1 ? carriers[0] : own[own.length - 1];
}

function adoptBox(view, group, box) {
  const main = mainOf(box.own);
  const texts = [...group.querySelectorAll("text")];
  const spot = texts.findIndex((text) => text.getAttribute("font-weight") === "bold" && parseFloat(text.getAttribute("font-size")) >= 12);
  box.group = group;
  box.shape = texts[spot] || null;
  box.text = box.shape ? box.shape.textContent : "";
  if (box.shape) { box.shape.classList.add("shape"); texts.slice(spot + 1).forEach((text) => text.classList.add("remark")); }
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "button");
  group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { choose(main); event.preventDefault(); event.stopPropagation(); } });
  group.addEventListener("focus", () => { if (group.matches(":focus-visible")) { reveal(view, group); showTip(main, group.getBoundingClientRect()); } });
  group.addEventListener("blur", hideTip);
  group.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && !event.buttons) showTip(main, { right: event.clientX + 6, top: event.clientY, left: event.clientX }); });
  group.addEventListener("pointerleave", hideTip);
}

/** The part of the drawing to be seen: x, y and width; the height follows from the window. */
function look(view, frame) {
  const { clientWidth, clientHeight } = view.svg;
  if (!clientWidth || !clientHeight) return;
  view.frame = frame;
  view.svg.setAttribute("viewBox", `${frame.x} ${frame.y} ${frame.w} ${(frame.w * clientHeight) / clientWidth}`);
}

/** Shows all of it; at first only as much as can be read, from its beginning. */
function fit(view, isFirst) {
  const box = view.svg.getBBox();
  const { clientWidth, clientHeight } = view.svg;
  if (!clientWidth || !clientHeight || !box.width) return;
  const all = Math.max(box.width, (box.height * clientWidth) / clientHeight) * 1.04;
  const w = isFirst ? Math.min(all, Math.max(clientWidth / 0.75, Math.min(box.width * 1.04, clientWidth / 0.5))) : Math.max(all, clientWidth / 2);
  const h = (w * clientHeight) / clientWidth;
  const begin = (from, length, seen) => (length > seen ? from - 12 : from - (seen - length) / 2);
  look(view, { x: begin(box.x, box.width, w), y: begin(box.y, box.height, h), w });
}

function zoom(view, factor, clientX, clientY) {
  const area = view.svg.getBoundingClientRect();
  const { x, y, w } = view.frame;
  const wide = Math.min(Math.max(w * factor, 60), 400000);
  const px = clientX === undefined ? area.width / 2 : clientX - area.left;
  const py = clientY === undefined ? area.height / 2 : clientY - area.top;
  look(view, { x: x + (px / area.width) * (w - wide), y: y + (py / area.width) * (w - wide), w: wide });
}

function pan(view, dx, dy) {
  const { x, y, w } = view.frame;
  const scale = w / view.svg.clientWidth;
  look(view, { x: x - dx * scale, y: y - dy * scale, w });
}

/** Drag, wheel and pinch; a press that did not move is a click. */
function move(view) {
  const down = new Map();
  let moved = 0;
  const { svg } = view;
  svg.addEventListener("wheel", (event) => { event.preventDefault(); hideTip(); zoom(view, Math.exp(Math.max(-200, Math.min(200, event.deltaY)) / 400), event.clientX, event.clientY); }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { if (event.button) return; if (!down.size) moved = 0; down.set(event.pointerId, [event.clientX, event.clientY]); });
  svg.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const here = [event.clientX, event.clientY];
    moved += Math.hypot(here[0] - before[0], here[1] - before[1]);
    if (moved > 4) { svg.setPointerCapture(event.pointerId); svg.classList.add("drags"); drag(view, [...down.values()], before, here); }
    down.set(event.pointerId, here);
  });
  const up = (event) => { down.delete(event.pointerId); svg.classList.remove("drags"); };
  svg.addEventListener("pointerup", up);
  svg.addEventListener("pointercancel", up);
  svg.addEventListener("click", (event) => {
    if (moved > 4) return;
    const group = event.target.closest("[data-box]");
    choose(group ? mainOf(view.boxes[group.dataset.box].own) : null);
  });
}

/** One finger moves the drawing, two zoom about the middle between them. */
function drag(view, fingers, before, here) {
  if (fingers.length < 2) { pan(view, here[0] - before[0], here[1] - before[1]); return; }
  const other = fingers.find((finger) => finger !== before) || before;
  const distance = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
  zoom(view, distance(before) / distance(here), (here[0] + other[0]) / 2, (here[1] + other[1]) / 2);
  pan(view, (here[0] - before[0]) / 2, (here[1] - before[1]) / 2);
}

/** Moves the drawing so that a box is seen. */
function reveal(view, group) {
  const area = view.svg.getBoundingClientRect();
  const box = group.getBoundingClientRect();
  if (!view.frame || (box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom)) return;
  pan(view, area.left + area.width / 2 - (box.left + box.right) / 2, area.top + area.height / 2 - (box.top + box.bottom) / 2);
}

const current = () => views.get(state.view);
const boxOf = (view, i) => view.boxes.find((box) => box.own.includes(i));

function show(name) {
  state.view = name;
  for (const view of views.values()) view.holder.hidden = view.name !== name;
  $("canvas").hidden = name === "table";
  $("table").hidden = name !== "table";
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  const view = current();
  if (view && !view.frame) fit(view, true);
  paint();
}

/** Layers that a layer depends on, or that depend on it. */
function closure(i, next) {
  const found = new Set();
  const todo = [...next(i)];
  while (todo.length) {
    const j = todo.pop();
    if (!found.has(j)) { found.add(j); todo.push(...next(j)); }
  }
  return found;
}

/** Puts sizes, marks and lights into the drawing that is shown. */
function paint() {
  const view = current();
  if (!view) return;
  const chosen = state.chosen === null ? null : boxOf(view, state.chosen);
  const above = state.chosen === null ? new Set() : closure(state.chosen, (i) => nodes[i].in || []);
  const below = state.chosen === null ? new Set() : closure(state.chosen, (i) => readers[i]);
  view.svg.classList.toggle("lit", chosen !== null);
  view.svg.classList.toggle("resized", isResized());
  for (const box of view.boxes) paintBox(box, chosen, above, below);
  for (const { group, ends } of view.edges) {
    const all = (kind) => ends.every((end) => view.boxes[end] === chosen || view.boxes[end].light === kind);
    group.classList.toggle("above", chosen !== null && all("above"));
    group.classList.toggle("below", chosen !== null && all("below"));
  }
}

function paintBox(box, chosen, above, below) {
  const { group, own } = box;
  const now = own.map((i) => state.now[i]);
  const last = now[now.length - 1];
  box.light = box === chosen ? "chosen" : own.some((i) => above.has(i)) ? "above" : own.some((i) => below.has(i)) ? "below" : "";
  for (const light of ["chosen", "above", "below"]) group.classList.toggle(light, box.light === light);
  const fails = now.some((one) => one.fails);
  group.classList.toggle("now-fails", fails);
  group.classList.toggle("now-unknown", !fails && last.isUnknown);
  group.classList.toggle("now-rounded", !fails && !last.isUnknown && now.some((one) => one.rounds));
  if (box.shape) box.shape.textContent = isResized() ? spell(last.shape) : box.text;
  const node = nodes[own[own.length - 1]];
  group.setAttribute("aria-label", `${node.id}, ${node.op}, ${spell(last.shape)}${fails ? ", error" : last.isUnknown ? ", not computed" : ""}`);
}

// -- one layer: tooltip and panel

/** [formula, numbers] of each axis; at another size, what comes of it. */
function formulas(i) {
  const node = nodes[i];
  if (!isResized()) return (node.formulas || []).map(([names, letters, numbers]) => [`${names}: ${letters}`, numbers]);
  const [x, y] = [node.in && state.now[node.in[0]].shape, state.now[i].shape];
  return (node.formulas || []).map(([names, letters]) => [`${names}: ${letters}`, x && y ? `n = ${x.slice(1).map((n) => n ?? "?").join(", ")}; o = ${y.slice(1).map((n) => n ?? "?").join(", ")}` : "?"]);
}

function showTip(i, place) {
  const node = nodes[i];
  const lines = [node.id, [node.op, node.brief].filter(Boolean).join("  "), spell(state.now[i].shape), ...formulas(i).flat()];
  $("tip").replaceChildren(...lines.map((line) => make("div", { textContent: line })));
  $("tip").hidden = false;
  const { offsetWidth, offsetHeight } = $("tip");
  const left = place.right + offsetWidth + 20 > innerWidth ? place.left - offsetWidth - 10 : place.right + 10;
  $("tip").style.left = `${Math.max(4, left)}px`;
  $("tip").style.top = `${Math.max(4, Math.min(place.top + 10, innerHeight - offsetHeight - 6))}px`;
}
function hideTip() { $("tip").hidden = true; }

const link = (i) => make("a", { href: `#${encodeURIComponent(nodes[i].id)}`, textContent: nodes[i].id });

/** A heading and what stands below it; nothing where there is nothing. */
function part(title, ...children) {
  const full = children.flat().filter(Boolean);
  return full.length ? [make("h3", { textContent: title }), ...full] : [];
}

function list(title, kind, indices) {
  const shown = indices.slice(0, 40).map((i) => make("li", { className: kind }, link(i), make("span", { className: "soft", textContent: `  ${spell(state.now[i].shape)}` })));
  if (indices.length > 40) shown.push(make("li", { className: "soft", textContent: `and ${indices.length - 40} more` }));
  return indices.length ? part(title, make("ul", {}, shown)) : [];
}

/** The input in proportion, with the part of it that the output in the middle depends on. */
function thumb(i) {
  const { field } = nodes[i];
  const input = nodes[data.inputs[0]];
  if (!field || !input || !input.shape || input.shape.length !== field.length + 1) return [];
  const sizes = input.shape.slice(1);
  const [rows, columns] = sizes.length === 1 ? [[1, 0, 0], field[0]] : field.slice(-2);
  const [high, wide] = sizes.length === 1 ? [sizes[0] / 8, sizes[0]] : sizes.slice(-2);
  const scale = Math.min(240 / wide, 170 / high);
  const whole = { x: 1, y: 1, width: wide * scale, height: high * scale };
  const inside = { x: 1 + columns[1] * scale, width: Math.max(1.5, (columns[2] - columns[1] + 1) * scale) };
  const across = sizes.length === 1 ? { y: 1, height: whole.height } : { y: 1 + rows[1] * scale, height: Math.max(1.5, (rows[2] - rows[1] + 1) * scale) };
  const svg = drawn("svg", { class: "thumb", width: whole.width + 2, height: whole.height + 2, role: "img", "aria-label": "the part of the input that an output depends on" });
  svg.append(drawn("rect", { class: "whole", ...whole }), drawn("rect", { class: "part", ...inside, ...across }));
  return [svg];
}
function drawn(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function fieldText({ field }) {
  if (!field) return "";
  return `${field.map(([width]) => width).join(" \u00d7 ")} px of the input; the output in the middle reads ${field.map(([, first, last]) => `${first} to ${last}`).join(" \u00d7 ")}`;
}

function problemButton(problem) {
  const button = make("button", { type: "button", className: `problem ${problem.severity}` });
  button.append(make("b", { textContent: problem.severity }), ` ${problem.text}`);
  problem.fixes.forEach((fix, k) => button.append(make("small", { textContent: `${k ? "or" : "fix"}: ${fix}` })));
  if (problem.cause !== null) button.append(make("small", { textContent: `cause: ${nodes[problem.cause].id}` }));
  button.disabled = problem.node === null;
  button.addEventListener("click", () => choose(problem.node));
  return button;
}

function showPanel() {
  const i = state.chosen;
  if (i === null) { $("panel").replaceChildren(...overview()); return; }
  const [node, now] = [nodes[i], state.now[i]];
  const close = make("button", { type: "button", className: "close", textContent: "\u00d7" });
  close.setAttribute("aria-label", "Close the details");
  close.addEventListener("click", () => choose(null));
  const view = current();
  const own = view ? boxOf(view, i).own.filter((j) => j !== i) : [];
  $("panel").replaceChildren(
    close,
    make("h2", { textContent: node.id }),
    make("p", { className: "soft", textContent: [node.op, node.brief].filter(Boolean).join("  ") }),
    make("p", { className: `shape-now ${now.fails ? "bad" : ""}`, textContent: spell(now.shape) }),
    !isResized() && node.exact ? make("p", { className: "fair", textContent: `before rounding ${node.exact.join(", ")}` }) : "",
    isResized() && now.rounds ? make("p", { className: "fair", textContent: "rounded here" }) : "",
    node.note ? make("p", { textContent: node.note }) : "",
    ...problems().filter((problem) => problem.node === i).map(problemButton),
    ...part("formula", formulas(i).map(([letters, numbers]) => make("p", {}, make("code", { textContent: letters }), make("br"), make("code", { textContent: numbers })))),
    ...part("parameters", make("p", { textContent: node.params ? BigInt(node.params).toLocaleString("en") : "none" })),
    ...part(isResized() ? "receptive field (at the spec's size)" : "receptive field", node.field ? [make("p", { textContent: fieldText(node) }), ...thumb(i)] : []),
    ...list("reads", "dot-above", node.in || []),
    ...list("is read by", "dot-below", readers[i]),
    ...list("in the same box", "", own),
  );
}

function overview() {
  const found = problems();
  const total = nodes.reduce((sum, node) => sum + BigInt(node.params || 0), 0n);
  return [
    make("h2", { textContent: data.name || "network" }),
    make("p", { className: "soft", textContent: `${data.framework}; ${nodes.length - data.inputs.length} layers; ${total.toLocaleString("en")} parameters` }),
    ...list("inputs", "", data.inputs),
    ...list("outputs", "", data.outputs),
    ...part(found.some((problem) => problem.severity !== "note") ? "problems" : "notes", found.slice(0, 60).map(problemButton)),
    found.length ? "" : make("p", { className: "good", textContent: "no problems" }),
    ...part("keys", make("p", { className: "soft", textContent: "/ search, n and p problems, + and \u2212 zoom, 0 fit, arrows move, Tab from box to box, Enter choose, Esc back" })),
  ];
}

/** Chooses a layer, or none with null; the address follows, so that it can be shared. */
function choose(i, isFromAddress) {
  state.chosen = i;
  hideTip();
  paint();
  showPanel();
  for (const row of $("table").querySelectorAll("tr.chosen")) row.classList.remove("chosen");
  if (i !== null) {
    const row = rows[i];
    if (row) { row.classList.add("chosen"); if (state.view === "table") row.scrollIntoView({ block: "nearest" }); }
    if (current()) reveal(current(), boxOf(current(), i).group);
  }
  if (!isFromAddress) history.replaceState(null, "", i === null ? location.pathname + location.search : `#${encodeURIComponent(nodes[i].id)}`);
}

function followAddress() {
  let name = "";
  try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const i = byId.get(name);
  if (i !== undefined) choose(i, true);
}

function showButton() {
  const found = problems();
  $("next").hidden = !found.length;
  $("next").className = !found.length || found[0].severity === "error" ? "" : found[0].severity === "warning" ? "mild" : "light";
  const at = state.problem >= 0 ? `${state.problem + 1} of ` : "";
  const worst = found.length ? found[0].severity : "";
  const word = found.every((problem) => problem.severity === "note") ? "note" : worst === "warning" ? "warning" : "problem";
  $("next").textContent = `${at}${found.length} ${word}${found.length === 1 ? "" : "s"} \u203a`;
}

function step(by) {
  const found = problems();
  if (!found.length) return;
  state.problem = (Math.max(state.problem, by > 0 ? -1 : 0) + by + found.length) % found.length;
  choose(found[state.problem].node);
  showButton();
}

// -- the table

const rows = [];
const columns = [
  ["layer", (i) => nodes[i].id],
  ["op", (i) => nodes[i].op],
  ["arguments", (i) => nodes[i].brief || ""],
  ["reads", (i) => (nodes[i].in || []).map((j) => nodes[j].id).join(", ")],
  ["shape", (i) => (state.now[i].shape || []).reduce((a, n) => a * (n ?? 0n), 1n)],
  ["parameters", (i) => BigInt(nodes[i].params || 0)],
  ["receptive field", (i) => (nodes[i].field ? BigInt(nodes[i].field.reduce((a, [width]) => a * width, 1)) : 0n)],
];

function buildTable() {
  const body = make("tbody");
  nodes.forEach((node, i) => {
    const cells = columns.map(([name, value]) => make("td", { className: name === "parameters" ? "number" : name === "shape" ? "size" : "", textContent: name === "layer" ? "" : String(value(i)) }));
    cells[0].append(link(i));
    cells[5].textContent = BigInt(node.params || 0).toLocaleString("en");
    cells[6].textContent = node.field ? node.field.map(([width]) => width).join(" \u00d7 ") : "";
    rows.push(make("tr", {}, cells));
  });
  const heads = columns.map(([name], k) => {
    const button = make("button", { type: "button", textContent: name });
    button.addEventListener("click", () => sort(k, heads, body));
    return make("th", { scope: "col" }, button);
  });
  body.append(...rows);
  $("table").append(make("table", {}, make("thead", {}, make("tr", {}, heads)), body));
  showRows();
}

function sort(k, heads, body) {
  const isUp = heads[k].getAttribute("aria-sort") !== "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[k].setAttribute("aria-sort", isUp ? "ascending" : "descending");
  const keys = rows.map((_, i) => columns[k][1](i));
  const order = rows.map((_, i) => i).sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b));
  body.append(...(isUp ? order : order.reverse()).map((i) => rows[i]));
}

function showRows() {
  rows.forEach((row, i) => {
    const now = state.now[i];
    row.children[4].textContent = spell(now.shape);
    row.classList.toggle("now-fails", now.fails);
    row.classList.toggle("now-unknown", !now.fails && now.isUnknown);
  });
}

// -- search, keys, theme

function search() {
  const wanted = $("search").value.trim().toLowerCase();
  const found = wanted ? nodes.flatMap((node, i) => (`${node.id} ${node.op}`.toLowerCase().includes(wanted) ? [i] : [])) : [];
  const hits = new Set(found);
  for (const view of views.values()) for (const box of view.boxes) box.group.classList.toggle("hit", box.own.some((i) => hits.has(i)));
  $("hits").replaceChildren(...found.slice(0, 40).map((i) => {
    const button = make("button", { type: "button" }, nodes[i].id, make("small", { textContent: `${nodes[i].op} ${spell(state.now[i].shape)}` }));
    button.addEventListener("click", () => { choose(i); $("hits").hidden = true; });
    return button;
  }), wanted && !found.length ? make("p", { className: "soft", textContent: " no layer has that in its name or op" }) : "");
  $("hits").hidden = !wanted;
  return found;
}

function back() {
  hideTip();
  if (!$("hits").hidden || $("search").value) { $("search").value = ""; search(); $("search").blur(); } else choose(null);
}

const ARROWS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { back(); return; }
  if (event.target.closest("input")) return;
  const view = current();
  const acts = { "/": () => $("search").focus(), n: () => step(1), p: () => step(-1) };
  if (view) {
    const { [event.key]: arrow } = ARROWS;
    Object.assign(acts, { "+": () => zoom(view, 0.8), "=": () => zoom(view, 0.8), "-": () => zoom(view, 1.25), 0: () => fit(view) });
    if (arrow) acts[event.key] = () => pan(view, ...arrow);
  }
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : null;
  if (act) { act(); event.preventDefault(); }
}

function dark(isDark) {
  state.isDark = isDark;
  document.documentElement.classList.toggle("dark", isDark);
  $("theme").setAttribute("aria-pressed", String(isDark));
}

function start() {
  $("summary").textContent = data.summary;
  compute();
  for (const holder of document.querySelectorAll(".view")) adopt(holder);
  buildTable();
  for (const name of [...views.keys(), "table"]) {
    const button = make("button", { type: "button", textContent: name[0].toUpperCase() + name.slice(1) });
    button.dataset.view = name;
    button.addEventListener("click", () => { show(name); showPanel(); });
    $("views").append(button);
  }
  buildSizes();
  const preferred = matchMedia("(prefers-color-scheme: dark)");
  dark(preferred.matches);
  preferred.addEventListener("change", () => dark(preferred.matches));
  $("theme").addEventListener("click", () => dark(!state.isDark));
  $("to-table").addEventListener("click", (event) => { event.preventDefault(); show("table"); $("table").querySelector("a").focus(); });
  $("next").addEventListener("click", () => step(1));
  $("fit").addEventListener("click", () => current() && fit(current()));
  $("in").addEventListener("click", () => current() && zoom(current(), 0.8));
  $("out").addEventListener("click", () => current() && zoom(current(), 1.25));
  $("search").addEventListener("input", search);
  $("search").addEventListener("keydown", (event) => { if (event.key === "Enter") { const [first] = search(); if (first !== undefined) { choose(first); $("hits").hidden = true; } } });
  document.addEventListener("keydown", key);
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) $("hits").hidden = true; });
  addEventListener("hashchange", followAddress);
  addEventListener("beforeprint", () => { const view = current(); if (view) { const b = view.svg.getBBox(); view.svg.setAttribute("viewBox", `${b.x} ${b.y} ${b.width} ${b.height}`); } });
  addEventListener("afterprint", () => { const view = current(); if (view && view.frame) look(view, view.frame); });
  new ResizeObserver(() => { const view = current(); if (view) { if (view.frame) look(view, view.frame); else fit(view, true); } }).observe($("canvas"));
  show(data.views[data.views.length > 1 && data.views[1].boxes.length <= 60 ? data.views.length - 1 : 0].name);
  if (axes.length) showSizes();
  showButton();
  showPanel();
  followAddress();
}

start();
