// The course as its reader goes through it: what is completed, what comes
// next, and what is kept of it. All of it stays in this browser.
{
  const { root, progress, all, fill } = globalThis.sitegen;
  const find = (selector, from = document) => from.querySelector(selector);
  // ---- Bars: of the whole course and of each of its parts.
  const bars = all(".progress").map((bar) => {
    const part = bar.closest(".part, .relations") ?? bar.closest("main");
    return { bar, lessons: all(".lessons > [data-lesson]", part).map((item) => item.dataset.lesson) };
  });
  const showBars = () => {
    const { lessons } = progress.read();
    for (const { bar, lessons: mine } of bars) {
      const done = mine.filter((id) => id in lessons).length, count = mine.length;
      find("progress", bar).value = done;
      const text = find(".count", bar);
      text.textContent = fill(text.dataset.text, { done, count, percent: count ? Math.floor(100 * done / count) : 0 });
    }
  };
  if (bars.length) progress.follow(showBars);

  // ---- The course's own page: where to go on.
  const journey = find(".journey");
  if (journey) {
    const items = all(".lessons > [data-lesson]").map((item) => ({
      id: item.dataset.lesson, needs: item.dataset.needs.split("|").filter(Boolean), link: find("h3 a", item), item,
    }));
    const action = find(".onward a", journey);
    const fresh = action && { text: action.textContent, href: action.getAttribute("href") };
    const scores = find(".scores", journey);
    const review = scores.firstElementChild;
    progress.follow(() => {
      const { lessons, quizzes, terms, last } = progress.read();
      const open = items.filter(({ id }) => !(id in lessons));
      const ready = open.find(({ needs }) => needs.every((id) => id in lessons)) ?? open[0];
      const left = open.find(({ id }) => id === last?.id);
      const to = left ?? ready;
      for (const { item, id } of items) item.classList.toggle("is-next", id === to?.id && (left || Object.keys(lessons).length > 0));
      if (action && !to) {
        action.textContent = journey.dataset.complete;
        action.href = review?.href ?? fresh.href;
      } else if (action && (left || Object.keys(lessons).length)) {
        const text = left ? journey.dataset.resume : journey.dataset.next;
        action.textContent = fill(text, { title: to.link.firstChild.textContent });
        action.href = to.link.getAttribute("href") + (left && last.at ? last.at : "");
      } else if (action) {
        action.textContent = fresh.text;
        action.href = fresh.href;
      }
      const answers = Object.values(quizzes), told = [];
      if (answers.length) told.push(fill(journey.dataset.quizzes, { right: answers.filter(Boolean).length, count: answers.length }));
      if (Object.keys(terms).length) told.push(fill(journey.dataset.terms, progress.counts(terms)));
      scores.replaceChildren(...(review ? [review, " "] : []), told.join(" "));
    });
  }

  // ---- The home page leads back to the lesson that was left.
  const resume = find(".resume");
  if (resume) {
    const link = find("a", resume), text = link.textContent, href = link.href;
    progress.follow(() => {
      const { last, lessons } = progress.read();
      const left = last && !(last.id in lessons) && location.protocol !== "file:";
      link.textContent = left ? fill(resume.dataset.resume, last) : text;
      link.href = left ? root.dataset.base + last.url + last.at : href;
    });
  }
}
