// The offline mode. What was read, and what the reader asked to keep, stays in
// one cache for each state of the site's assets; pages come from the network
// when there is one, assets from the cache, since their names change with what
// they hold.
const cacheName = `sitegen ${base} ${version}`;
const mine = (name) => name.startsWith(`sitegen ${base} `);
const isWhole = (answer) => answer.status === 200 && answer.type === "basic" && !answer.redirected;

// keepAll puts pages and what they show into the cache, some at a time.
const keepAll = async (cache, urls) => {
  const todo = [...urls], seen = new Set(todo);
  let kept = 0, failed = 0;
  const work = async () => {
    for (let url; (url = todo.shift());) {
      try {
        const answer = await fetch(url, { cache: "no-cache" });
        if (!isWhole(answer)) throw new Error(answer.status);
        await cache.put(url, answer.clone());
        if (!answer.headers.get("Content-Type")?.startsWith("text/html")) continue;
        kept++;
        for (const [, ref] of (await answer.text()).matchAll(/ (?:src|href)="([^"]+\.(?:css|js|svg|png|jpe?g|gif|webp|avif|woff2))"/g)) {
          const part = new URL(ref, new URL(url, location.href)).href;
          if (part.startsWith(location.origin + base) && !seen.has(part)) { seen.add(part); todo.push(part); }
        }
      } catch { failed++; }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return { kept, failed };
};

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll(shell);
  // What an older worker kept is kept again, as it is now.
  for (const name of (await caches.keys()).filter((n) => mine(n) && n !== cacheName)) {
    const old = (await (await caches.open(name)).keys()).map((request) => request.url);
    await keepAll(cache, old.filter((url) => !url.startsWith(location.origin + base + "assets/")));
  }
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (mine(name) && name !== cacheName) await caches.delete(name);
  await self.clients.claim();
})()));

const fromNetwork = async (request) => {
  const cache = await caches.open(cacheName);
  try {
    const answer = await fetch(request);
    if (isWhole(answer)) await cache.put(request, answer.clone());
    return answer;
  } catch {
    const known = await cache.match(request, { ignoreSearch: true });
    if (known || request.mode !== "navigate") return known ?? Response.error();
    return new Response(missing, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || request.headers.has("Range") || origin !== location.origin || !pathname.startsWith(base)) return;
  if (!pathname.startsWith(base + "assets/")) event.respondWith(fromNetwork(request));
  else event.respondWith(caches.match(request).then((known) => known ?? fromNetwork(request)));
});

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  event.waitUntil(caches.open(cacheName).then((cache) => keepAll(cache, event.data.keep)).then((done) => port?.postMessage(done)));
});
