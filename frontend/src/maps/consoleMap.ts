import type { LayerSpecification, Map } from "maplibre-gl";
import { later, need } from "../lib/dom.ts";
import { NOTHING, addLayers, fetchShapes, openMap, setData, withoutMap } from "./map.ts";
import type { Palette } from "./palette.ts";
import { addSymbols } from "./symbols.ts";

const SOURCES = ["neighbourhoods", "networks", "notices", "areas", "incidents"] as const;
type Source = (typeof SOURCES)[number];
/** Which changes on the live stream make which source stale. */
const FOLLOWS: Record<string, Source> = { "live:reports.incident": "incidents", "live:reports.report": "incidents", "live:alerts.alert": "areas", "live:networks.network": "networks" };
const SETTLE_MS = 400;
/** Notices of others come without an event: looked at again as often as the server does. */
const NOTICES_EVERY_MS = 60_000;

/** The map of the console: shapes from the server, joined both ways with the elements marked `data-map-id`. */
export async function consoleMap(element: HTMLElement): Promise<void> {
  let map: Map;
  try {
    map = await openMap(element, need<HTMLElement>(element, ".nb-map__canvas"), element.getAttribute("aria-label") ?? "");
  } catch {
    return withoutMap(element);
  }
  for (const source of SOURCES) map.addSource(source, { type: "geojson", data: NOTHING });
  addLayers(map, layers, (colours) => addSymbols(map, colours));
  const refresh = async (source: Source) => {
    const url = element.dataset[source];
    if (url) setData(map, source, await fetchShapes(url));
  };
  await Promise.allSettled(SOURCES.map(refresh));
  element.addEventListener("map:refresh", () => SOURCES.forEach((source) => void refresh(source)));
  for (const [event, source] of Object.entries(FOLLOWS)) document.body.addEventListener(event, later(SETTLE_MS, () => void refresh(source)));
  if (element.dataset["notices"]) setInterval(() => void refresh("notices"), NOTICES_EVERY_MS);
  joinWithList(element, map);
  element.dataset["ready"] = "";
}

function layers(colours: Palette): LayerSpecification[] {
  const font = ["Atkinson Hyperlegible Next Variable"];
  return [
    { id: "neighbourhoods", type: "line", source: "neighbourhoods", paint: { "line-color": colours["line-strong"], "line-width": 1.5, "line-dasharray": [3, 2] } },
    { id: "networks", type: "fill", source: "networks", paint: { "fill-color": colours.brand, "fill-opacity": 0.14 } },
    { id: "networks-line", type: "line", source: "networks", paint: { "line-color": colours.brand, "line-width": 2 } },
    { id: "notices", type: "fill", source: "notices", paint: { "fill-color": colours.danger, "fill-opacity": 0.1 } },
    { id: "notices-line", type: "line", source: "notices", paint: { "line-color": colours.danger, "line-width": 2, "line-dasharray": [2, 1.5] } },
    {
      id: "notices-name",
      type: "symbol",
      source: "notices",
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 13, "text-variable-anchor": ["bottom", "top"], "text-radial-offset": 2.5, "text-max-width": 14 },
      paint: { "text-color": colours.danger, "text-halo-color": colours.paper, "text-halo-width": 2 },
    },
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colours.act, "fill-opacity": 0.2 } },
    { id: "areas-line", type: "line", source: "areas", paint: { "line-color": colours["act-ink"], "line-width": 2.5 } },
    {
      id: "networks-name",
      type: "symbol",
      source: "networks",
      minzoom: 10,
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 13, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.8 },
      paint: { "text-color": colours.brand, "text-halo-color": colours.paper, "text-halo-width": 2 },
    },
    {
      id: "chosen",
      type: "circle",
      source: "incidents",
      filter: ["==", ["get", "id"], ""],
      paint: { "circle-radius": 22, "circle-color": colours.brand, "circle-opacity": 0.2, "circle-stroke-color": colours.brand, "circle-stroke-width": 3 },
    },
    {
      id: "incidents",
      type: "symbol",
      source: "incidents",
      layout: {
        "icon-image": ["concat", "state-", ["coalesce", ["get", "state"], "new"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["match", ["get", "state"], "urgent", 3, "new", 2, "handling", 1, 0],
      },
    },
  ];
}

function joinWithList(element: HTMLElement, map: Map): void {
  const choose = (id: string) => {
    map.setFilter("chosen", ["==", ["get", "id"], id]);
    element.dispatchEvent(new CustomEvent("map:select", { bubbles: true, detail: { id } }));
  };
  map.on("click", "incidents", (event) => {
    const id = String(event.features?.[0]?.properties["id"] ?? "");
    choose(id);
    const row = document.querySelector<HTMLElement>(`[data-map-id="${CSS.escape(id)}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector<HTMLElement>("a, button")?.click();
  });
  map.on("mouseenter", "incidents", () => map.getCanvas().classList.add("nb-map__pointing"));
  map.on("mouseleave", "incidents", () => map.getCanvas().classList.remove("nb-map__pointing"));
  for (const kind of ["focusin", "mouseover"]) {
    document.addEventListener(kind, (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-map-id]");
      if (row) choose(row.dataset["mapId"] ?? "");
    });
  }
  document.addEventListener("click", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-map-id]");
    if (row) bringIntoView(map, row.dataset["mapId"] ?? "");
  });
}

function bringIntoView(map: Map, id: string): void {
  const [found] = map.querySourceFeatures("incidents", { filter: ["==", ["get", "id"], id] });
  if (found?.geometry.type !== "Point") return;
  const centre = found.geometry.coordinates as [number, number];
  if (!map.getBounds().contains(centre)) map.easeTo({ center: centre });
}
