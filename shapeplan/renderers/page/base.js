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

/** The axes on which a layer's size is none that it takes, as far as its input is known. */
function offending(node, kind, made) {
  const bound = (node[kind] || []).filter(([axis, set]) => isRead(node, axis, made) && has(data.sizes.sets[set], state.sizes[axis]) === false);
  return [...new Set(bound.map(([axis]) => axis))];
}

/** Whether several inputs that decide about the same axis were changed, so that nothing is told of them together. */
function isOpen(node, axis) {
  const changed = [...(node.limits || []), ...(node.dims || []).filter(Array.isArray).flat()].map(([own]) => own)
    .filter((own) => state.sizes[own] !== axes[own].now && axes[own].axis === axis);
  return new Set(changed).size > 1;
}

/** The shape of a layer at the sizes, whether it fails, and whether it rounds. */
function computed(node, made) {
  const x = node.in && made[node.in[0]].shape;
  const dims = node.dims || [];
  const told = node.rule && x ? mixed(node.rule, x) : null;
  const useRule = told && (!dims.length || told.fails || dims.some((dim) => dim === null) || (told.shape || []).includes(null));
  const off = offending(node, "limits", made).map((axis) => axes[axis].axis);
  const isLost = (k) => off.includes(k) || isOpen(node, k) || (node.apart && x && x.length === dims.length && x[k] === null);
  let shape = useRule ? told.shape : dims.length ? dims.map((dim, k) => (k > 0 && isLost(k) ? null : entry(dim))) : null;
  if (node.in && node.in.some((j) => made[j].shape === null)) shape = null;
  const fails = Boolean(node.broken || (told && told.fails) || off.some((k) => !isOpen(node, k)));
  return { shape, fails, rounds: !fails && offending(node, "even", made).length > 0, isUnknown: !shape || shape.includes(null) };
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
  if (new Set(axes.filter((axis, k) => state.sizes[k] !== axis.now).map((axis) => axis.inputs.join())).size > 1) {
    $("said").append(make("span", { className: "fair", textContent: "each is told with the other inputs as in the spec; what depends on both is ?" }));
  }
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
