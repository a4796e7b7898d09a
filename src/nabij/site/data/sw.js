// The service worker of the whole site: shows notifications, and tells an open page what came.
// What stands in a notification is written by `payload` in src/nabij/channels/carriers/push.py.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const shown = self.registration.showNotification(said.title || "Nabij", {
    body: said.body || "",
    tag: said.tag,
    lang: said.lang,
    data: { url: said.url || "/", body: said.body || "" },
  });
  event.waitUntil(Promise.all([shown, tellPages(said.body || "")]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, self.location.origin)));
});

async function tellPages(body) {
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    page.postMessage({ notification: body });
  }
}

async function open(url) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === url.href);
  return there ? there.focus() : self.clients.openWindow(url.href);
}
