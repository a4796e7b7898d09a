import "./styles/index.css";
import "htmx.org";
import { addressSearch } from "./islands/addressSearch.ts";
import { copy } from "./islands/copy.ts";
import { device, deviceCode } from "./islands/device.ts";
import { failures } from "./islands/failures.ts";
import { fileField } from "./islands/fileField.ts";
import { keys } from "./islands/keys.ts";
import { languages } from "./islands/languages.ts";
import { live } from "./islands/live.ts";
import { openIncident } from "./islands/openIncident.ts";
import { dialogs, errorSummary, moments, singleSubmits, themeSwitch } from "./islands/page.ts";
import { smsCounter } from "./islands/smsCounter.ts";
import { speak } from "./islands/speak.ts";
import { urgentSound } from "./islands/urgentSound.ts";
import { island, startIslands } from "./lib/island.ts";

island("address-search", addressSearch);
island("copy", copy);
island("sms-counter", smsCounter);
island("languages", languages);
island("file-field", fileField);
island("live", live);
island("keys", keys);
island("open-incident", openIncident);
island("urgent-sound", urgentSound);
island("device", device);
island("device-code", deviceCode);
island("place-picker", async (element) => (await import("./maps/placePicker.ts")).placePicker(element));
island("area-editor", async (element) => (await import("./maps/areaEditor.ts")).areaEditor(element));
island("console-map", async (element) => (await import("./maps/consoleMap.ts")).consoleMap(element));

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { request: { method: string; headers: Record<string, string> } } }>).detail;
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
  if (token && ctx.request.method.toUpperCase() !== "GET") ctx.request.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:after:swap", () => startIslands());

dialogs();
failures();
themeSwitch();
moments();
singleSubmits();
errorSummary();
speak();
startIslands();
document.documentElement.dataset["ready"] = "";
