// The definition of a term where the term stands. The text comes from the
// section #terms at the page's end, where it stays for print and for readers
// without scripts. There is one card: a term inside its definition opens in
// the same card, on the side away from the word, so that nothing that is being
// read moves.
{
  const { root, progress, all, make } = globalThis.sitegen;
  const texts = document.currentScript.dataset;
  const selector = "a.term[data-term]";
  const entryOf = (link) => document.getElementById("term:" + link.dataset.term);
  const GAP = 8, EDGE = 10;

  // Screen readers say the definition after the word.
  for (const link of all(selector)) {
    const text = entryOf(link)?.querySelector(".text");
    if (text && !/\s/.test(text.id)) link.setAttribute("aria-describedby", text.id);
  }

  let card, first, second; // the card and its two parts
  let owner, point, timer; // whose card it is, where the pointer met it
  let held = false; // opened by keyboard or by touch: the pointer's leaving does not close it
  let quiet = false; // the focus comes back from the card

  const build = () => {
    card = make("div", "term-card");
    card.setAttribute("role", "dialog");
    card.tabIndex = -1;
    card.hidden = true;
    first = make("div", "first");
    second = make("div", "second");
    second.setAttribute("aria-live", "polite");
    card.append(first, second, make("p", "keys", texts.keys));
    document.body.append(card);
    card.addEventListener("keydown", onCardKey);
  };

  const fillPart = (part, entry, heading) => {
    const [title, aka] = entry.querySelector("dt").children;
    const head = make("p", "title");
    head.append(title.cloneNode(true));
    const body = entry.querySelector("dd").cloneNode(true);
    const text = make("p", "text");
    text.append(...body.querySelector(".text").childNodes);
    part.replaceChildren(head);
    if (aka) part.append(make("p", "aka", aka.textContent));
    part.append(text);
    const lesson = body.querySelector(".lesson");
    if (lesson) {
      const row = make("p", "more");
      row.append(lesson);
      part.append(row);
    }
    if (heading) card.setAttribute("aria-label", title.textContent);
  };

  // place puts the card below the word, or above it where there is more room.
  const place = () => {
    card.style.maxHeight = "";
    const rects = [...owner.getClientRects()];
    if (!rects.length) return close();
    const top = Math.min(...rects.map((r) => r.top)), bottom = Math.max(...rects.map((r) => r.bottom));
    const near = rects.find((r) => point && point.x >= r.left - 2 && point.x <= r.right + 2 && point.y >= r.top - 4 && point.y <= r.bottom + 4) ?? rects[0];
    const bar = document.querySelector("header.site");
    const roof = bar && getComputedStyle(bar).position === "sticky" ? Math.max(0, bar.getBoundingClientRect().bottom) : 0;
    const below = innerHeight - bottom - GAP - EDGE, above = top - roof - GAP - EDGE;
    const up = card.offsetHeight > below && above > below;
    card.classList.toggle("up", up);
    card.style.maxHeight = Math.max(96, up ? above : below) + "px";
    const width = root.clientWidth;
    const start = root.dir === "rtl" ? near.right - card.offsetWidth : near.left;
    card.style.left = Math.max(EDGE, Math.min(start, width - card.offsetWidth - EDGE)) + scrollX + "px";
    // Above the word it is held by its lower edge: it grows away from it.
    card.style.top = up ? "" : scrollY + bottom + GAP + "px";
    card.style.bottom = up ? root.clientHeight - scrollY - top + GAP + "px" : "";
  };

  const open = (link, how, where) => {
    clearTimeout(timer);
    const entry = entryOf(link);
    if (!entry || (owner === link && !card.hidden)) return;
    if (!card) build();
    owner = link;
    point = where;
    held = how !== "hover";
    fillPart(first, entry, true);
    second.replaceChildren();
    card.classList.toggle("by-key", how === "focus");
    card.hidden = false;
    card.scrollTop = 0;
    place();
    progress.meet(link.dataset.term);
    if (how === "touch") card.focus({ preventScroll: true });
  };

  const close = (back) => {
    clearTimeout(timer);
    if (!card || card.hidden) return;
    const inside = card.contains(document.activeElement);
    card.hidden = true;
    if (back || inside) {
      quiet = true;
      owner.focus({ preventScroll: true });
      quiet = false;
    }
    owner = undefined;
  };

  // unfold shows a term of the definition in the same card.
  const unfold = (link) => {
    clearTimeout(timer);
    const entry = entryOf(link);
    if (!entry || second.dataset.term === link.dataset.term && second.firstChild) return;
    second.dataset.term = link.dataset.term;
    fillPart(second, entry);
    place();
    second.scrollIntoView({ block: "nearest", behavior: "instant" });
    progress.meet(link.dataset.term);
  };

  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };
  const isOpen = () => card && !card.hidden;

  // ---- The pointer: a card opens when it rests, and stays while it is on the
  // word or on the card.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = event.target.closest?.(selector);
    if (isOpen() && card.contains(event.target)) {
      clearTimeout(timer);
      if (link && first.contains(link)) later(() => unfold(link), 200);
    } else if (link && isOpen() && link === owner) {
      clearTimeout(timer);
    } else if (link) {
      const where = { x: event.clientX, y: event.clientY };
      later(() => open(link, "hover", where), 220);
    } else if (isOpen() && !held) {
      later(close, 300);
    } else {
      clearTimeout(timer);
    }
  });
  root.addEventListener("pointerleave", () => { if (!held) later(close, 300); });

  // ---- The keyboard: a card opens with the focus; arrow down goes into it.
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest?.(selector);
    if (quiet) return;
    if (isOpen() && card.contains(event.target)) {
      if (link && first.contains(link)) unfold(link);
    } else if (link?.matches(":focus-visible") && !pressed) {
      open(link, "focus");
    } else if (link !== owner) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!isOpen()) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && document.activeElement === owner) {
      event.preventDefault();
      held = true;
      card.querySelector("a").focus();
    }
  });
  const onCardKey = (event) => {
    if (event.key !== "Tab") return;
    const links = all("a[href]", card), at = links.indexOf(document.activeElement);
    if (event.shiftKey && at <= 0) {
      event.preventDefault();
      quiet = true;
      owner.focus();
      quiet = false;
    } else if (!event.shiftKey && at === links.length - 1) {
      close(true); // and from the word the key goes on to what follows it
    }
  };

  // ---- Touch: a long press opens a card, a tap follows the link.
  let pressing, from, pressed = false;
  const press = () => {
    const link = pressing;
    clearTimeout(pressTimer);
    pressing = undefined;
    if (!link) return;
    pressed = true;
    if (isOpen() && first.contains(link)) unfold(link);
    else if (!isOpen() || !card.contains(link)) open(link, "touch", from);
  };
  let pressTimer;
  const release = () => { clearTimeout(pressTimer); pressing = undefined; };
  document.addEventListener("pointerdown", (event) => {
    pressed = false;
    release();
    const link = event.target.closest?.(selector);
    if (event.pointerType === "touch" && link && entryOf(link)) {
      pressing = link;
      from = { x: event.clientX, y: event.clientY };
      pressTimer = setTimeout(press, 450);
    }
    if (isOpen() && !card.contains(event.target) && link !== owner) close();
  });
  document.addEventListener("pointermove", (event) => {
    if (pressing && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 10) release();
  }, { passive: true });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release);
  document.addEventListener("contextmenu", (event) => {
    if (!pressing && !pressed) return;
    event.preventDefault();
    press();
  });
  document.addEventListener("click", (event) => {
    if (!pressed) return;
    pressed = false;
    if (event.target.closest?.(selector)) event.preventDefault();
  }, true);

  // ---- Nothing sticks: a card goes when its word moves from under it.
  document.addEventListener("scroll", (event) => {
    if (isOpen() && event.target !== document && event.target.contains?.(owner) && !card.contains(event.target)) close();
  }, { capture: true, passive: true });
  addEventListener("resize", () => close());
  addEventListener("pagehide", () => close());
}
