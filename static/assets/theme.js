// The theme's script: colours, copy buttons, code tabs, the outline that
// follows the reader. Every page reads as well without it. It is a classic
// script, since browsers refuse modules to pages opened from file://.
{
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // What is kept stays in this browser; where storage is denied nothing is.
  const store = {
    get(key) { try { return localStorage.getItem("sitegen:" + key); } catch { return null; } },
    set(key, value) {
      try {
        if (value === null) localStorage.removeItem("sitegen:" + key);
        else localStorage.setItem("sitegen:" + key, value);
      } catch { /* denied or full */ }
    },
  };
  globalThis.sitegen = { store, all };

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

  // ---- Copy buttons.
  const codeOf = (block) => {
    const code = block.querySelector("code").cloneNode(true);
    for (const number of all(".ln", code)) number.remove();
    return code.textContent.replace(/\n$/, "");
  };
  for (const copy of all(".code > button.copy")) {
    const label = copy.textContent;
    copy.hidden = false;
    copy.setAttribute("aria-live", "polite");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(codeOf(copy.parentElement));
        copy.textContent = texts.copied;
      } catch {
        // Not allowed here: select it, so that one key is enough.
        getSelection().selectAllChildren(copy.parentElement.querySelector("code"));
        copy.textContent = texts.selected;
      }
      copy.classList.add("done");
      setTimeout(() => { copy.textContent = label; copy.classList.remove("done"); }, 2000);
    });
  }

  // ---- Code tabs. A choice holds for all groups that offer it, on every page.
  const groups = all("[data-tabs]").map((group, g) => {
    const panels = all(":scope > .tab", group);
    const list = document.createElement("div");
    list.className = "tablist";
    list.setAttribute("role", "tablist");
    const tabs = panels.map((panel, i) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `tabs:${g}:${i}`;
      tab.textContent = panel.dataset.tab;
      tab.setAttribute("role", "tab");
      panel.id ||= `panel:${g}:${i}`;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", () => choose(panel.dataset.tab, group));
      list.append(tab);
      return tab;
    });
    list.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (root.dir === "rtl" ? -1 : 1);
      const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : (at + step + tabs.length) % tabs.length;
      if (at < 0 || Number.isNaN(to)) return;
      event.preventDefault();
      choose(panels[to].dataset.tab, group);
      tabs[to].focus();
    });
    group.prepend(list);
    group.classList.add("live");
    return { group, panels, tabs };
  });
  const select = ({ panels, tabs }, name) => panels.forEach((panel, i) => {
    const on = panel.dataset.tab === name;
    panel.hidden = !on;
    tabs[i].setAttribute("aria-selected", on);
    tabs[i].tabIndex = on ? 0 : -1;
  });
  const choose = (name, at) => {
    const before = at.getBoundingClientRect().top;
    for (const g of groups) if (g.panels.some((p) => p.dataset.tab === name)) select(g, name);
    // Groups above may have changed their height: what was clicked stays put.
    scrollBy({ top: at.getBoundingClientRect().top - before, behavior: "instant" });
    store.set("tab", name);
  };
  for (const g of groups) {
    const known = store.get("tab");
    select(g, g.panels.some((p) => p.dataset.tab === known) ? known : g.panels[0].dataset.tab);
  }

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
  const here = document.querySelector(".sections [aria-current]");
  const box = here?.closest(".sections");
  if (box && box.scrollHeight > box.clientHeight) box.scrollTop = here.offsetTop - box.clientHeight / 2;

  // ---- What scrolls inside itself can be scrolled with keys.
  for (const figure of all("figure.diagram, .math.display")) {
    if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
  }
}
