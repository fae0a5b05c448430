// What this browser keeps of a course: counted, saved as a file, taken from
// one, forgotten.
{
  const { root, progress, make, all, fill } = globalThis.sitegen;
  const find = (selector, from = document) => from.querySelector(selector);

  // ---- What is kept: as a file, from a file, not at all.
  const keeping = find(".keeping");
  if (keeping) {
    const said = find(".said", keeping), input = find("input", keeping), texts = keeping.dataset;
    const tell = (text, values = {}) => { said.textContent = fill(text, values); };
    try { localStorage.setItem("sitegen:try", ""); localStorage.removeItem("sitegen:try"); } catch { tell(texts.denied); }
    find(".save", keeping).addEventListener("click", () => {
      const name = (texts.name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "course") + "-progress.json";
      const link = make("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(progress.read(), null, 1) + "\n"], { type: "application/json" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      tell(texts.saved, { name });
    });
    find(".load", keeping).addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      try {
        const found = sound(JSON.parse(await input.files[0].text()));
        progress.change((data) => join(data, found));
        const size = (table) => Object.keys(table).length;
        tell(texts.loaded, { lessons: size(found.lessons), quizzes: size(found.quizzes), terms: size(found.terms) });
      } catch { tell(texts.wrong); }
      input.value = "";
    });
    let sure = false;
    const forget = find(".forget", keeping);
    forget.addEventListener("click", () => {
      if (sure) progress.write(null);
      tell(sure ? texts.gone : texts.sure);
      sure = !sure;
    });
    forget.addEventListener("blur", () => { sure = false; });
  }

  // sound takes from a file what has the right form, and throws for one that
  // is no progress.
  const whole = Number.isSafeInteger;
  const sound = (file) => {
    if (file?.version !== 1) throw new Error("not a progress file");
    const pick = (table, fits) => Object.fromEntries(Object.entries(table ?? {}).filter(([, value]) => fits(value)));
    return {
      lessons: pick(file.lessons, whole),
      quizzes: pick(file.quizzes, (v) => v === 0 || v === 1),
      terms: pick(file.terms, (v) => Array.isArray(v) && v.length === 2 && v.every(whole)),
    };
  };
  // join adds what another browser knew: the first day and the first try of
  // what both have, and the later opinion of a term.
  const join = (data, other) => {
    for (const [id, day] of Object.entries(other.lessons)) data.lessons[id] = Math.min(day, data.lessons[id] ?? day);
    data.quizzes = { ...other.quizzes, ...data.quizzes };
    for (const [id, term] of Object.entries(other.terms)) {
      const mine = data.terms[id];
      if (!mine || term[1] > mine[1] || term[1] === mine[1] && mine[0] === 0) data.terms[id] = term;
    }
  };

  // ---- The whole course for when there is no network.
  const offline = find(".offline");
  if (offline && !(navigator.serviceWorker && root.dataset.worker)) offline.hidden = true;
  else offline?.querySelector("button").addEventListener("click", async () => {
    const said = find("[role=status]", offline);
    const pages = [...new Set([location.href, ...all("main a[href]").map((link) => link.href)].map((url) => url.split("#")[0]))]
      .filter((url) => url.startsWith(location.origin + root.dataset.base));
    // A site without a search page in its header has nothing to search.
    const index = await sitegen.loadSearch?.().then(() => sitegen.searchFiles()).catch(() => []) ?? [];
    const { active } = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => { said.textContent = data.failed ? offline.dataset.failed : fill(offline.dataset.done, { count: data.kept }); };
    active.postMessage({ keep: [...pages, ...index] }, [channel.port2]);
  });
}
