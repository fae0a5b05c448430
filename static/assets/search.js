// Search, loaded when it is first wanted: a dialog on every page, and the search
// page. What finds is in search-index.js.
{
  const KINDS = ["page", "term", "lesson", "category"], LEVELS = ["", "foundation", "intermediate", "advanced"];
  // REST is how long a reader rests who has typed all, in milliseconds: then texts are loaded to be quoted.
  const REST = 250;
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
    return answer;
  };
  // What the index begins with comes beside the script that reads it.
  let early = get("index.bin");
  early.catch(() => {});
  const take = (name) => {
    const answer = name === "index.bin" && early;
    early = undefined;
    return answer || get(name);
  };
  const load = () => index ??= engine.then((e) => e.open(take)).catch((e) => { index = undefined; throw e; });
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
    let asked = 0, limit = 10, say = (key) => key, resting, current;
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
      return item;
    };
    // quote shows where pages have the words that their summaries have not.
    const quote = (docs, slots) => {
      const { covered, matches, snippet } = sitegen.search;
      for (const doc of docs) {
        const text = list.children[doc.at].querySelector(".summary");
        textOf(doc).then((all) => {
          const part = snippet(all, slots);
          if (part.slots > covered(matches(doc.summary, slots))) fill(text, part.text, slots);
        });
      }
    };
    const tell = (message) => { if (status.textContent !== message) status.textContent = message; };

    const answer = async () => {
      const query = input.value, mine = ++asked, filter = { limit };
      clearTimeout(resting);
      for (const [name, select] of Object.entries(fields)) if (select.value) filter[name] = +select.value;
      const filtered = Object.keys(filter).length > 1;
      if (!query.trim()) {
        resting = setTimeout(() => changed?.("", fields), REST);
        list.replaceChildren();
        more.hidden = true;
        return tell(say("empty"));
      }
      try {
        if ([...query.trim()].length === 1 && !filtered) {
          const first = await asking((i) => i.starters(query.trim()));
          if (mine !== asked) return;
          if (first.length) list.replaceChildren(...first.map((d) => make("li", { className: "search-hit" }, make("p", { className: "search-title" }, make("a", { href: address(d.path) }, d.title)))));
        }
        const { result, docs } = await asking(async (i) => {
          prepare(i);
          const result = await i.find(query, filter);
          return { result, docs: await Promise.all(result.hits.map(({ id }) => i.record(id))) };
        });
        if (mine !== asked) return;
        list.replaceChildren(...docs.map((doc) => show(doc, result.slots, doc.id === result.term)));
        const quoted = sitegen.search.toQuote(docs.filter((d) => d.id !== result.term), result.slots);
        for (const doc of quoted) {
          doc.at = docs.indexOf(doc);
          list.children[doc.at].querySelector(".summary").classList.add("quote");
        }
        more.hidden = result.total <= docs.length;
        more.textContent = say("show-more");
        const corrected = result.corrected && docs.length ? say("corrected").replace("{query}", result.corrected) + " " : "";
        tell(docs.length ? corrected + say("count").replace("{count}", result.total) : say("none").replace("{query}", query.trim()));
        resting = setTimeout(() => { quote(quoted, result.slots); changed?.(query, fields); }, REST);
        if (!docs.length && filtered) list.append(make("li", {}, make("button", { type: "button", className: "check", onclick: clear }, say("clear"))));
      } catch {
        if (mine === asked) tell((opener ?? page).dataset.failed);
      }
    };
    const ask = () => current = answer();
    const clear = () => {
      for (const select of Object.values(fields)) select.value = "";
      input.focus();
      ask();
    };

    const option = (value, text) => make("option", { value: String(value) }, text);
    const prepare = (i) => {
      if ("ready" in filters.dataset) return;
      filters.dataset.ready = "";
      say = (key) => i.texts[key] ?? key;
      const choose = (name, options) => {
        if (options.length < 2) return;
        fields[name] = make("select", { onchange: () => { limit = 10; ask(); } }, option("", say(name + ".any")), ...options);
        fields[name].setAttribute("aria-label", say(name));
        filters.append(fields[name]);
      };
      const { kinds, levels, categories } = i.used;
      choose("kind", [1, 2, 3, 0].filter((k) => kinds.has(k)).map((k) => option(k, say("kind." + KINDS[k]))));
      choose("category", i.categories.map((c, n) => [c, n + 1]).filter(([, n]) => categories.has(n)).map(([c, n]) => option(n, c.title)));
      choose("level", [1, 2, 3].filter((l) => levels.has(l)).map((l) => option(l, say("level." + LEVELS[l]))));
    };
    const ready = load().then(prepare).then(() => true, () => { tell((opener ?? page).dataset.failed); return false; });

    input.addEventListener("input", () => { limit = 10; ask(); });
    more.addEventListener("click", async () => {
      const at = list.children.length;
      limit += 10;
      await ask();
      list.children[at]?.querySelector("a")?.focus();
    });
    // Enter opens the first answer to what was typed last; on the search page it
    // leads to the answers.
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await current;
      const first = list.querySelector("a");
      if (form === page) first?.focus();
      else first?.click();
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
    return { ready, answer: ask, fields };
  };

  const parts = () => ({
    filters: make("div", { className: "search-filters" }),
    status: make("p", { className: "search-status", role: "status" }),
    list: make("ul"),
    more: make("button", { type: "button", className: "check search-more", hidden: true }),
  });
  const results = ({ list, more }) => make("div", { className: "search-results" }, list, more);

  if (page) {
    const input = page.elements.q, places = parts(), wanted = new URLSearchParams(location.search);
    page.append(places.filters, places.status, results(places));
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
      const label = opener.querySelector("span").textContent, places = parts();
      input = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
      input.setAttribute("autocapitalize", "off");
      input.setAttribute("aria-label", label);
      input.placeholder = label;
      const close = make("button", { type: "button", className: "search-close", onclick: () => dialog.close() }, make("kbd", {}, "Esc"));
      const form = make("form", { action: opener.href, role: "search" }, make("div", { className: "search-bar" }, input, close), places.filters, places.status, results(places));
      dialog = make("dialog", { className: "search-dialog" }, form);
      dialog.setAttribute("aria-label", label);
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      dialog.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); dialog.close(); } });
      places.list.addEventListener("click", (event) => { if (event.target.closest("a") && !(event.ctrlKey || event.metaKey || event.shiftKey)) dialog.close(); });
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
  }
  load().catch(() => {});
  // searchFiles are the URLs of the index, for who keeps the site offline.
  sitegen.searchFiles = async () => (await (await load()).names()).map((name) => new URL(name, home).href);
}
