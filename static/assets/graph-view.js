// Lets the reader go about in the graph of the site, which graph-draw.js draws.
// Where things are was worked out when the site was built; see internal/layout.
{
  const { make, fill } = sitegen;
  const KINDS = { t: "term", l: "lesson", p: "page" };
  const LEVELS = { f: "foundation", i: "intermediate", a: "advanced" };
  const clamp = (x, least, most) => Math.min(most, Math.max(least, x));
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

  // read turns the columns of the file into nodes and edges.
  const read = (data) => {
    const nodes = [], edges = [];
    for (const [g, [, , x, y, , count]] of data.groups.entries()) {
      for (let left = count; left > 0; left--) {
        const i = nodes.length, id = data.ids[i];
        nodes.push({
          i, id, group: g, title: data.titles[i], path: data.paths[i] ?? id + "/", kind: KINDS[data.kinds[i]], level: LEVELS[data.levels[i]],
          x: x + data.x[i], y: y + data.y[i], near: [], shown: true,
        });
      }
    }
    data.edges.forEach((list, i) => {
      for (const code of list) {
        const a = nodes[i], b = nodes[i + Math.floor(code / 3)];
        edges.push({ a, b, strength: code % 3 });
        a.near.push(b);
        b.near.push(a);
      }
    });
    const groups = data.groups.map(([title, path, x, y, r, count]) => ({ title, path, x, y, r, count }));
    return { nodes, edges, groups, byDegree: nodes.toSorted((a, b) => b.near.length - a.near.length) };
  };

  // upend turns what is broader than high, for a window that is higher than broad.
  const upend = (data) => {
    data.size.reverse();
    [data.x, data.y] = [data.y, data.x];
    for (const g of data.groups) [g[2], g[3]] = [g[3], g[2]];
  };

  sitegen.drawGraph = (graph, data) => {
    const stage = graph.querySelector(".graph-stage");
    if (stage.clientHeight > stage.clientWidth) upend(data);
    const { nodes, edges, groups, byDegree } = read(data);
    const texts = graph.dataset, said = graph.querySelector(".graph-said");
    const tools = graph.querySelector(".graph-tools");
    const home = new URL("../", new URL(texts.src, document.baseURI));
    const file = /\.html$/.test(document.querySelector(".site-title").getAttribute("href")) ? "index.html" : "";
    const address = (path) => home.href + path + (path.endsWith("/") ? file : "");
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const canvas = make("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", texts.map);
    stage.replaceChildren(canvas);
    graph.classList.add("live");

    // ---- What the reader sees.
    const view = { scale: 1, left: 0, top: 0, width: 0, height: 0 };
    const { readPaint, draw, size, at, bubbles } = sitegen.graphPainter(graph, canvas, { nodes, edges, groups, byDegree }, view);
    // over is the node under the pointer, chosen the one that the reader chose.
    let over = null, chosen = null, card = null, waiting = false, moving = 0, touched = false;
    const redraw = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(over ?? chosen); });
    };
    // On a small screen the card covers the lower part, and the buttons the edge.
    const small = () => view.width < 640;
    const free = () => view.height - (small() ? card?.offsetHeight ?? 46 : 0);
    const fitted = () => {
      const pad = 26, [w, h] = data.size;
      const s = Math.min((view.width - 2 * pad) / w, (free() - 2 * pad) / h, 2);
      return { scale: s, left: (view.width - w * s) / 2, top: (free() - h * s) / 2 };
    };
    const around = (x, y, s) => ({ scale: s, left: view.width / 2 - x * s, top: free() / 2 - y * s });
    const limits = () => [fitted().scale * 0.6, 4];

    // go moves to what is to be seen, at once or so that the eye can follow.
    const go = (to) => {
      touched = true;
      const mine = ++moving, start = performance.now(), from = { ...view };
      if (still.matches) return set(to);
      // The middle of the view goes straight, the scale by equal factors.
      const middle = (v) => [(view.width / 2 - v.left) / v.scale, (free() / 2 - v.top) / v.scale];
      const [fx, fy] = middle(from), [tx, ty] = middle(to);
      const step = (now) => {
        if (mine !== moving) return;
        const t = clamp((now - start) / 320, 0, 1), e = t * t * (3 - 2 * t);
        const s = from.scale * (to.scale / from.scale) ** e;
        const f = Math.abs(to.scale / from.scale - 1) < 0.01 ? e : (1 / s - 1 / from.scale) / (1 / to.scale - 1 / from.scale);
        Object.assign(view, around(fx + (tx - fx) * f, fy + (ty - fy) * f, s));
        draw(over ?? chosen);
        if (t < 1) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    };
    const zoomBy = (factor, x = view.width / 2, y = free() / 2) => {
      const [least, most] = limits(), s = clamp(view.scale * factor, least, most), f = s / view.scale;
      return { scale: s, left: x - (x - view.left) * f, top: y - (y - view.top) * f };
    };
    const set = (to) => {
      moving++;
      touched = true;
      Object.assign(view, to);
      redraw();
    };

    // ---- What the reader chose.
    const kindOf = (node) => texts[node.kind];
    const spoken = make("p", "hidden");
    spoken.setAttribute("role", "status");
    graph.append(spoken);
    const choose = (node, { move = true, keep } = {}) => {
      chosen = node;
      card?.remove();
      card = null;
      if (!keep) history.replaceState(null, "", location.pathname + location.search + (node ? "#/" + encodeURI(node.id) : ""));
      redraw();
      if (!node) return;
      const link = (n) => Object.assign(make("a", "", n.title), { href: address(n.path) });
      const close = make("button", "close");
      close.type = "button";
      close.textContent = "×";
      close.setAttribute("aria-label", texts.close);
      close.addEventListener("click", () => { choose(null); canvas.focus(); });
      const title = make("p", "title"), facts = [kindOf(node), groups[node.group].title, node.level && levelOf(node)].filter(Boolean);
      title.append(link(node));
      const about = make("p", "facts");
      about.append(...facts.map((f) => make("span", "", f)));
      const list = make("ul");
      for (const n of node.near.toSorted((a, b) => b.near.length - a.near.length)) {
        const item = make("li");
        item.append(link(n));
        list.append(item);
      }
      card = make("section", "graph-card");
      card.setAttribute("aria-label", node.title);
      card.append(title, about, list, close);
      stage.append(card);
      spoken.textContent = `${node.title}. ${facts.join(", ")}. ${fill(texts.neighbours, { count: node.near.length })}`;
      if (move) show(node);
    };
    // show brings a node into view, with its neighbours if they are not too far.
    const show = (node) => {
      const all = [node, ...node.near], xs = all.map((n) => n.x), ys = all.map((n) => n.y);
      const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const s = Math.min(1.5, (view.width - 150) / (x1 - x0), (free() - 130) / (y1 - y0));
      go(s > 0.4 ? around((x0 + x1) / 2, (y0 + y1) / 2, s) : around(node.x, node.y, 0.8));
    };
    const levelOf = (node) => tools.elements.level?.querySelector(`[value="${node.level}"]`)?.textContent;
    const say = (text) => { if (said.textContent !== text) said.textContent = text; };

    // ---- Filters.
    const shownNow = () => nodes.filter((n) => n.shown).length;
    const filter = () => {
      const { kind, category, level } = tools.elements;
      for (const n of nodes) {
        n.shown = (!kind.value || n.kind === kind.value) && (!category?.value || n.group === +category.value) && (!level?.value || n.level === level.value);
      }
      if (chosen && !chosen.shown) choose(null);
      say(fill(texts.shown, { count: shownNow(), all: nodes.length }));
      redraw();
    };
    const showGroup = (g) => {
      const s = clamp(Math.min(view.width, free()) / (2.25 * g.r), ...limits());
      go(around(g.x, g.y, s));
    };
    for (const select of tools.querySelectorAll("select")) {
      select.addEventListener("change", () => {
        filter();
        if (select.name === "category") select.value ? showGroup(groups[+select.value]) : go(fitted());
      });
    }

    // ---- Finding.
    const input = tools.querySelector("input"), found = make("ul", "graph-found");
    input.after(found);
    const names = nodes.map((n) => plain(n.title));
    const find = () => {
      const query = plain(input.value.trim());
      found.replaceChildren();
      if (!query) return say(fill(texts.shown, { count: shownNow(), all: nodes.length }));
      const rank = (n) => {
        const at = names[n.i].indexOf(query);
        return at < 0 ? -1 : names[n.i] === query ? 3 : at === 0 ? 2 : /\W/.test(names[n.i][at - 1]) ? 1 : 0;
      };
      const hits = byDegree.filter((n) => n.shown).map((n) => [rank(n), n]).filter(([r]) => r >= 0).sort(([a, n], [b, m]) => b - a || n.title.length - m.title.length);
      for (const [, n] of hits.slice(0, 8)) {
        const button = make("button", "", n.title), item = make("li");
        button.type = "button";
        button.append(make("small", "", groups[n.group].title || kindOf(n)));
        button.addEventListener("click", () => take(n));
        item.append(button);
        found.append(item);
      }
      say(hits.length ? fill(texts.shown, { count: hits.length, all: nodes.length }) : fill(texts.none, { query: input.value.trim() }));
    };
    const take = (node) => {
      found.replaceChildren();
      input.value = "";
      canvas.focus({ preventScroll: true });
      choose(node);
    };
    input.addEventListener("input", find);
    tools.addEventListener("submit", (event) => {
      event.preventDefault();
      found.querySelector("button")?.click();
    });
    tools.querySelector(".graph-find").addEventListener("keydown", (event) => {
      const buttons = [...found.querySelectorAll("button")], to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape" && buttons.length) {
        found.replaceChildren();
        input.focus();
        event.preventDefault();
      } else if (to && buttons.length) {
        (buttons[buttons.indexOf(document.activeElement) + to] ?? input).focus();
        event.preventDefault();
      }
    });
    addEventListener("pointerdown", (event) => { if (!event.target.closest?.(".graph-find")) found.replaceChildren(); });

    // ---- The pointer.
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const pick = (x, y, reach) => {
      if (bubbles()) return null;
      let best = null, least = reach;
      for (const n of nodes) {
        if (!n.shown) continue;
        const d = Math.hypot(n.x * view.scale + view.left - x, n.y * view.scale + view.top - y) - size(n);
        if (d < least) [best, least] = [n, d];
      }
      return best;
    };
    const hover = (node) => {
      if (node === over) return;
      over = node;
      canvas.classList.toggle("on", !!node);
      redraw();
    };
    const open = (node, event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(address(node.path), "_blank");
      else location.href = address(node.path);
    };
    const fingers = new Map();
    let dragged = false;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      if (!fingers.size) dragged = false;
      fingers.set(event.pointerId, place(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event), was = fingers.get(event.pointerId);
      if (!was) return event.pointerType === "touch" || hover(pick(...now, 8));
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const gap = (p) => Math.max(20, Math.hypot(p[0] - other[0], p[1] - other[1]));
        const zoomed = zoomBy(gap(now) / gap(was), (was[0] + other[0]) / 2, (was[1] + other[1]) / 2);
        set({ ...zoomed, left: zoomed.left + (now[0] - was[0]) / 2, top: zoomed.top + (now[1] - was[1]) / 2 });
        dragged = true;
      } else {
        if (!dragged && Math.hypot(now[0] - was[0], now[1] - was[1]) < 5) return;
        dragged = true;
        canvas.classList.add("moving");
        set({ left: view.left + now[0] - was[0], top: view.top + now[1] - was[1] });
      }
      fingers.set(event.pointerId, now);
    });
    const lift = (event, acted) => {
      if (!fingers.delete(event.pointerId)) return;
      canvas.classList.remove("moving");
      if (!acted || dragged || fingers.size) return;
      const touch = event.pointerType !== "mouse", [x, y] = place(event), node = pick(x, y, touch ? 18 : 8);
      if (node) return touch && node !== chosen ? choose(node, { move: false }) : open(node, event);
      const g = groups.find((g) => g.title && Math.hypot(g.x * view.scale + view.left - x, g.y * view.scale + view.top - y) < g.r * view.scale);
      if (chosen) choose(null);
      else if (g && g.r * view.scale < Math.min(view.width, view.height) / 3) showGroup(g);
    };
    canvas.addEventListener("pointerup", (event) => lift(event, true));
    canvas.addEventListener("pointercancel", (event) => lift(event, false));
    // The click that follows a touch would meet the card that has come up.
    canvas.addEventListener("touchend", (event) => event.cancelable && event.preventDefault());
    canvas.addEventListener("pointerleave", () => hover(null));
    // The wheel scrolls the page, until the reader has gone into the graph.
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
      event.preventDefault();
      const step = event.deltaY * (event.deltaMode ? 30 : 1);
      set(zoomBy(Math.exp(-clamp(step, -120, 120) / (event.ctrlKey ? 140 : 420)), ...place(event)));
    }, { passive: false });

    // ---- Keys.
    const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const next = ([dx, dy]) => {
      const mid = [(view.width / 2 - view.left) / view.scale, (free() / 2 - view.top) / view.scale];
      if (!chosen) return nodes.filter((n) => n.shown).reduce((best, n) => !best || Math.hypot(n.x - mid[0], n.y - mid[1]) < Math.hypot(best.x - mid[0], best.y - mid[1]) ? n : best, null);
      let best = null, least = Infinity;
      for (const n of nodes) {
        if (!n.shown || n === chosen) continue;
        const x = n.x - chosen.x, y = n.y - chosen.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
        if (along > 0 && aside <= along * 1.2 && along + 2 * aside < least) [best, least] = [n, along + 2 * aside];
      }
      return best ?? chosen;
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const act = {
        "+": () => go(zoomBy(1.4)), "=": () => go(zoomBy(1.4)), "-": () => go(zoomBy(1 / 1.4)), 0: () => go(fitted()),
        Enter: () => chosen && open(chosen, event), Escape: () => choose(null),
      }[event.key] ?? (WAYS[event.key] && (() => choose(next(WAYS[event.key]))));
      if (!act) return;
      event.preventDefault();
      act();
    });

    // ---- Buttons.
    const buttons = make("div", "graph-zoom");
    for (const [label, path, act] of [
      [texts.in, "M12 5v14M5 12h14", () => go(zoomBy(1.5))], [texts.out, "M5 12h14", () => go(zoomBy(1 / 1.5))],
      [texts.fit, "M5 10V5h5M14 5h5v5M19 14v5h-5M10 19H5v-5", () => go(fitted())],
    ]) {
      const button = make("button");
      button.type = "button";
      button.title = label;
      button.setAttribute("aria-label", label);
      button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`;
      button.addEventListener("click", act);
      buttons.append(button);
    }
    stage.append(buttons);

    // ---- The window, the colours, the address.
    new ResizeObserver(() => {
      const { width, height } = view;
      ({ clientWidth: view.width, clientHeight: view.height } = stage);
      canvas.width = view.width * devicePixelRatio;
      canvas.height = view.height * devicePixelRatio;
      if (!touched) Object.assign(view, fitted());
      else Object.assign(view, { left: view.left + (view.width - width) / 2, top: view.top + (view.height - height) / 2 });
      draw(over ?? chosen);
    }).observe(stage);
    const repaint = () => { readPaint(); redraw(); };
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) matchMedia(query).addEventListener("change", repaint);
    new MutationObserver(repaint).observe(sitegen.root, { attributes: true, attributeFilter: ["data-theme"] });
    const follow = () => {
      let id = location.hash.slice(2);
      try { id = decodeURIComponent(id); } catch { /* as it is */ }
      const node = id && nodes.find((n) => n.id === id);
      if (node) requestAnimationFrame(() => choose(node, { keep: true }));
    };
    addEventListener("hashchange", follow);
    repaint();
    say(fill(texts.shown, { count: nodes.length, all: nodes.length }));
    follow();
    // For a site's own script: what is drawn, where it is seen, and choosing it.
    Object.assign(graph, { nodes, view, choose });
  };
}
