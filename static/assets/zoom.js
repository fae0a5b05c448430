// Pictures that are larger than the column open at their own size.
{
  const { all, make } = globalThis.sitegen;
  const texts = document.currentScript.dataset;
  let dialog;
  const show = (picture, name) => {
    if (!dialog) {
      dialog = make("dialog", "zoomed");
      const close = make("button", "button", texts.close);
      close.type = "button";
      close.addEventListener("click", () => dialog.close());
      const view = make("div", "view");
      view.tabIndex = 0;
      dialog.append(close, view);
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      document.body.append(dialog);
    }
    const view = dialog.lastChild;
    const copy = picture.cloneNode(true);
    copy.removeAttribute("id");
    for (const node of all("[id]", copy)) node.removeAttribute("id");
    if (copy.loading) copy.loading = "eager";
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", name || texts.zoom);
    view.replaceChildren(copy);
    dialog.setAttribute("aria-label", name || texts.zoom);
    dialog.showModal();
  };
  const offer = (picture, frame, name) => {
    const button = make("button", "zoom");
    button.type = "button";
    button.setAttribute("aria-label", name ? `${texts.zoom}: ${name}` : texts.zoom);
    button.title = texts.zoom;
    button.addEventListener("click", () => show(picture, name));
    frame.classList.add("zoomable");
    frame.append(button);
  };
  for (const picture of all(".body figure > img, .body p > img:only-child")) {
    const look = () => {
      if (picture.naturalWidth <= picture.clientWidth * 1.15 || picture.parentElement.classList.contains("zoomable")) return;
      offer(picture, picture.parentElement, picture.alt);
    };
    if (picture.complete) look();
    else picture.addEventListener("load", look);
  }
  for (const drawing of all(".body figure.diagram > svg")) {
    const frame = drawing.parentElement;
    if (frame.scrollWidth > frame.clientWidth) offer(drawing, frame, drawing.getAttribute("aria-label"));
  }
}
