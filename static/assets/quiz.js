// Quizzes: answers to choose, and at once the reason why one is right or not.
// Without this script a quiz is a list of answers with a fold that solves it.
{
  const { progress, all, make, fill } = globalThis.sitegen;
  const texts = document.currentScript.dataset;

  const enliven = (question) => {
    const key = question.dataset.question;
    const many = question.dataset.answers === "many";
    const list = question.querySelector(".answers");
    const asked = question.querySelector(".question-text");
    const verdicts = all(".verdicts > li", question);
    asked.id ||= "question:" + key;
    list.setAttribute("role", many ? "group" : "radiogroup");
    list.setAttribute("aria-labelledby", asked.id);

    const answers = all(".answer", list).map((item, i) => {
      const label = make("label"), text = make("span", "text"), input = make("input");
      input.type = many ? "checkbox" : "radio";
      input.name = "q:" + key;
      input.autocomplete = "off";
      text.append(...item.childNodes);
      label.append(input, text);
      item.setAttribute("role", "none");
      item.append(label);
      input.addEventListener("change", () => clear());
      return { item, input, right: item.dataset.right === "true", verdict: verdicts[i] };
    });
    const check = make("button", "check", texts.check);
    check.type = "button";
    const said = make("p", "said");
    said.setAttribute("role", "status");
    const row = make("div", "checking");
    row.append(check, said);
    list.after(row);

    const clear = () => {
      said.textContent = "";
      for (const { item } of answers) {
        item.classList.remove("is-right", "is-wrong");
        item.querySelector(".feedback")?.remove();
      }
    };
    check.addEventListener("click", () => {
      clear();
      const chosen = answers.filter(({ input }) => input.checked);
      if (!chosen.length) { said.textContent = texts.choose; return; }
      for (const { item, right, verdict } of chosen) {
        item.classList.add(right ? "is-right" : "is-wrong");
        const feedback = make("div", "feedback");
        feedback.dataset.right = right;
        feedback.append(...(verdict?.cloneNode(true).childNodes ?? []));
        item.append(feedback);
      }
      const wrong = chosen.some(({ right }) => !right);
      const missing = answers.some(({ right, input }) => right && !input.checked);
      said.textContent = wrong ? texts.wrong : missing ? texts.more : texts.right;
      // The first try counts.
      progress.change((data) => key in data.quizzes ? false : void (data.quizzes[key] = wrong || missing ? 0 : 1));
      if (!wrong && !missing && question.querySelector(".explanation")) question.querySelector(".solution").open = true;
    });
    question.classList.add("live");
    return key;
  };

  for (const quiz of all(".quiz")) {
    const score = make("p", "score");
    score.setAttribute("role", "status");
    const keys = all(".question", quiz).map(enliven);
    const show = () => {
      const { quizzes } = progress.read();
      const done = keys.filter((key) => key in quizzes);
      score.textContent = !done.length || done.length < keys.length ? "" :
        fill(texts.score, { right: done.filter((key) => quizzes[key]).length, count: keys.length });
    };
    quiz.append(score);
    show();
    addEventListener("sitegen:progress", show);
  }
}
