// The search engine: reads the index that the build made (the comment of package
// internal/search describes its files) and answers queries. It needs no page, so
// that tests run it alone; search.js is what a reader sees.
{
  // ---- Words, cut as the build cuts them.
  const SOLID = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}";
  const LETTER = "\\p{L}\\p{N}\\p{M}";
  const RUN = new RegExp(`(?:(?=[${LETTER}])[${SOLID}])+|(?:(?![${SOLID}])[${LETTER}])+`, "gu");
  const isSolid = new RegExp(`^[${SOLID}]`, "u");
  const isLetter = new RegExp(`^[${LETTER}]`, "u");
  const POINTS = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
  const SPECIAL = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i", ς: "σ" };
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const size = (text) => /^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;

  const fold = (word) => /^[\x00-\x7f]*$/.test(word) ? word.toLowerCase() :
    word.normalize("NFKD").replace(POINTS, "").toLowerCase().normalize("NFC").replace(/[ßæœøłđıς]/g, (c) => SPECIAL[c]);

  // tokens returns the words of a text with their places. An extra one repeats
  // what others say.
  const tokens = (text) => {
    const out = [];
    let at = null; // the compound at hand: parts so far, where it is, whether it is found in one word
    const push = (key, start, end, extra) => { if (key && size(key) <= 40) out.push({ key, start, end, extra }); };
    const flush = () => {
      if (at?.whole && (at.parts === 2 || at.parts === 3) && !/\d/.test(text[at.start])) push(at.text, at.start, at.end, true);
      at = null;
    };
    for (const { 0: raw, index } of text.matchAll(RUN)) {
      let start = index, end = start + raw.length;
      if (isSolid.test(raw)) {
        flush();
        const runes = [...raw];
        if (runes.length === 1) push(fold(raw), start, end);
        for (let i = 0; i + 1 < runes.length; i++) {
          push(fold(runes[i] + runes[i + 1]), start, start + runes[i].length + runes[i + 1].length);
          start += runes[i].length;
        }
        continue;
      }
      const joiner = at && start === at.end + 1 ? text[at.end] : "";
      if (!joiner || !/[-_.'’‐‑]/.test(joiner)) flush();
      at ??= { start, parts: 0, text: "", whole: true };
      const apostrophe = /['’]/.test(joiner);
      if (apostrophe && at.start !== start) at.whole = false;
      if (apostrophe && at.parts && [...raw].length <= 2) {
        flush();
        continue;
      }
      const rest = text.slice(end, end + 4);
      const sign = /^\+\+/.test(rest) && !isLetter.test(rest.slice(2)) ? 2 :
        rest[0] === "#" && /^[\x00-\x7f]{1,2}$/.test(raw) && !isLetter.test(rest.slice(1)) ? 1 : 0;
      const key = fold(raw);
      if (sign) {
        end += sign;
        push(key + rest.slice(0, sign), start, end);
        at.whole = false;
      } else {
        if (text[start - 1] === "." && /^[a-z]/i.test(raw) && (start === 1 || " \n\t(\"'\x60,/".includes(text[start - 2]))) {
          push("." + key, start - 1, end);
          push(key, start, end, true);
        } else push(key, start, end);
        if (at.whole &&= size(at.text) + size(key) <= 24) at.text += key;
        at.parts++;
      }
      at.end = end;
    }
    flush();
    return out;
  };

  // ---- Files of the index.
  const reader = (bytes, i = 0) => {
    const num = () => {
      let n = 0, shift = 1, b;
      do { b = bytes[i++]; n += (b & 127) * shift; shift *= 128; } while (b > 127);
      return n;
    };
    const take = (n) => bytes.subarray(i, i += n);
    return {
      num, take, byte: () => bytes[i++], more: () => i < bytes.length,
      text: () => decoder.decode(take(num())),
      hash: () => Array.from(take(5), (b) => b.toString(16).padStart(2, "0")).join(""),
      many(read) { return Array.from({ length: num() }, read); },
      // keys returns a function that reads keys which share their beginning with the one before.
      keys() {
        let last = new Uint8Array(0);
        return (shared = num()) => {
          const rest = take(num()), key = new Uint8Array(shared + rest.length);
          key.set(last.subarray(0, shared));
          key.set(rest, shared);
          return decoder.decode(last = key);
        };
      },
      // levels reads documents by level into [document, level, document, level, ...].
      levels(list = []) {
        for (let levels = num(); levels > 0; levels--) {
          const head = bytes[i++], level = head & 31;
          let n = head >> 5, doc = -1;
          if (n === 7) n += num();
          while (n-- > 0) list.push(doc += num() + 1, level);
        }
        return list;
      },
    };
  };

  const readManifest = (bytes) => {
    const r = reader(bytes);
    if (decoder.decode(r.take(4)) !== "sgs1") throw new Error("not a search index");
    const m = {
      texts: Object.fromEntries(r.many(() => [r.text(), r.text()])),
      categories: r.many(() => ({ slug: r.text(), title: r.text() })),
      runs: r.many(() => { const docs = r.num(), what = r.byte(); return { docs, kind: what & 15, level: what >> 4, category: r.num() }; }),
      common: new Set(r.many(r.text)),
    };
    const key = r.keys();
    m.blocks = r.many(() => ({ first: key(), file: "w." + r.hash() }));
    let from = 0;
    m.shards = r.many(() => { const docs = r.num(); return { from: (from += docs) - docs, docs, file: "d." + r.hash() }; });
    m.spelling = r.many(() => ({ length: r.num(), file: "s." + r.hash() }));
    m.starters = new Map(r.many(() => [r.text(), r.many(() => ({ id: r.num(), title: r.text(), path: r.text() }))]));
    m.size = from;
    return m;
  };

  const readBlock = (bytes) => {
    const r = reader(bytes), files = r.many(() => "p." + r.hash()), key = r.keys(), entries = [];
    while (r.more()) {
      const e = { key: key(), list: [] }, flags = r.byte();
      if (flags & 1) { const level = r.byte(); e.list = [r.num(), level]; }
      if (flags & 2) r.levels(e.list);
      e.total = e.list.length / 2;
      if (flags & 4) { e.total = r.num(); e.tail = { file: files[r.num() - 1], offset: r.num() }; }
      if (flags & 8) e.base = r.text();
      if (flags & 16) e.members = r.many(r.text);
      if (flags & 32) e.names = r.many(() => ({ doc: r.num(), strength: r.byte() }));
      if (flags & 64) e.concept = r.levels();
      if (flags & 128) e.canonical = r.text();
      entries.push(e);
    }
    return entries;
  };

  const readShard = (bytes) => {
    const r = reader(bytes), docs = [];
    while (r.more()) {
      const d = { title: r.text(), path: r.text(), summary: r.text() }, flags = r.byte();
      if (flags & 1) d.aka = r.text();
      if (flags & 2) d.lesson = { title: r.text(), path: r.text() };
      if (flags & 4) d.minutes = r.num();
      d.length = flags & 8 ? 100 * r.num() : 0;
      docs.push(d);
    }
    return docs;
  };

  const readSpelling = (bytes) => {
    const r = reader(bytes), key = r.keys(), words = [];
    while (r.more()) { const b = r.byte(); words.push({ weight: b & 15, word: key(b >> 4) }); }
    return words;
  };

  // distance is the number of slips (a letter too many, too few, another, two
  // swapped) between two words, or more than most. With open the second word
  // may go on.
  const distance = (a, b, most, open) => {
    let before = [], last = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      [before, last, row] = [last, row, [i]];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
        row[j] = d;
        if (d < least) least = d;
      }
      if (least > most) return most + 1;
    }
    return open ? Math.min(...row) : row[b.length];
  };

  // ---- Queries.
  const MAX_SLOTS = 8, TAILS = 3;

  const inflate = async (answer) => new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());

  // isBefore compares keys as the build sorted them: by code points, where the
  // language compares halves of pairs.
  const isBefore = (a, b) => {
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    if (i === a.length || i === b.length) return i === a.length && i < b.length;
    const unit = (s) => { const c = s.charCodeAt(i); return c >= 0xd800 && c < 0xe000 ? c + 0x10000 : c; };
    return unit(a) < unit(b);
  };

  // open returns the index of which load(name) gives a file, as a Response.
  const open = async (load) => {
    const m = readManifest(await inflate(await load("index.bin")));
    const files = new Map();
    const file = (name, read) => {
      if (!files.has(name)) {
        const p = load(name + ".bin").then(inflate).then(read);
        files.set(name, p);
        p.catch(() => files.delete(name));
      }
      return files.get(name);
    };
    const kinds = new Uint8Array(m.size), levels = new Uint8Array(m.size), categories = new Uint16Array(m.size);
    let from = 0;
    for (const run of m.runs) {
      kinds.fill(run.kind, from, from + run.docs);
      levels.fill(run.level, from, from + run.docs);
      categories.fill(run.category, from, from += run.docs);
    }

    // blockOf is the number of the block in which a key is, if it is anywhere.
    const blockOf = (key) => {
      let lo = 0, hi = m.blocks.length;
      while (lo < hi) { const mid = (lo + hi) >> 1; if (isBefore(key, m.blocks[mid].first)) hi = mid; else lo = mid + 1; }
      return Math.max(0, lo - 1);
    };
    const block = (n) => file(m.blocks[n].file, readBlock);
    const entry = async (key) => m.blocks.length ? (await block(blockOf(key))).find((e) => e.key === key) : undefined;
    // family is the entry under which a word's family is found.
    const family = async (e) => e?.base ? entry(e.base) : e;
    const idf = (total) => Math.log(1 + (m.size - total + 0.5) / (total + 0.5));

    // beginning returns the entries that begin with a key, and the list of the
    // best documents where they are too many to load.
    const beginning = async (key) => {
      const whole = key + "\x01", first = blockOf(key), middle = blockOf(whole), last = blockOf(key + "\u{10ffff}");
      const near = await Promise.all([...new Set([first, middle, last - first < 2 ? last : first])].map(block));
      const entries = near.flat().filter((e) => e.key.startsWith(key));
      return { entries: entries.filter((e) => !e.key.endsWith("\x01")), best: last - first < 2 ? undefined : entries.find((e) => e.key === whole) };
    };

    // slips are the words of which a word may be a slip, best first.
    const slips = async (word, typing) => {
      const letters = [...word].length;
      if (letters < 4 || /\d/.test(word)) return [];
      const most = letters < 8 ? 1 : 2;
      const near = async (from, to) => {
        const wanted = m.spelling.filter((s, i) => s.length <= to && (m.spelling[i + 1]?.length ?? 99) > from);
        return (await Promise.all(wanted.map((s) => file(s.file, readSpelling)))).flat();
      };
      const choose = (words, open) => words
        .map(({ word: w, weight }) => { const d = distance(word, w, most, open); return { word: w, d, rank: d * 16 - weight - (w[0] === word[0] ? 8 : 0) }; })
        .filter(({ d }) => d <= most).sort((a, b) => a.rank - b.rank).slice(0, 3);
      const one = choose(await near(letters - 1, letters + 1));
      if (one.some(({ d }) => d === 1)) return one;
      const two = most === 1 ? one : choose(await near(letters - 2, letters + 2));
      return two.length || !typing || letters < 5 ? two : choose(await near(letters, letters + 5), true);
    };

    // kin are words with another ending, for a form that the site does not have.
    const kin = async (word) => {
      for (let n = 1; n <= 4 && word.length - n >= 4; n++) {
        const { entries } = await beginning(word.slice(0, -n));
        const near = entries.filter((e) => !e.key.includes(" ") && e.key.length <= word.length + 3).slice(0, 6);
        if (near.length) return Promise.all(near.map(family));
      }
      return [];
    };

    // slot is a word of the query with the lists of documents that answer it.
    const slot = async (q, typing, naming) => {
      const s = { ...q, lists: [], marks: new Set([q.key]), idf: 0 };
      const add = (e, weight) => {
        if (!e?.total || s.lists.some((l) => l.e === e)) return;
        s.lists.push({ e, weight });
        s.marks.add(e.key);
        for (const w of e.members ?? []) s.marks.add(w);
      };
      const exact = await family(await entry(q.key));
      add(exact, 1);
      if (typing) {
        const { entries, best } = await beginning(q.key);
        for (const e of entries) {
          if (e.key.includes(" ")) continue;
          const base = e.base ? entries.find((x) => x.key === e.base) : e;
          const weight = 0.5 + 0.35 * q.key.length / e.key.length;
          add(base, weight);
          s.marks.add(e.key);
        }
        if (best) s.lists.push({ e: { ...best, total: best.list.length / 2 }, weight: 0.8 });
        s.begins = q.key;
      }
      if (q.joined) add(await family(await entry(q.joined)), 0.9);
      if (!s.lists.length && q.alt) add(await family(await entry(q.alt)), 0.9);
      // Nothing is mistyped in a name that the site knows.
      if (!s.lists.length && !(await naming).some((n) => n.whole)) {
        for (const { word, d } of await slips(q.key, typing)) {
          add(await family(await entry(word)), d === 1 ? 0.7 : 0.5);
          s.corrected ??= word;
          s.marks.add(word);
        }
      }
      if (!s.lists.length) for (const e of await kin(q.key)) add(e, 0.6);
      if (exact?.total) s.idf = idf(exact.total);
      else if (s.lists.length) s.idf = Math.max(1, idf(Math.min(m.size, s.lists.reduce((n, l) => n + l.e.total, 0))));
      return s;
    };

    // parse cuts a query into what is looked up.
    const parse = (query) => {
      const slots = [];
      for (const t of tokens(query)) {
        const inside = slots.filter((s) => s.start >= t.start && s.end <= t.end);
        if (!t.extra) slots.push(t);
        else if (inside.length > 1) for (const s of inside) s.joined = t.key;
        else slots[slots.length - 1].alt = t.key;
      }
      for (const s of slots) if (/[+#]$/.test(s.key)) s.alt = s.key.replace(/[+#]+$/, "");
      return slots;
    };

    // phrases are the names in the query: of all stretches of its words.
    const phrases = async (slots, typing) => {
      const found = [], loaded = new Set(slots.map((s) => blockOf(s.key)));
      let more = 2;
      for (let n = slots.length; n > 0; n--) {
        for (let i = 0; i + n <= slots.length; i++) {
          const key = slots.slice(i, i + n).map((s) => s.key).join(" ");
          const b = blockOf(key);
          if (!loaded.has(b) && (n < slots.length && more-- <= 0)) continue;
          loaded.add(b);
          const e = await entry(key);
          if (e?.names) found.push({ e, from: i, to: i + n, whole: n === slots.length });
        }
      }
      if (typing && slots.length) {
        const key = slots.map((s) => s.key).join(" ");
        const { entries } = await beginning(key);
        for (const e of entries) if (e.names && e.key !== key) found.push({ e, from: 0, to: slots.length, part: key.length / e.key.length });
      }
      return found;
    };

    const find = async (query, { kind, level, category, limit = 10 } = {}) => {
      const all = parse(query);
      const typing = /[^\s]$/.test(query);
      const ends = all[all.length - 1];
      let words = all.filter((s) => !m.common.has(s.key));
      if (!words.length) words = all;
      if (words.length > MAX_SLOTS) {
        const least = words.map((s) => s.key.length).sort((a, b) => b - a)[MAX_SLOTS - 1];
        words = words.filter((s) => s.key.length >= least).slice(0, MAX_SLOTS);
      }
      const naming = all.length <= MAX_SLOTS ? phrases(all, typing) : Promise.resolve([]);
      const [slots, named] = await Promise.all([Promise.all(words.map((q) => slot(q, typing && q === ends, naming))), naming]);
      // Mistyped names are names too.
      if (slots.some((s) => s.corrected)) {
        named.push(...await phrases(all.map((q) => ({ ...q, key: slots.find((s) => s.start === q.start)?.corrected ?? q.key })), false));
      }
      const mass = slots.reduce((n, s) => n + s.idf, 0) || 1;
      const fits = (doc) => (kind === undefined || kinds[doc] === kind) && (level === undefined || levels[doc] === level) && (category === undefined || categories[doc] === category);

      const rank = () => {
        const score = new Float32Array(m.size), cover = new Float32Array(m.size), one = new Float32Array(m.size);
        const touched = new Set();
        for (const s of slots) {
          const docs = [];
          for (const { e, weight } of s.lists) {
            const list = e.list;
            for (let i = 0; i < list.length; i += 2) {
              const doc = list[i], value = weight * list[i + 1];
              if (one[doc] === 0) docs.push(doc);
              if (value > one[doc]) one[doc] = value;
            }
          }
          for (const doc of docs) {
            score[doc] += one[doc] / 31 * s.idf;
            cover[doc] += s.idf;
            one[doc] = 0;
            touched.add(doc);
          }
        }
        const bonus = new Map();
        for (const { e, from, to, whole, part, concept } of named) {
          const weight = slots.filter((s) => s.start >= all[from].start && s.end <= all[to - 1].end).reduce((n, s) => n + s.idf, 0) || mass;
          for (const { doc, strength } of e.names) {
            const value = weight * strength / 3 * (part ? 1.6 * part : whole ? 3 : 0.4) * (kinds[doc] === 1 ? 1.15 : 1);
            bonus.set(doc, Math.max(bonus.get(doc) ?? 0, value));
            cover[doc] = Math.max(cover[doc], weight);
          }
          for (let i = 0; concept && i < concept.length; i += 2) {
            const doc = concept[i], value = 0.75 * weight * concept[i + 1] / 31;
            if (value > (bonus.get(doc) ?? 0)) bonus.set(doc, value);
            cover[doc] = Math.max(cover[doc], weight);
          }
        }
        for (const [doc, value] of bonus) { score[doc] += value; touched.add(doc); }
        const hits = [];
        for (const doc of touched) if (fits(doc)) {
          const part = Math.min(1, cover[doc] / mass);
          hits.push({ id: doc, score: score[doc] * (0.25 + 0.75 * part * part), whole: part > 0.999 });
        }
        return hits.sort((a, b) => b.score - a.score || a.id - b.id);
      };

      for (const n of named) n.concept = n.part ? undefined : n.e.concept ?? (n.e.canonical && (await entry(n.e.canonical))?.concept);
      let hits = rank();
      // The rest of long lists matters only where several words have to meet.
      const tails = slots.flatMap((s) => s.lists).filter(({ e }) => e.tail?.file).sort((a, b) => a.e.total - b.e.total).slice(0, TAILS);
      if (slots.length > 1 && tails.length && hits.filter((h) => h.whole).length < limit) {
        await Promise.all(tails.map(async ({ e }) => {
          const { file: name, offset } = e.tail;
          const bytes = await file(name, (b) => b);
          if (e.tail) reader(bytes, offset).levels(e.list);
          e.tail = undefined;
        }));
        hits = rank();
      }
      // The term that the query names is the first answer, and one whose name
      // is being typed is shown as such where it comes first.
      const isTerm = ({ doc }) => kinds[doc] === 1 && fits(doc);
      const spoken = named.find((n) => n.whole && n.e.names.some(isTerm));
      let term = spoken?.e.names.find(isTerm).doc;
      const at = hits.findIndex((h) => h.id === term);
      if (at > 0) hits.unshift(...hits.splice(at, 1));
      if (term === undefined && hits.length && named.some((n) => n.part && n.e.names.some((d) => isTerm(d) && d.doc === hits[0].id))) term = hits[0].id;
      return {
        hits: hits.slice(0, limit), total: hits.length, slots, term,
        corrected: slots.some((s) => s.corrected) ? all.map((q) => slots.find((s) => s.start === q.start)?.corrected ?? query.slice(q.start, q.end)).join(" ") : "",
      };
    };

    const record = async (id) => {
      let n = m.shards.findIndex((s) => s.from + s.docs > id);
      const shard = await file(m.shards[n].file, readShard);
      return { id, kind: kinds[id], level: levels[id], category: m.categories[categories[id] - 1], ...shard[id - m.shards[n].from] };
    };
    const starters = (letter) => m.starters.get(fold(letter)) ?? [];
    // names are those of all files, for who keeps them for later.
    const names = async () => {
      const blocks = await Promise.all(m.blocks.map((b, n) => block(n)));
      const tails = blocks.flat().flatMap((e) => e.tail?.file ?? []);
      return ["index", ...new Set([...m.blocks, ...m.shards, ...m.spelling].map((f) => f.file).concat(tails))].map((name) => name + ".bin");
    };
    const used = { kinds: new Set(kinds), levels: new Set(levels), categories: new Set(categories) };
    return { find, record, starters, names, used, texts: m.texts, categories: m.categories, size: m.size };
  };

  // ---- Snippets.

  // plain is the text of a page's Markdown, without its signs.
  const plain = (markdown) => markdown
    .replace(/^# .*\n+(?:> .*\n+)?/, "")
    .replace(/^(\x60{3,}|~{3,})[ \t]*(?:goat|mermaid)[^]*?^\1.*$/gm, "")
    .replace(/^\s*(?:\x60{3,}|~{3,}).*$|^\s*\|?[-:| ]+\|[-:| ]*$|^\s*\[\^?[^\]]+\]:.*$|\{\{[<%].*?[>%]\}\}|<\/?[a-z!][^>]*>|\[\^[^\]]+\]|\{#[^}]*\}|^\s*>?\s*\[!\w+\]/gim, " ")
    .replace(/!?\[\[!?(?:[^\]|]*\|)?([^\]]*)\]\]/g, "$1")
    .replace(/!?\[((?:[^[\]]|\[[^\]]*\])*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, "$1")
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+/gm, "")
    .replace(/[*|\x60]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])|\\(?=[^\w\s])/gu, " ")
    .replace(/\s+/g, " ");

  // matches are the places of the query's words in a text: [start, end, slot].
  const matches = (text, slots) => {
    const out = [];
    for (const t of tokens(text)) {
      const slot = slots.findIndex((s) => s.marks.has(t.key) || s.begins && t.key.startsWith(s.begins));
      if (slot >= 0) out.push([t.start, t.end, slot]);
    }
    return out;
  };
  const covered = (places) => new Set(places.map(([, , slot]) => slot)).size;

  // toQuote are the documents that do not say in title and summary what was
  // asked, as far as there is room for their texts, in words: best first.
  const toQuote = (docs, slots, room = 5000) => docs.filter((d) => {
    if (!d.length || d.length > room || d.summary && covered([...matches(d.title, slots), ...matches(d.summary, slots)]) === slots.length) return false;
    room -= d.length;
    return true;
  });

  // snippet is the part of a text that has most of the query's words.
  const snippet = (text, slots, room = 180) => {
    const places = matches(text, slots);
    let best = 0, at = 0;
    for (let i = 0, j = 0; i < places.length; i++) {
      while (j < places.length && places[j][1] - places[i][0] <= room) j++;
      const value = covered(places.slice(i, j)) * 100 + Math.min(j - i, 20);
      if (value > best) [best, at] = [value, i];
    }
    if (!best) return { text: "", slots: 0 };
    let from = Math.max(0, places[at][0] - room / 4 | 0), to = Math.min(text.length, from + room);
    const space = (i, step, most) => { for (let n = 0; n < most; n++, i += step) if (/\s/.test(text[i] ?? " ")) return i; return i - step * most; };
    if (from) from = space(from, 1, 20);
    if (to < text.length) to = space(to, -1, 20);
    return { text: (from ? "… " : "") + text.slice(from, to).trim() + (to < text.length ? " …" : ""), slots: Math.floor(best / 100) };
  };

  (globalThis.sitegen ??= {}).search = { open, tokens, distance, plain, matches, covered, toQuote, snippet };
}
