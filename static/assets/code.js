// Copy buttons and code tabs.
{
  const { root, store, all, make } = globalThis.sitegen;
  const texts = document.currentScript.dataset;

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

  // ---- Code tabs. A choice holds for all groups that offer it, on every
  // page; of several choices that a group offers, the latest counts.
  const chosen = () => { try { return JSON.parse(store.get("tabs")) ?? []; } catch { return []; } };
  const groups = all("[data-tabs]").map((group, g) => {
    const panels = all(":scope > .tab", group);
    const list = make("div", "tablist");
    list.setAttribute("role", "tablist");
    const tabs = panels.map((panel, i) => {
      const tab = make("button", "", panel.dataset.tab);
      tab.type = "button";
      tab.id = `tabs:${g}:${i}`;
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
    return { panels, tabs };
  });
  const offers = ({ panels }, name) => panels.some((panel) => panel.dataset.tab === name);
  const select = ({ panels, tabs }, name) => panels.forEach((panel, i) => {
    const on = panel.dataset.tab === name;
    panel.hidden = !on;
    tabs[i].setAttribute("aria-selected", on);
    tabs[i].tabIndex = on ? 0 : -1;
  });
  const choose = (name, at) => {
    const before = at.getBoundingClientRect().top;
    for (const group of groups) if (offers(group, name)) select(group, name);
    // Groups above may have changed their height: what was clicked stays put.
    scrollBy({ top: at.getBoundingClientRect().top - before, behavior: "instant" });
    store.set("tabs", JSON.stringify([name, ...chosen().filter((other) => other !== name)].slice(0, 20)));
  };
  for (const group of groups) select(group, chosen().find((name) => offers(group, name)) ?? group.panels[0].dataset.tab);
}
