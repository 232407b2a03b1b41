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
