// The service worker of the whole site: shows notifications, keeps the form that works without a network, and sends what waits.
// What stands in a notification is written by `payload` in src/nabij/channels/carriers/push.py; NABIJ is put before this by
// `service_worker` in src/nabij/site/app.py. Kept on the telephone: files of the build and the form without a network, which are
// the same for everybody. Never a page that somebody was shown.
const CACHE = `nabij-${NABIJ.version}`;
const FILES = new Set(NABIJ.files);
const LOCK = "nabij-outbox";
// A telephone may be shared, and lost: what was begun stays a day, what waits or was asked about two weeks, a code three days.
const DAY_MS = 86_400_000;
const STAYS_DAYS = { editing: 1, waiting: 14, asked: 14, sent: 3 };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((kept) => kept.addAll(NABIJ.files)));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin) return;
  if (FILES.has(address.pathname)) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate") event.respondWith(page(event.request, event.preloadResponse));
});
self.addEventListener("sync", (event) => {
  if (event.tag === LOCK) event.waitUntil(send());
});
self.addEventListener("message", (event) => {
  const { keep, send: wanted } = event.data || {};
  event.waitUntil(forgetOld().catch(() => undefined));
  if (NABIJ.languages.includes(keep)) event.waitUntil(keepForm(keep));
  if (wanted) event.waitUntil(send().catch(() => undefined));
});

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("nabij-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function file(request) {
  return (await caches.match(request, { cacheName: CACHE, ignoreVary: true })) || fetch(request);
}

/** The network first. Without it the form that works without, with what was being filled in. */
async function page(request, preloaded) {
  const form = request.method === "POST" && NABIJ.steps.includes(new URL(request.url).pathname) ? request.clone() : null;
  try {
    return (await preloaded) || (await fetch(request));
  } catch (trouble) {
    const language = (await settings("language")) || NABIJ.languages[0];
    const address = NABIJ.form.replace("LANGUAGE", language);
    if (form) return Response.redirect(`${address}#${await begun(form)}`, 303);
    const asked = await caches.match(request.url.split("#")[0], { cacheName: CACHE, ignoreVary: true });
    const kept = asked || (await caches.match(address, { cacheName: CACHE, ignoreVary: true }));
    if (!kept) throw trouble;
    return kept;
  }
}

/** The form in this language, asked without cookies: it holds nothing of who asks. */
async function keepForm(language) {
  await put("settings", { name: "language", value: language });
  const address = NABIJ.form.replace("LANGUAGE", language);
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" }).catch(() => null);
  if (answer?.ok) await (await caches.open(CACHE)).put(address, answer);
}

/** Keeps a step of the form that could not be posted; gives its key. */
async function begun(request) {
  const given = await request.formData();
  const soFar = JSON.parse(given.get("so_far") || "{}");
  const { answers = {}, key = self.crypto.randomUUID(), point, ...rest } = soFar;
  const fields = {};
  for (const [name, value] of Object.entries(rest)) if (value || value === 0) fields[name] = value === true ? "on" : String(value);
  for (const [code, said] of Object.entries(answers)) fields[`q_${code}`] = said;
  const several = {};
  for (const [name, value] of given) {
    if (typeof value !== "string" || ["so_far", "csrfmiddlewaretoken", "switch", "remove_photo"].includes(name)) continue;
    if (name.startsWith("q_")) several[name] = [...(several[name] || []), value].filter(Boolean);
    else if (value || name === "text") fields[name] = value;
  }
  for (const [name, values] of Object.entries(several)) fields[name] = values.join(",");
  if (fields.happened_at) fields.happened_at = new Date(fields.happened_at).toISOString();
  const photos = given.getAll("photos").filter((photo) => photo.size);
  await put("drafts", { key, state: "editing", fields, photos, at: Date.now() });
  return key;
}

/** Removes what stayed too long. Every public page asks for it when it opens. */
async function forgetOld() {
  const gone = [];
  for (const store of ["drafts", "sent"]) {
    for (const row of await all(store)) {
      const days = STAYS_DAYS[row.state || "sent"] ?? 1;
      if (Date.now() - (row.at || 0) > days * DAY_MS) gone.push([store, row.key]);
    }
  }
  for (const [store, key] of gone) await act(store, "readwrite", (rows) => rows.delete(key));
  if (gone.length) await tellPages({ outbox: true });
}

/** Sends what waits, one after the other. Each has a key of its own by which the server stores it once, however often it is sent. */
async function send() {
  await self.navigator.locks.request(LOCK, async () => {
    const waiting = (await all("drafts")).filter((draft) => draft.state === "waiting");
    if (!waiting.length) return;
    const { token } = await (await fetch(NABIJ.token, { cache: "no-store" })).json();
    for (const draft of waiting) await sendOne(draft, token);
  });
  await tellPages({ outbox: true });
}

async function sendOne(draft, token) {
  const body = new FormData();
  for (const [name, value] of Object.entries(draft.fields)) body.append(name, value);
  draft.photos.forEach((photo, at) => body.append("photos", photo, `${at + 1}.jpg`));
  body.set("key", draft.key);
  const answer = await fetch(NABIJ.later, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (answer.ok) {
    const { code, url } = await answer.json();
    await put("sent", { key: draft.key, code, url, at: Date.now() });
    await act("drafts", "readwrite", (rows) => rows.delete(draft.key));
  } else if (answer.status === 422) {
    const { sentence, places } = await answer.json();
    await put("drafts", { ...draft, state: "asked", sentence, places });
  } else {
    throw new Error(`not now: ${answer.status}`);
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("nabij", 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "sent"]) asked.result.createObjectStore(name, { keyPath: "key" });
      asked.result.createObjectStore("settings", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function act(store, mode, deed) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = deed(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const put = (store, row) => act(store, "readwrite", (rows) => rows.put(row));
const all = (store) => act(store, "readonly", (rows) => rows.getAll());
const settings = async (name) => (await act("settings", "readonly", (rows) => rows.get(name)))?.value;

self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const shown = self.registration.showNotification(said.title || "Nabij", {
    body: said.body || "",
    tag: said.tag,
    lang: said.lang,
    data: { url: said.url || "/", body: said.body || "" },
  });
  event.waitUntil(Promise.all([shown, tellPages({ notification: said.body || "" })]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, self.location.origin)));
});

async function tellPages(message) {
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    page.postMessage(message);
  }
}

async function open(url) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === url.href);
  return there ? there.focus() : self.clients.openWindow(url.href);
}
