// Runs before the first paint, so that nothing flashes: tells the style sheet
// that scripts run, and sets the colours that the reader chose.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("sitegen:colour");
    if (chosen) root.dataset.theme = chosen;
  } catch { /* storage is denied: the system's preference holds */ }
}
