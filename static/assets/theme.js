// The theme's script: what is kept in this browser, colours, the outline that
// follows the reader. Every page reads as well without it. All scripts are
// classic ones, since browsers refuse modules to pages opened from file://;
// what not every page needs is in files of its own.
{
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // What is kept stays in this browser; where storage is denied it is kept
  // until the reader leaves the page.
  const here = new Map();
  const store = {
    denied: false,
    get(key) {
      try { return localStorage.getItem("sitegen:" + key); } catch { return here.get(key) ?? null; }
    },
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem("sitegen:" + key);
        else localStorage.setItem("sitegen:" + key, value);
      } catch {
        store.denied = true;
        if (value === null) here.delete(key);
        else here.set(key, value);
      }
    },
  };

  // Progress in the course, one document for the site, keyed by the ids of
  // entries: lessons completed (id: day), quiz questions (key: 1 for right at
  // the first try, else 0), terms (id: [step, day]), the lesson read last. A
  // term's step is 0 for met, -1 for to be seen again, n for known n times in
  // a row; days are counted from 1970.
  const place = "progress:" + root.dataset.base;
  const progress = {
    today: () => Math.floor(Date.now() / 864e5),
    empty: () => ({ version: 1, lessons: {}, quizzes: {}, terms: {}, last: null }),
    read() {
      try { return { ...progress.empty(), ...JSON.parse(store.get(place)) }; } catch { return progress.empty(); }
    },
    write(data) {
      store.set(place, data && JSON.stringify(data));
      dispatchEvent(new Event("sitegen:progress"));
    },
    change(how) {
      const data = progress.read();
      if (how(data) !== false) progress.write(data);
    },
    // A term that is known is due again after a day, then later and later.
    isDue: ([step, day]) => step < 0 || step > 0 && day + [1, 3, 7, 21, 60][Math.min(step, 5) - 1] <= progress.today(),
    counts(terms, ids = Object.keys(terms)) {
      const list = ids.map((id) => terms[id]).filter(Boolean);
      return { met: list.length, known: list.filter((t) => t[0] > 0).length, due: list.filter(progress.isDue).length };
    },
    follow(show) {
      show();
      for (const event of ["sitegen:progress", "storage", "pageshow"]) addEventListener(event, show);
    },
    meet(...ids) {
      progress.change((data) => {
        const fresh = ids.filter((id) => id && !data.terms[id]);
        for (const id of fresh) data.terms[id] = [0, progress.today()];
        return fresh.length > 0;
      });
    },
  };
  globalThis.sitegen = { root, store, progress, all, make, fill };

  // ---- Colours: follow the system until the reader says otherwise.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const button = document.querySelector("button.colour");
  if (button) {
    const show = () => button.setAttribute("aria-pressed", isDark());
    button.addEventListener("click", () => {
      const dark = !isDark();
      if (dark === system.matches) delete root.dataset.theme;
      else root.dataset.theme = dark ? "dark" : "light";
      store.set("colour", root.dataset.theme ?? null);
      show();
    });
    system.addEventListener("change", show);
    show();
  }

  // ---- Search. Its script is loaded when a reader is about to want it.
  const finder = document.querySelector(".search-open");
  if (finder) {
    let loading;
    sitegen.loadSearch = () => loading ??= sitegen.openSearch || root.dataset.kind === "search" ? Promise.resolve() : new Promise((done, failed) => {
      const script = make("script");
      script.src = finder.dataset.src;
      script.onload = done;
      script.onerror = () => { loading = undefined; failed(); };
      document.head.append(script);
    });
    const want = (event, now) => {
      if (now) event.preventDefault();
      sitegen.loadSearch().then(() => now && sitegen.openSearch?.(), () => { if (now) location.href = finder.href; });
    };
    for (const about of ["pointerenter", "touchstart", "focus"]) finder.addEventListener(about, (e) => want(e), { passive: true });
    finder.addEventListener("click", (e) => e.ctrlKey || e.metaKey || e.shiftKey || want(e, true));
    addEventListener("keydown", (e) => {
      const free = !e.target.closest?.("input, select, textarea, [contenteditable]");
      const chord = e.ctrlKey || e.metaKey;
      if (!e.altKey && (chord ? !e.shiftKey && e.key.toLowerCase() === "k" : e.key === "/" && free)) want(e, true);
    });
  }

  // ---- The announcement, until it is closed; the next one shows again.
  const notice = document.querySelector(".announcement");
  notice?.querySelector("button").addEventListener("click", () => {
    store.set("notice", root.dataset.notice);
    notice.remove();
  });

  // ---- What is completed is marked wherever a link leads to it.
  const mark = () => {
    const { lessons } = progress.read();
    for (const node of all("[data-lesson]")) {
      const done = node.dataset.lesson in lessons;
      if (done === node.classList.contains("is-done")) continue;
      node.classList.toggle("is-done", done);
      node.querySelector(".done-mark")?.remove();
      if (done) (node.querySelector("h3") ?? node).append(make("span", "done-mark hidden", ` (${texts.completed})`));
    }
  };
  progress.follow(mark);
  if (root.dataset.kind === "term") progress.meet(root.dataset.id);

  // ---- What the style sheet shows open on a wide screen is open for everyone.
  for (const [selector, width] of [[".sections", "62rem"], [".outline", "80rem"]]) {
    const drawer = document.querySelector(selector + " > .drawer");
    const wide = matchMedia(`(min-width: ${width})`);
    const fit = () => { if (drawer) drawer.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
  }

  // ---- The outline marks the section that is being read.
  const marks = all(".outline a[href^='#']")
    .map((link) => ({ link, head: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter(({ head }) => head);
  if (marks.length) {
    let waiting = false, last;
    const follow = () => {
      waiting = false;
      const line = innerHeight / 4;
      const end = scrollY + innerHeight >= root.scrollHeight - 2;
      const now = end ? marks.at(-1) : marks.findLast(({ head }) => head.getBoundingClientRect().top <= line);
      if (now === last) return;
      last?.link.removeAttribute("aria-current");
      last = now;
      if (!now) return;
      now.link.setAttribute("aria-current", "true");
      const box = now.link.closest(".outline");
      if (box.scrollHeight > box.clientHeight) box.scrollTop = now.link.offsetTop - box.clientHeight / 2;
    };
    addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
    follow();
    for (const { link } of marks) link.addEventListener("click", () => { if (!matchMedia("(min-width: 80rem)").matches) link.closest("details").open = false; });
  }
  const current = document.querySelector(".sections [aria-current]");
  const box = current?.closest(".sections");
  if (box && box.scrollHeight > box.clientHeight) box.scrollTop = current.offsetTop - box.clientHeight / 2;

  // ---- What scrolls inside itself can be scrolled with keys.
  for (const figure of all("figure.diagram, .math.display")) {
    if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
  }

  // ---- Reading without a network, where the site offers it. A worker of a
  // site that no longer does is taken away.
  const workers = navigator.serviceWorker;
  if (workers && root.dataset.worker) workers.register(root.dataset.worker).catch(() => {});
  else if (workers?.controller?.scriptURL.endsWith("/sitegen-worker.js")) workers.ready.then((r) => r.unregister());
}
