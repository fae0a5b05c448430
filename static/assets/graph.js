// The page of the graph: loads what is to be drawn, and what draws it.
{
  const graph = document.querySelector(".graph");
  const from = (name) => new URL(name, document.currentScript.src).href;
  const load = (src) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  let data;
  sitegen.graph = (d) => { data = d; };
  Promise.all([load(from("./graph-draw.js")), load(from("./graph-view.js")), load(graph.dataset.src)]).then(
    () => sitegen.drawGraph(graph, data),
    () => { graph.querySelector(".graph-said").textContent = graph.dataset.failed; },
  );
}
