// Runs before the first paint, so that nothing flashes or moves: tells the
// style sheet that scripts run, which colours the reader chose, and whether
// the announcement was closed and the course begun.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const kept = (key) => localStorage.getItem("sitegen:" + key);
    const chosen = kept("colour");
    if (chosen) root.dataset.theme = chosen;
    if (kept("notice") === root.dataset.notice) root.classList.add("unnoticed");
    if (kept("progress:" + root.dataset.base)) root.classList.add("begun");
  } catch { /* storage is denied: the system's preference holds */ }
}
