import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type GeoJSONSource, type LayerSpecification, Map, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { words } from "../lib/words.ts";
import { baseLayers, followGround } from "./ground.ts";
import { type Palette, palette } from "./palette.ts";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

export type Bounds = [number, number, number, number];
export const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/** West, south, east, north in degrees from `data-bounds`. */
export function boundsOf(element: HTMLElement): Bounds {
  return (element.dataset["bounds"] ?? "2.53,50.67,5.93,51.51").split(",").map(Number) as Bounds;
}

/** A map on the quiet ground of streets, water and parks. Resolves once it can take layers; rejects where WebGL is missing. */
export function openMap(element: HTMLElement, canvas: HTMLElement, label: string): Promise<Map> {
  const colours = palette();
  const credit = document.createElement("p");
  credit.className = "nb-map__credit";
  const map = new Map({
    container: canvas,
    bounds: boundsOf(element),
    fitBoundsOptions: { padding: 12 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    maxZoom: 19,
    style: {
      version: 8,
      sources: { ground: { type: "geojson", data: NOTHING } },
      layers: baseLayers(colours),
    },
    locale: { "Map.Title": label },
  });
  canvas.append(credit);
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return new Promise((resolve, reject) => {
    map.once("load", () => {
      followGround(map, credit);
      resolve(map);
    });
    map.on("error", (event) => {
      if (!map.loaded()) console.warn(event.error);
    });
    if (!map.painter) reject(new Error("no WebGL"));
  });
}

/** Adds layers that take their colours from the page, now and when the theme changes. */
export function addLayers(map: Map, layers: (colours: Palette) => LayerSpecification[], extra?: (colours: Palette) => void): void {
  const colours = palette();
  extra?.(colours);
  for (const layer of layers(colours)) map.addLayer(layer);
  repaintWithTheme(map, layers, extra);
}

/** Gives layers the colours of the page again when the theme changes. */
export function repaintWithTheme(map: Map, layers: (colours: Palette) => LayerSpecification[], extra?: (colours: Palette) => void): void {
  const repaint = () => {
    const colours = palette();
    extra?.(colours);
    for (const layer of layers(colours)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name as never, value as never);
    }
  };
  document.addEventListener("nabij:theme", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

export function setData(map: Map, source: string, data: GeoJSON.GeoJSON): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}

export async function fetchShapes(url: string): Promise<GeoJSON.FeatureCollection> {
  const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as GeoJSON.FeatureCollection;
}

/** Says in the page that there is no map; what it would show stands elsewhere on the page too. */
export function withoutMap(element: HTMLElement): void {
  const note = document.createElement("p");
  note.className = "nb-map__fallback";
  note.textContent = words(element, "failed");
  element.append(note);
}
