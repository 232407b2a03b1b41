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
  dark(preferred.matches || data.dark);
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
  show(data.first);
  if (axes.length) showSizes();
  showButton();
  showPanel();
  followAddress();
}

start();
