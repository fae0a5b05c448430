// Flash cards: one term after another, its definition on the back. What the
// reader knew comes again after a day, then later and later; what not, at once.
// Without this script the page is a list of folds.
{
  const { progress, all, make, fill } = globalThis.sitegen;
  const deck = document.querySelector(".deck");
  const texts = deck.dataset;
  const cards = all(".flash", deck);
  const idOf = (card) => card.dataset.term;

  const bar = make("div", "choice");
  const at = make("p", "at");
  const counts = make("p", "counts");
  const rate = make("p", "rate");
  const end = make("p", "end");
  end.setAttribute("role", "status");
  const button = (name, text, act) => {
    const b = make("button", "button " + name, text);
    b.type = "button";
    b.addEventListener("click", act);
    return b;
  };
  const due = button("due", "", () => begin("due")), every = button("all", fill(texts.all, { count: cards.length }), () => begin("all"));
  const again = button("not-yet", texts.notYet, () => judge(false)), known = button("known", texts.known, () => judge(true));
  rate.append(again, known);
  bar.append(due, every);
  deck.prepend(counts, bar, at);
  deck.append(rate, end);
  deck.classList.add("live");

  let queue = [], now, done, right, total;
  // What is due comes first, then what was met and never judged.
  const dueCards = () => {
    const { terms } = progress.read();
    const step = (card) => terms[idOf(card)]?.[0];
    const old = cards.filter((card) => terms[idOf(card)] && progress.isDue(terms[idOf(card)])).sort((a, b) => step(a) - step(b));
    return [...old, ...cards.filter((card) => step(card) === 0)];
  };
  const count = () => {
    due.textContent = fill(texts.due, { count: dueCards().length });
    counts.textContent = fill(texts.counts, progress.counts(progress.read().terms, cards.map(idOf)));
  };
  const begin = (which, focus = true) => {
    queue = which === "due" ? dueCards() : [...cards];
    due.setAttribute("aria-pressed", which === "due");
    every.setAttribute("aria-pressed", which === "all");
    total = queue.length;
    done = right = 0;
    end.textContent = total ? "" : texts.nothing;
    next(focus);
  };
  const next = (focus) => {
    now?.classList.remove("now");
    now = queue.shift();
    rate.hidden = !now;
    at.textContent = now ? fill(texts.at, { at: Math.min(done + 1, total), count: total }) : "";
    if (!now) {
      if (total) end.textContent = fill(texts.over, { known: right, again: done - right });
      return;
    }
    now.open = false;
    rate.classList.remove("ready");
    now.classList.add("now");
    if (focus) now.querySelector("summary").focus();
  };
  const judge = (knew) => {
    const card = now, id = idOf(card);
    progress.change((data) => {
      const step = data.terms[id]?.[0] ?? 0;
      data.terms[id] = [knew ? Math.max(0, step) + 1 : -1, progress.today()];
    });
    if (!card.again) {
      done++;
      if (knew) right++;
    }
    card.again = !knew;
    if (!knew) queue.push(card);
    next(true);
  };
  for (const card of cards) card.addEventListener("toggle", () => { if (card === now) rate.classList.toggle("ready", card.open); });
  addEventListener("sitegen:progress", count);
  count();
  begin(dueCards().length ? "due" : "all", false);
}
