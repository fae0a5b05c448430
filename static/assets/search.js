// Search, loaded when it is first wanted: a dialog on every page, and the search
// page. What finds is in search-index.js.
{
  const KINDS = ["page", "term", "lesson", "category"], LEVELS = ["", "foundation", "intermediate", "advanced"];
  const from = (name) => new URL(name, document.currentScript.src).href;
  const style = from("./search.css");
  const engine = new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = from("./search-index.js");
    script.onload = () => done(sitegen.search);
    script.onerror = failed;
    document.head.append(script);
  });
  const opener = document.querySelector(".search-open");
  const page = document.querySelector("form.search-page");
  const home = new URL((opener ?? page).dataset.url, document.baseURI);
  const root = new URL("../", home), file = /\.html$/.test((opener ?? page).getAttribute(opener ? "href" : "action")) ? "index.html" : "";
  const address = (path) => root.href + path + (/\/$|^$/.test(path) ? file : "");

  const make = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) {
      if (key in node) node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };

  // The index is loaded once. A file that is gone was replaced by a new build:
  // then the index is read anew, once.
  let index;
  const get = async (name) => {
    const answer = await fetch(new URL(name, home));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const load = () => index ??= engine.then((e) => e.open(get)).catch((e) => { index = undefined; throw e; });
  const asking = async (ask) => {
    const was = load();
    try { return await ask(await was); } catch (e) {
      if (index === was) index = undefined;
      return ask(await load());
    }
  };
  const texts = new Map();
  const textOf = (doc) => {
    if (!texts.has(doc.path)) texts.set(doc.path, fetch(root.href + doc.path + "index.md").then((a) => a.ok ? a.text() : "").then(sitegen.search.plain, () => ""));
    return texts.get(doc.path);
  };

  // fill puts a text into a node, the query's words marked.
  const fill = (node, text, slots) => {
    node.replaceChildren();
    let at = 0;
    for (const [start, end] of sitegen.search.matches(text, slots)) {
      if (start < at) continue;
      node.append(text.slice(at, start), make("mark", {}, text.slice(start, end)));
      at = end;
    }
    node.append(text.slice(at));
    return node;
  };

  // enliven makes a form search, and shows what it finds below it.
  const enliven = (form, input, { filters, status, list, more }, changed) => {
    let asked = 0, limit = 10, say = (key) => key;
    const fields = {};

    const facts = (doc) => {
      const parts = [say("kind." + KINDS[doc.kind]), doc.level && say("level." + LEVELS[doc.level]), doc.kind !== 3 && doc.category?.title].filter(Boolean);
      return make("p", { className: "facts" }, ...parts.map((part) => make("span", {}, part)));
    };
    const show = (doc, slots, card) => {
      const link = fill(make("a", { href: address(doc.path) }), doc.title, slots);
      const head = make("p", { className: "search-title" }, link);
      if (card && doc.aka) head.append(" ", make("span", { className: "aka" }, doc.aka));
      const text = make("p", { className: "summary" });
      const item = make("li", { className: card ? "search-hit search-card" : "search-hit" }, head, facts(doc), fill(text, doc.summary, slots));
      if (card && doc.lesson) {
        item.append(make("p", { className: "search-lesson" }, make("a", { href: address(doc.lesson.path) }, say("lesson").replace("{title}", doc.lesson.title))));
      }
      const known = sitegen.search.covered([...sitegen.search.matches(doc.title, slots), ...sitegen.search.matches(doc.summary, slots)]);
      if (!card && doc.twin && (known < slots.length || !doc.summary)) {
        textOf(doc).then((all) => {
          const part = sitegen.search.snippet(all, slots);
          if (part.slots > sitegen.search.covered(sitegen.search.matches(doc.summary, slots))) fill(text, part.text, slots);
        });
      }
      return item;
    };
    const tell = (message) => { if (status.textContent !== message) status.textContent = message; };

    const answer = async () => {
      const query = input.value, mine = ++asked, filter = { limit };
      changed?.(query, fields);
      for (const [name, select] of Object.entries(fields)) if (select.value) filter[name] = +select.value;
      const filtered = Object.keys(filter).length > 1;
      if (!query.trim()) {
        list.replaceChildren();
        more.hidden = true;
        return tell(say("empty"));
      }
      try {
        if ([...query.trim()].length === 1 && !filtered) {
          const first = await asking((i) => i.starters(query.trim().toLowerCase()));
          if (mine !== asked) return;
          if (first.length) list.replaceChildren(...first.map((d) => make("li", { className: "search-hit" }, make("p", { className: "search-title" }, make("a", { href: address(d.path) }, d.title)))));
        }
        const { result, docs } = await asking(async (i) => {
          const result = await i.find(query, filter);
          return { result, docs: await Promise.all(result.hits.map(({ id }) => i.record(id))) };
        });
        if (mine !== asked) return;
        list.replaceChildren(...docs.map((doc) => show(doc, result.slots, doc.id === result.term)));
        more.hidden = result.total <= docs.length;
        more.textContent = say("show-more");
        const corrected = result.corrected && docs.length ? say("corrected").replace("{query}", result.corrected) + " " : "";
        tell(docs.length ? corrected + say("count").replace("{count}", result.total) : say("none").replace("{query}", query.trim()));
        if (!docs.length && filtered) list.append(make("li", {}, make("button", { type: "button", className: "check", onclick: clear }, say("clear"))));
      } catch {
        if (mine === asked) tell((opener ?? page).dataset.failed);
      }
    };
    const clear = () => {
      for (const select of Object.values(fields)) select.value = "";
      input.focus();
      answer();
    };

    const option = (value, text) => make("option", { value: String(value) }, text);
    const ready = load().then((i) => {
      say = (key) => i.texts[key] ?? key;
      const choose = (name, options) => {
        if (options.length < 2) return;
        fields[name] = make("select", { onchange: () => { limit = 10; answer(); } }, option("", say(name + ".any")), ...options);
        fields[name].setAttribute("aria-label", say(name));
        filters.append(fields[name]);
      };
      const { kinds, levels, categories } = i.used;
      choose("kind", [1, 2, 3, 0].filter((k) => kinds.has(k)).map((k) => option(k, say("kind." + KINDS[k]))));
      choose("category", i.categories.map((c, n) => [c, n + 1]).filter(([, n]) => categories.has(n)).map(([c, n]) => option(n, c.title)));
      choose("level", [1, 2, 3].filter((l) => levels.has(l)).map((l) => option(l, say("level." + LEVELS[l]))));
      i.starters("");
    }).then(() => true, () => { tell((opener ?? page).dataset.failed); return false; });

    input.addEventListener("input", () => { limit = 10; answer(); });
    more.addEventListener("click", async () => {
      const at = list.children.length;
      limit += 10;
      await answer();
      list.children[at]?.querySelector("a")?.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      list.querySelector("a")?.click();
    });
    form.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll(".search-title a")], at = links.indexOf(document.activeElement);
      if (event.target !== input && at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, ...(at >= 0 && { Home: 0, End: links.length - 1 }) }[event.key];
      if (to !== undefined) {
        if (to >= links.length || event.isComposing || at < 0 && to < 0) return;
        event.preventDefault();
        (links[to] ?? input).focus();
      } else if (at >= 0 && (event.key.length === 1 && event.key !== " " || event.key === "Backspace")) input.focus();
    });
    return { ready, answer, fields };
  };

  const parts = () => ({
    filters: make("div", { className: "search-filters" }),
    status: make("p", { className: "search-status", role: "status" }),
    list: make("ul", { className: "search-results" }),
    more: make("button", { type: "button", className: "check search-more", hidden: true }),
  });

  if (page) {
    const input = page.elements.q, places = parts(), wanted = new URLSearchParams(location.search);
    page.append(places.filters, places.status, places.list, places.more);
    const { ready, answer, fields } = enliven(page, input, places, (query, fields) => {
      const to = new URLSearchParams(query && { q: query });
      for (const [name, select] of Object.entries(fields)) if (select.value) to.set(name, select.value);
      history.replaceState(null, "", location.pathname + (to.size ? "?" + to : "") + location.hash);
    });
    if (!input.value) input.value = wanted.get("q") ?? "";
    ready.then((ok) => {
      for (const [name, select] of Object.entries(fields)) select.value = wanted.get(name) ?? "";
      if (ok) answer();
    });
    sitegen.openSearch = () => { input.focus(); input.select(); };
  } else {
    let dialog, input;
    const styled = document.querySelector(`link[href="${style}"]`) ? Promise.resolve() : new Promise((done) => {
      document.head.append(make("link", { rel: "stylesheet", href: style, onload: done, onerror: done }));
    });
    const build = () => {
      const label = opener.textContent.trim(), places = parts();
      input = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
      input.setAttribute("autocapitalize", "off");
      input.setAttribute("aria-label", label);
      input.placeholder = label;
      const close = make("button", { type: "button", className: "search-close", onclick: () => dialog.close() }, "Esc");
      const form = make("form", { action: opener.href, role: "search" }, make("div", { className: "search-bar" }, input, close), places.filters, places.status, places.list, places.more);
      dialog = make("dialog", { className: "search-dialog" }, form);
      dialog.setAttribute("aria-label", label);
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      dialog.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); dialog.close(); } });
      document.body.append(dialog);
      const { ready, answer } = enliven(form, input, places);
      ready.then((ok) => {
        if (!ok) return;
        load().then((i) => { close.setAttribute("aria-label", i.texts.close); });
        answer();
      });
    };
    sitegen.openSearch = async () => {
      await styled;
      if (!dialog) build();
      if (!dialog.open) dialog.showModal();
      input.focus();
      input.select();
    };
    if (opener.dataset.wanted) sitegen.openSearch();
    else load().catch(() => {});
  }
}
