// The service worker of the whole site: shows notifications, keeps the form that works without a network, and sends what waits.
// What stands in a notification is written by `payload` in src/nabij/channels/carriers/push.py; NABIJ is put before this by
// `service_worker` in src/nabij/site/app.py. Kept on the telephone: files of the build and the form without a network, which are
// the same for everybody. Never a page that somebody was shown.
import { LOCK, put, setting } from "../offline/store.ts";
import { draftOf } from "./draft.ts";
import { forgetOld } from "./forgetting.ts";
import { send } from "./sending.ts";
import { facts, scope } from "./scope.ts";

const CACHE = `nabij-${facts.version}`;
const FILES = new Set(facts.files);

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((kept) => kept.addAll(facts.files)));
  void scope.skipWaiting();
});
scope.addEventListener("activate", (event) => event.waitUntil(begin()));
scope.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== scope.location.origin) return;
  if (FILES.has(address.pathname)) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate") event.respondWith(page(event.request, event.preloadResponse));
});
scope.addEventListener("sync", (event) => {
  const { tag } = event as ExtendableEvent & { tag: string };
  if (tag === LOCK) (event as ExtendableEvent).waitUntil(sent());
});
scope.addEventListener("message", (event) => {
  const { keep, send: wanted } = (event.data ?? {}) as { keep?: string; send?: boolean };
  event.waitUntil(forgotten().catch(() => undefined));
  if (keep && facts.languages.includes(keep)) event.waitUntil(keepForm(keep));
  if (wanted) event.waitUntil(sent().catch(() => undefined));
});

async function begin(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith("nabij-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE, ignoreVary: true })) ?? fetch(request);
}

/** The network first. Without it the form that works without, with what was being filled in. */
async function page(request: Request, preloaded: Promise<Response | undefined>): Promise<Response> {
  const isStep = request.method === "POST" && facts.steps.includes(new URL(request.url).pathname);
  const form = isStep ? request.clone() : null;
  try {
    return (await preloaded) ?? (await fetch(request));
  } catch (trouble) {
    const language = (await setting("language").catch(() => undefined)) ?? facts.languages[0] ?? "nl";
    const address = facts.form.replace("LANGUAGE", language);
    if (form) return Response.redirect(`${address}#${await begun(form)}`, 303);
    const asked = await caches.match(request.url.split("#")[0] ?? "", { cacheName: CACHE, ignoreVary: true });
    const kept = asked ?? (await caches.match(address, { cacheName: CACHE, ignoreVary: true }));
    if (!kept) throw trouble;
    return kept;
  }
}

/** Keeps a step that could not be posted; gives its key. Where there is no room for the photos, without them, and that is said. */
async function begun(request: Request): Promise<string> {
  const draft = draftOf(await request.formData());
  await put("drafts", draft).catch(() => put("drafts", { ...draft, photos: [], trouble: "no-room" }));
  return draft.key;
}

/** The form in this language, asked without cookies: it holds nothing of who asks. */
async function keepForm(language: string): Promise<void> {
  await put("settings", { name: "language", value: language });
  const address = facts.form.replace("LANGUAGE", language);
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" }).catch(() => null);
  if (answer?.ok) await (await caches.open(CACHE)).put(address, answer);
}

/** What stayed too long is gone, and the open pages show that. */
async function forgotten(): Promise<void> {
  if (await forgetOld(Date.now())) await tellPages({ outbox: true });
}

/** Sends, and tells the open pages, also of what did not go. */
async function sent(): Promise<void> {
  await send().finally(() => tellPages({ outbox: true }));
}

scope.addEventListener("push", (event) => {
  const said = event.data ? (event.data.json() as Record<string, string>) : {};
  const { title = "Nabij", body = "", tag = "", lang = "", url = "/" } = said;
  const shown = scope.registration.showNotification(title, { body, tag, lang, data: { url, body } });
  event.waitUntil(Promise.all([shown, tellPages({ notification: body })]));
});

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  event.waitUntil(open(new URL(url, scope.location.origin)));
});

async function tellPages(message: Record<string, unknown>): Promise<void> {
  for (const one of await scope.clients.matchAll({ type: "window", includeUncontrolled: true })) one.postMessage(message);
}

async function open(url: URL): Promise<WindowClient | null> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((one) => one.url === url.href);
  return there ? there.focus() : scope.clients.openWindow(url.href);
}
