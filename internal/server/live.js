// Keeps an open page up to date while its author works. The server adds this
// script to the pages that "sitegen serve" shows; it is never published.
(() => {
  const me = document.currentScript.dataset;
  const page = me.page;
  let { full, shape } = me;

  // What was typed and where the page was scrolled to survive a reload.
  const kept = "sitegen:" + location.pathname;
  const fields = () => [...document.querySelectorAll("input, textarea, select")].filter((f) => f.type !== "password" && f.type !== "file");
  const keep = () => {
    try {
      sessionStorage.setItem(kept, JSON.stringify({
        x: scrollX, y: scrollY, focus: fields().indexOf(document.activeElement),
        open: [...document.querySelectorAll("details")].map((d) => d.open),
        values: fields().map((f) => (f.type === "checkbox" || f.type === "radio" ? f.checked : f.value)),
      }));
    } catch { /* storage is denied: the page just reloads */ }
  };
  const restore = () => {
    let was;
    try {
      was = JSON.parse(sessionStorage.getItem(kept));
      sessionStorage.removeItem(kept);
    } catch { return; }
    if (!was) return;
    fields().forEach((f, i) => {
      const v = was.values[i];
      if (typeof v === "boolean") f.checked = v;
      else if (typeof v === "string") f.value = v;
    });
    document.querySelectorAll("details").forEach((d, i) => { if (was.open[i] !== undefined) d.open = was.open[i]; });
    fields()[was.focus]?.focus({ preventScroll: true });
    scrollTo({ left: was.x, top: was.y, behavior: "instant" });
  };
  if (document.readyState === "complete") restore();
  else addEventListener("load", restore);

  const swapStyles = (urls) => {
    const links = [...document.querySelectorAll('link[rel="stylesheet"]')];
    urls.forEach((url, i) => {
      const old = links[i];
      if (!old || new URL(url, location).href === old.href) return;
      // The old sheet goes when the new one is there, so nothing flashes.
      const next = old.cloneNode();
      next.href = url;
      next.addEventListener("load", () => old.remove());
      old.after(next);
    });
  };

  let asked = 0;
  const check = async () => {
    const turn = ++asked;
    const q = new URLSearchParams({ page, full, shape });
    let answer;
    try {
      answer = await (await fetch("/.sitegen/check?" + q)).json();
    } catch { return; }
    if (turn !== asked) return;
    if (answer.action === "reload") {
      keep();
      location.reload();
    } else if (answer.action === "styles") {
      full = answer.full;
      swapStyles(answer.styles);
    }
  };

  let overlay;
  const show = (problems) => {
    overlay?.remove();
    overlay = undefined;
    if (!problems?.length) return;
    overlay = document.createElement("sitegen-problems");
    const root = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      section { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647; box-sizing: border-box;
        padding: 1rem 1.5rem; background: #1d1f23; color: #f2f2f0; border-top: 4px solid #e5484d; font: 15px/1.5 system-ui, sans-serif; }
      h2 { font-size: 1rem; margin: 0 0 .5rem; } ol { margin: 0; padding: 0; list-style: none; } li { margin: .6rem 0; }
      code { font: 13px/1.5 ui-monospace, monospace; color: #9ec1ff; overflow-wrap: anywhere; } .hint { color: #c9c9c4; }
      button { float: right; font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; padding: .1rem .6rem; }`);
    root.adoptedStyleSheets = [sheet];
    const box = document.createElement("section");
    box.setAttribute("role", "alert");
    const hide = document.createElement("button");
    hide.textContent = "Hide";
    hide.addEventListener("click", () => overlay.remove());
    const title = document.createElement("h2");
    title.textContent = problems.length === 1 ? "1 problem; this is the last good version" : problems.length + " problems; this is the last good version";
    const list = document.createElement("ol");
    for (const p of problems) {
      const item = document.createElement("li");
      const place = document.createElement("code");
      place.textContent = p.place;
      const text = document.createElement("div");
      text.textContent = p.message;
      item.append(place, text);
      if (p.hint) {
        const hint = document.createElement("div");
        hint.className = "hint";
        hint.textContent = p.hint;
        item.append(hint);
      }
      list.append(item);
    }
    box.append(hide, title, list);
    root.append(box);
    document.documentElement.append(overlay);
  };

  const receive = ({ problems }) => {
    show(problems);
    if (!problems?.length) check();
  };

  // One stream for all tabs, where the browser has shared workers: it allows
  // only six connections to a server.
  if (window.SharedWorker) {
    const worker = new SharedWorker("/.sitegen/live-worker.js");
    worker.port.onmessage = (e) => receive(e.data);
    worker.port.start();
    addEventListener("pagehide", () => worker.port.postMessage("bye"));
    addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
  } else {
    new EventSource("/.sitegen/events").onmessage = (e) => receive(JSON.parse(e.data));
  }
})();
