import { type Map, Marker } from "maplibre-gl";
import type { Address } from "../islands/addressSearch.ts";
import { changed, need, sibling } from "../lib/dom.ts";
import { words } from "../lib/words.ts";
import { openMap, withoutMap } from "./map.ts";

/** Seven decimals of a degree are a centimetre. */
const DECIMALS = 7;
const STEP_PX = 8;
const CLOSE_UP = 17;

/** A pin on a map that writes its place into two inputs; it follows the address chosen in the same form. */
export async function placePicker(element: HTMLElement): Promise<void> {
  const lon = sibling(element, element.dataset["lon"] ?? "lon");
  const lat = sibling(element, element.dataset["lat"] ?? "lat");
  const frame = need<HTMLElement>(element, ".nb-map");
  if (!lon || !lat) throw new Error("a place picker needs its two inputs");
  frame.hidden = false;
  let map: Map;
  try {
    map = await openMap(element, need<HTMLElement>(frame, ".nb-map__canvas"), frame.getAttribute("aria-label") ?? "");
  } catch {
    frame.hidden = true;
    return withoutMap(element);
  }
  const status = need<HTMLElement>(frame, ".nb-map__status");
  const pin = makePin(words(element, "pin"));
  const marker = new Marker({ element: pin, draggable: true, anchor: "bottom" });

  const show = (x: number, y: number) => {
    marker.setLngLat([x, y]);
    if (!pin.isConnected) marker.addTo(map);
  };
  const put = (x: number, y: number) => {
    show(x, y);
    lon.value = x.toFixed(DECIMALS);
    lat.value = y.toFixed(DECIMALS);
    status.textContent = words(element, "placed");
    changed(lon);
    changed(lat);
    element.dispatchEvent(new CustomEvent("place:moved", { bubbles: true, detail: { lon: x, lat: y } }));
  };
  const stepBy = (right: number, down: number) => {
    const at = map.project(marker.getLngLat());
    const { lng, lat: y } = map.unproject([at.x + right * STEP_PX, at.y + down * STEP_PX]);
    put(lng, y);
  };

  map.on("click", (event) => put(event.lngLat.lng, event.lngLat.lat));
  marker.on("dragend", () => put(marker.getLngLat().lng, marker.getLngLat().lat));
  pin.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    stepBy(step[0] ?? 0, step[1] ?? 0);
  });
  need<HTMLElement>(frame, "[data-centre]").addEventListener("click", () => put(map.getCenter().lng, map.getCenter().lat));
  need<HTMLElement>(frame, "[data-locate]").addEventListener("click", () => locate(element, map, status, put));
  (element.closest("form") ?? document).addEventListener("place:chosen", (event) => {
    const address = (event as CustomEvent<Address>).detail;
    show(address.lon, address.lat);
    map.jumpTo({ center: [address.lon, address.lat], zoom: CLOSE_UP });
  });
  if (lon.value && lat.value) {
    show(Number(lon.value), Number(lat.value));
    map.jumpTo({ center: [Number(lon.value), Number(lat.value)], zoom: Math.max(map.getZoom(), 15) });
  }
  frame.dataset["ready"] = "";
}

function makePin(label: string): HTMLButtonElement {
  const pin = document.createElement("button");
  pin.type = "button";
  pin.className = "nb-map__pin";
  pin.setAttribute("aria-label", label);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  const drop = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drop.setAttribute("d", "M12 23C8 17.5 4.5 14 4.5 9.5a7.5 7.5 0 0 1 15 0C19.500 14 16 17.500 12 23Z");
  const eye = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of [["cx", "12"], ["cy", "9.5"], ["r", "2.5"], ["fill", "#ffffff"]] as const) eye.setAttribute(name, value);
  drawing.append(drop, eye);
  pin.append(drawing);
  return pin;
}

function locate(element: HTMLElement, map: Map, status: HTMLElement, put: (x: number, y: number) => void): void {
  status.textContent = words(element, "locating");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: CLOSE_UP });
      put(coords.longitude, coords.latitude);
    },
    () => {
      status.textContent = words(element, "refused");
    },
    { enableHighAccuracy: true, timeout: 10_000 },
  );
}
