// Inside the frame: looks each minute, says aloud only what was not there before, and tells the site outside how high it is.
const LOOK_EVERY_MS = 60_000;
const alerts = document.querySelector("#alerts");
const known = () => new Set([...alerts.querySelectorAll("[data-alert]")].map((one) => one.dataset.alert));

function tellHeight() {
  const height = known().size ? Math.ceil(alerts.getBoundingClientRect().height) : 0;
  window.parent.postMessage({ nabijHeight: height }, "*");
}

async function look() {
  const before = known();
  try {
    const answer = await fetch(window.location.href, { credentials: "omit" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#alerts");
    if (!fresh) return;
    const isNew = [...fresh.querySelectorAll("[data-alert]")].some((one) => !before.has(one.dataset.alert));
    if (isNew) alerts.setAttribute("role", "alert");
    else alerts.removeAttribute("role");
    alerts.replaceChildren(...fresh.children);
  } catch {
    return; // the next look may find the way again; what stands here stays
  }
}

new ResizeObserver(tellHeight).observe(alerts);
new MutationObserver(tellHeight).observe(alerts, { childList: true });
setInterval(look, LOOK_EVERY_MS);
tellHeight();
