// A lesson: completed or not, and how far it was read.
{
  const { root, store, progress, all } = globalThis.sitegen;
  const finish = document.querySelector(".finish");
  const id = root.dataset.id, box = finish.querySelector("input"), said = finish.querySelector(".said");
  const heads = all(".body h2[id], .body h3[id]");
  progress.follow(() => { box.checked = id in progress.read().lessons; });
  box.addEventListener("change", () => {
    const met = all("#terms > dl > .definition").map((entry) => entry.id.slice("term:".length));
    progress.change((data) => {
      if (!box.checked) return void delete data.lessons[id];
      data.lessons[id] = progress.today();
      for (const term of met) data.terms[term] ??= [0, progress.today()];
    });
    said.textContent = store.denied ? finish.dataset.denied : "";
  });

  // Where the reader was is kept when the page is left.
  const keep = (head) => progress.change((data) => {
    data.last = { id, url: location.pathname.slice(root.dataset.base.length), title: document.querySelector("h1").textContent, at: head ? "#" + head.id : "" };
  });
  const remember = () => keep(heads.findLast((head) => head.getBoundingClientRect().top < innerHeight / 2));
  keep(heads.find((head) => "#" + head.id === decodeURIComponent(location.hash)));
  addEventListener("pagehide", remember);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") remember(); });
}
