// Draws the graph of the site; see graph-view.js for what the reader does in it.
{
  const { make } = sitegen;
  const SPACING = 40; // of nodes, where the scale is 1
  const clamp = (x, least, most) => Math.min(most, Math.max(least, x));

  // A place p of the graph is at p·scale + (left, top) of the view.
  sitegen.graphPainter = (graph, canvas, { nodes, edges, groups, byDegree }, view) => {
    const ctx = canvas.getContext("2d");
    const paint = {};
    const readPaint = () => {
      const probe = make("span", "probe");
      probe.hidden = true;
      graph.append(probe);
      for (const name of ["bg", "area", "rim", "thread", "faint", "link", "text", "strong", "muted"]) {
        probe.style.color = `var(--${name})`;
        paint[name] = getComputedStyle(probe).color;
      }
      paint.font = getComputedStyle(probe).fontFamily;
      probe.remove();
    };

    const size = (node) => clamp(5.4 * view.scale ** 0.55, 1.1, 10) * (0.8 + 0.5 * Math.min(1, node.near.length / 12));
    const seen = (x, y, r = 0) => x > -r && x < view.width + r && y > -r && y < view.height + r;
    const at = (node) => [node.x * view.scale + view.left, node.y * view.scale + view.top];

    const shape = (node, x, y, r) => {
      if (node.kind === "lesson") ctx.rect(x - r, y - r, 2 * r, 2 * r);
      else {
        ctx.moveTo(x + r, y);
        ctx.arc(x, y, r, 0, 2 * Math.PI);
      }
    };
    const drawNodes = (list) => {
      for (const kind of ["page", "lesson", "term"]) {
        ctx.beginPath();
        for (const node of list) {
          if (node.kind === kind) shape(node, ...at(node), size(node) * (kind === "lesson" ? 0.88 : 1));
        }
        ctx.fillStyle = kind === "term" ? paint.link : paint.bg;
        ctx.fill();
        if (kind === "term") continue;
        ctx.strokeStyle = kind === "lesson" ? paint.text : paint.muted;
        ctx.lineWidth = clamp(view.scale * 1.6, 0.6, 1.6);
        ctx.stroke();
      }
    };
    const drawEdges = (list, colour, line) => {
      ctx.beginPath();
      for (const { a, b } of list) {
        ctx.moveTo(...at(a));
        ctx.lineTo(...at(b));
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = line;
      ctx.stroke();
    };

    // How much groups have to do with each other is the breadth of a line.
    const inside = edges.filter((e) => e.a.group === e.b.group);
    const ties = new Map();
    for (const { a, b } of edges) {
      if (a.group === b.group || !groups[a.group].title || !groups[b.group].title) continue;
      const key = Math.min(a.group, b.group) * groups.length + Math.max(a.group, b.group);
      ties.set(key, (ties.get(key) ?? 0) + 1);
    }
    const most = Math.max(...ties.values());
    const drawTies = () => {
      ctx.strokeStyle = paint.rim;
      for (const [key, count] of ties) {
        if (count < most / 12) continue;
        const a = groups[Math.floor(key / groups.length)], b = groups[key % groups.length];
        ctx.beginPath();
        ctx.moveTo(a.x * view.scale + view.left, a.y * view.scale + view.top);
        ctx.lineTo(b.x * view.scale + view.left, b.y * view.scale + view.top);
        ctx.lineWidth = clamp(SPACING * view.scale * 0.3 * (count / most), 0.5, 24);
        ctx.stroke();
      }
    };

    // Labels are placed where there is room, in the order of their weight: not
    // on each other, and not on a node.
    let taken = [];
    const isFree = (box) => taken.every((t) => box[0] > t[2] || box[2] < t[0] || box[1] > t[3] || box[3] < t[1]);
    const widthOf = (text) => ctx.measureText(text).width;
    const wrap = (title, most) => {
      const lines = [""];
      for (const word of title.split(/(?<=[ -])/)) {
        if (lines.at(-1) && widthOf(lines.at(-1) + word.trimEnd()) > most && lines.length < 3) lines.push("");
        lines[lines.length - 1] += word;
      }
      return lines.map((l) => l.trim());
    };
    // label writes lines at the first of some places that is free: a place is
    // the middle of the first, or of the last line, or of all.
    const label = (lines, half, line, places, colour, must) => {
      const tall = line * lines.length;
      for (const [x, y] of places) {
        const box = [x - half - 2, y - tall / 2, x + half + 2, y + tall / 2];
        if (!isFree(box) && !must) continue;
        taken.push(box);
        ctx.lineWidth = 4;
        ctx.lineJoin = "round";
        ctx.strokeStyle = paint.bg;
        ctx.fillStyle = colour;
        lines.forEach((text, i) => {
          const at = y + (i + 0.5) * line - tall / 2;
          ctx.strokeText(text, x, at);
          ctx.fillText(text, x, at);
        });
        return true;
      }
      return false;
    };
    const labelNode = (node, colour, must) => {
      const [x, y] = at(node), r = size(node) + 3;
      node.lines ??= wrap(node.title, 118);
      node.half ??= Math.max(...node.lines.map(widthOf)) / 2;
      const off = r + 7.5 * node.lines.length, aside = r + 3 + node.half;
      return label(node.lines, node.half, 15, [[x, y + off], [x, y - off], [x + aside, y], [x - aside, y]], colour, must);
    };
    const labelGroups = (faint) => {
      ctx.font = `620 ${view.width < 500 ? 11.5 : 13}px ${paint.font}`;
      ctx.globalAlpha = faint ? 0.45 : 1;
      for (const g of groups) {
        const x = g.x * view.scale + view.left, y = g.y * view.scale + view.top, r = g.r * view.scale;
        if (!g.title || !seen(x, y, r)) continue;
        const lines = wrap(g.title, Math.max(2 * r - 8, 76)), half = Math.max(...lines.map(widthOf)) / 2, up = r + 8 * (lines.length - 1);
        const places = [[x, y - up], [x, y + up], [x, y]];
        label(lines, half, 16, bubbles() ? places.reverse() : places, paint.strong);
      }
      ctx.globalAlpha = 1;
    };
    // bubbles tells that the reader is too far away to tell one node from another.
    const bubbles = () => nodes.length > 1500 && SPACING * view.scale < 6;

    // draw draws everything; a node that the reader looks at is lit with its neighbours.
    const draw = (node) => {
      if (!view.width) return;
      const ratio = devicePixelRatio;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, view.width, view.height);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      const gap = SPACING * view.scale;
      const lit = node && new Set([node, ...node.near]);
      if (!lit) drawTies();
      for (const g of groups) {
        const x = g.x * view.scale + view.left, y = g.y * view.scale + view.top, r = g.r * view.scale;
        if (!g.title || !seen(x, y, r)) continue;
        ctx.beginPath();
        ctx.arc(x, y, r, 0, 2 * Math.PI);
        ctx.fillStyle = paint.area;
        ctx.fill();
        ctx.strokeStyle = paint.rim;
        ctx.lineWidth = 1;
        ctx.stroke();
      }
      // On a large site nodes come into sight as the reader comes closer.
      const sight = nodes.length > 1500 ? clamp((gap - 4) / 5, 0, 1) : 1;
      const visible = sight ? byDegree.filter((n) => seen(...at(n), 12)) : [];
      const rest = visible.filter((n) => n.shown && !lit?.has(n)), hidden = visible.filter((n) => !n.shown && !lit?.has(n));
      ctx.globalAlpha = sight * (lit ? 0.35 : 1);
      // What joins groups is drawn of the nodes that are lit alone.
      const near = inside.filter((e) => gap > [24, 14, 8][e.strength] && e.a.shown && e.b.shown && (seen(...at(e.a)) || seen(...at(e.b))));
      drawEdges(near, paint.thread, Math.min(1, view.scale + 0.2));
      ctx.globalAlpha = sight * 0.12;
      drawNodes(hidden);
      ctx.globalAlpha = sight * (lit ? 0.35 : 1);
      drawNodes(rest);
      ctx.globalAlpha = 1;
      const boxes = (list) => list.map((n) => {
        const [x, y] = at(n), r = size(n);
        return [x - r, y - r, x + r, y + r];
      });
      taken = lit ? boxes([...lit]) : gap < 15 ? [] : boxes(visible);
      if (lit) {
        drawEdges(node.near.map((b) => ({ a: node, b })), paint.link, 1.5);
        drawNodes([...lit]);
        const [x, y] = at(node);
        ctx.beginPath();
        ctx.arc(x, y, size(node) + 4, 0, 2 * Math.PI);
        ctx.strokeStyle = paint.link;
        ctx.lineWidth = 2;
        ctx.stroke();
        ctx.font = `620 13px ${paint.font}`;
        labelNode(node, paint.strong, true);
        ctx.font = `13px ${paint.font}`;
        for (const n of node.near.toSorted((a, b) => b.near.length - a.near.length)) labelNode(n, paint.text);
      }
      labelGroups(lit);
      if (gap >= 15) {
        ctx.font = `12.5px ${paint.font}`;
        ctx.globalAlpha = lit ? 0.3 : clamp((gap - 13) / 8, 0.3, 1);
        let room = 160, tries = 700;
        for (const n of rest) {
          if (!room || !tries--) break;
          if (labelNode(n, paint.text)) room--;
        }
        ctx.globalAlpha = 1;
      }
    };

    return { readPaint, draw, size, at, bubbles };
  };
}
