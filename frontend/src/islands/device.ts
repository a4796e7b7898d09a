import { words } from "../lib/words.ts";

/** A button that has this browser subscribe to notifications, and sends what it got in the form around it. */
export function device(element: HTMLElement): void {
  const button = element.querySelector("button");
  const value = element.querySelector<HTMLInputElement>("input[name=value]");
  const said = element.querySelector<HTMLElement>("[role=status]");
  if (!button || !value || !said) return;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    said.textContent = words(element, "cannot");
    return;
  }
  button.hidden = false;
  said.textContent = Notification.permission === "denied" ? words(element, "refused") : "";
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    said.textContent = words(element, "busy");
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        said.textContent = words(element, "refused");
        return;
      }
      value.value = JSON.stringify(await subscribed(element.dataset["key"] ?? ""));
      value.form?.submit();
    } catch (trouble) {
      console.warn("push", trouble);
      said.textContent = words(element, "failed");
    }
  });
}

async function subscribed(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(wanted);
  } catch {
    await (await pushManager.getSubscription())?.unsubscribe(); // it was made with another key of ours
    return pushManager.subscribe(wanted);
  }
}

/** Fills in the code of the notification that shows that this browser is reached, whether it comes or came already. */
export async function deviceCode(element: HTMLElement): Promise<void> {
  const field = element.querySelector<HTMLInputElement>("input[name=code]");
  if (!(element instanceof HTMLFormElement) || !field || !("serviceWorker" in navigator)) return;
  const take = (text: unknown) => {
    const code = /\b\d{6}\b/.exec(String(text))?.[0];
    if (!code || field.value) return;
    field.value = code;
    element.requestSubmit();
  };
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<{ notification?: string }>) => {
    take(event.data.notification ?? "");
  });
  navigator.serviceWorker.startMessages();
  if (field.getAttribute("aria-invalid") === "true") return;
  const shown = (await (await navigator.serviceWorker.getRegistration("/"))?.getNotifications()) ?? [];
  for (const notification of shown.reverse()) take((notification.data as { body?: string } | null)?.body ?? "");
}
