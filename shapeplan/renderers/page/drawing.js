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
  svg.setAttribute("aria-label", `Drawing of ${data.name || "the network"}`);
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
  const legible = Math.max(clientWidth / 0.75, Math.min(box.width * 1.04, clientWidth / 0.5));
  const w = Math.max(isFirst ? Math.min(all, legible) : all, clientWidth / 1.8);
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
