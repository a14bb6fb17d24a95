// Shows one view of the estimates as chart, sentence and table. The address names the view, so that it can be kept.
(async () => {
  "use strict";
  const { labels, views, said, chart } = window.EXPLORE;
  const KEYS = ["jurisdiction", "measure", "dimension", "dataset", "period", "population", "within"];
  const STEPS = ["jurisdiction", "measure", "dimension"];
  const get = id => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  await Bokeh.embed.embed_item(chart, "chart");
  // The sentence and the table say what the chart shows: there is nothing in it to stop at.
  const pass = root => root.querySelectorAll("*").forEach(part => {
    if (part.tabIndex >= 0) part.tabIndex = -1;
    if (part.shadowRoot) pass(part.shadowRoot);
  });
  pass(get("chart"));
  const drawing = Bokeh.documents[0];
  const model = name => drawing.get_model_by_name(name);
  const ROW = 46, FRAME = 70, PAPER = 620, WIDEST_LABEL = () => innerWidth < 640 ? 16 : 30;

  // A label in lines short enough for the axis.
  const wrap = text => text.split(" ").reduce((lines, word) => {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    return lines.length && longer.length <= WIDEST_LABEL() ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []).join("\n");

  const offer = (id, options, chosen) => {
    get(id).replaceChildren(...options.map(([value, text]) => new Option(text, value, false, value === chosen)));
  };

  // The view that is worth the most at first sight.
  const bestOf = some => some.reduce((found, view) => view.worth > found.worth ? view : found);

  // Of each choice what the choices before it leave; what was chosen stays where it can, else the best view's is.
  const offerAll = wanted => {
    let left = views;
    for (const step of STEPS) {
      const present = new Set(left.map(view => view[step]));
      const options = Object.entries(labels[step]).filter(([code]) => present.has(code));
      const chosen = present.has(wanted[step]) ? wanted[step] : bestOf(left)[step];
      offer(step, options, chosen);
      left = left.filter(view => view[step] === chosen);
    }
    const same = view => KEYS.filter(key => view[key] === wanted[key]).length;
    const most = Math.max(...left.map(same));
    const best = bestOf(left.filter(view => same(view) === most));
    offer("series", left.map(view => [String(views.indexOf(view)), view.series]), String(views.indexOf(best)));
    return best;
  };

  const addressOf = view => `#${new URLSearchParams(KEYS.map(key => [key, view[key]]))}`;

  const tellView = view => {
    const name = `${labels.measure[view.measure]}, ${labels.dimension[view.dimension]}, ${labels.jurisdiction[view.jurisdiction]}`;
    const known = view.rows.filter(row => row.numbers[0] !== null).sort((a, b) => b.numbers[0] - a.numbers[0]);
    const silent = view.rows.length - known.length;
    const ends = known.length > 1
      ? fill(said.extremes, { top: known[0].name, top_value: known[0].value, bottom: known.at(-1).name, bottom_value: known.at(-1).value })
      : known.length === 1 ? `${known[0].name}${said.colon} ${known[0].value}.` : said.nothing;
    const missing = silent && known.length ? ` ${fill(said.silent, { count: silent })}` : "";
    get("view-name").textContent = name;
    get("told").textContent = fill(said.told, { view: name, count: view.rows.length, extremes: ends }) + missing;
    get("source").textContent = view.series;
    return name;
  };

  // From the least to the greatest of what is drawn, with room for what stands at the ends.
  const reachOf = (view, rows) => { // dots, not bars: it need not start at zero
    const known = [...rows.flatMap(row => row.numbers), view.line].filter(value => value !== null);
    const [least, most] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    const room = (most - least || 1) * 0.06;
    return [least - room, most + room];
  };

  const draw = view => {
    const rows = [...view.rows].reverse();
    const names = rows.map(row => wrap(row.name));
    const [start, end] = reachOf(view, rows);
    const column = place => rows.map(row => row.numbers[place] ?? NaN);
    const [estimate, low, high, lower, shut, beside] = [0, 1, 2, 3, 4, 5].map(column);
    const upper = rows.map((row, place) => row.open ? end : shut[place]); // what has no end runs to the edge
    const at = rows.map((row, place) => row.numbers[0] ?? (lower[place] + upper[place]) / 2);
    const align = at.map(value => value < start + (end - start) / 5 ? "left" : value > end - (end - start) / 5 ? "right" : "center");
    const value = rows.map(row => row.numbers[0] === null ? row.range ?? "" : row.value);
    model("reach").setv({ start, end });
    model("numbers").data = { row: names, estimate, low, high, lower, upper, beside, at, align, value };
    model("groups").factors = names;
    model("axis").axis_label = view.axis;
    model("line").location = view.line ?? 0;
    model("line").visible = view.line !== null;
    const lines = Math.max(...names.map(name => name.split("\n").length));
    model("chart").height = FRAME + rows.length * Math.max(ROW, 16 * lines + 8);
    get("chart").style.setProperty("--fit", Math.min(1, PAPER / get("chart").offsetWidth)); // for print, which draws nothing anew
    const has = { estimate, interval: low, range: lower, beside };
    for (const item of get("key").children) {
      const mark = item.dataset.mark;
      item.hidden = mark === "line" ? view.line === null : has[mark].every(Number.isNaN);
      if (mark === "line") item.lastChild.textContent = view.line_label;
    }
  };

  const tabulate = (view, name) => {
    const columns = ["value", "interval", "range", "beside", "n", "flag", "comparability"]
      .filter(key => view.rows.some(row => row[key]));
    const cell = (tag, text, scope) => {
      const made = document.createElement(tag);
      made.textContent = text;
      if (scope) made.scope = scope;
      return made;
    };
    const row = cells => {
      const made = document.createElement("tr");
      made.append(...cells);
      return made;
    };
    document.querySelector("#view caption").textContent = fill(said.table_of, { view: `${name}. ${view.series}` });
    get("head").replaceChildren(row(["category", ...columns].map(key => cell("th", said[key], "col"))));
    get("rows").replaceChildren(...view.rows.map(own =>
      row([cell("th", own.name, "row"), ...columns.map(key => cell("td", own[key] ?? ""))])));
    const quote = text => `"${text.replaceAll('"', '""')}"`;
    const lines = [["category", ...columns].map(key => said[key]), ...view.rows.map(own => [own.name, ...columns.map(key => own[key] ?? "")])];
    get("own").href = `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(lines.map(line => line.map(quote).join(",")).join("\n"))}`;
  };

  const show = view => {
    get("address").href = addressOf(view);
    tabulate(view, tellView(view));
    draw(view);
  };

  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const go = view => {
    if (location.hash === addressOf(view)) show(view);
    else location.hash = addressOf(view); // the reader's way back
  };

  get("picker").hidden = get("view").hidden = false;
  for (const step of STEPS) {
    get(step).addEventListener("change", () =>
      go(offerAll({ ...read(), ...Object.fromEntries(STEPS.map(name => [name, get(name).value])) })));
  }
  get("series").addEventListener("change", () => go(views[Number(get("series").value)]));
  addEventListener("hashchange", () => show(offerAll(read())));
  addEventListener("resize", () => draw(views[Number(get("series").value)]));
  show(offerAll(read()));
})();
