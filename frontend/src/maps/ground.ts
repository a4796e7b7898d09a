import type { FilterSpecification, LayerSpecification, Map } from "maplibre-gl";
import { later } from "../lib/dom.ts";
import { fetchShapes, repaintWithTheme, setData } from "./map.ts";
import type { Palette } from "./palette.ts";

const CLOSE_ENOUGH = 10;
/** Streets come per square of this many degrees, so that neighbours share what the server keeps ready. */
const SQUARE = 0.02;
/** The server refuses more than this at once. */
const WIDEST = 1;

export function baseLayers(colours: Palette): LayerSpecification[] {
  const source = "ground";
  const street: FilterSpecification = ["==", ["get", "kind"], "street"];
  const width = (factor: number) => ["interpolate", ["exponential", 1.6], ["zoom"], 11, 0.6 * factor, 14, 2.6 * factor, 16, 7 * factor, 19, 26 * factor] as never;
  const isMain = ["match", ["get", "class"], ["main"], true, false] as never;
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.land } },
    { id: "built-up", type: "fill", source, filter: ["==", ["get", "kind"], "built_up"], paint: { "fill-color": colours.builtUp } },
    { id: "industry", type: "fill", source, filter: ["==", ["get", "kind"], "industry"], paint: { "fill-color": colours.industry } },
    { id: "park", type: "fill", source, filter: ["==", ["get", "kind"], "park"], paint: { "fill-color": colours.park } },
    { id: "water", type: "fill", source, filter: ["==", ["get", "kind"], "water"], paint: { "fill-color": colours.water } },
    { id: "plaza", type: "fill", source, filter: ["==", ["get", "kind"], "plaza"], paint: { "fill-color": colours.street } },
    {
      id: "rail",
      type: "line",
      source,
      filter: ["==", ["get", "kind"], "rail"],
      paint: { "line-color": colours.rail, "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1, 16, 3], "line-dasharray": [4, 2] },
    },
    { id: "street-edge", type: "line", source, filter: street, layout: { "line-cap": "round" }, paint: { "line-color": colours.streetEdge, "line-width": width(1.3) } },
    {
      id: "street",
      type: "line",
      source,
      filter: street,
      layout: { "line-cap": "round" },
      paint: { "line-color": ["case", isMain, colours.mainStreet, colours.street], "line-width": width(1) },
    },
    {
      id: "street-name",
      type: "symbol",
      source,
      filter: ["all", street, ["has", "name"]],
      minzoom: 14,
      layout: {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": ["Atkinson Hyperlegible Next Variable"],
        "text-size": 13,
        "symbol-spacing": 320,
      },
      paint: { "text-color": colours["ink-soft"], "text-halo-color": colours.paper, "text-halo-width": 1.5 },
    },
  ];
}

/** Fetches the streets of what is in view, and those of the new view after each move; says whose they are (`attribution`). */
export function followGround(map: Map, credit: HTMLElement): void {
  let shown = "";
  const refresh = later(150, async () => {
    if (map.getZoom() < CLOSE_ENOUGH || tooWide(map)) return;
    const box = squares(map);
    if (box === shown) return;
    shown = box;
    try {
      const ground = await fetchShapes(`/kaart/basis.geojson?bbox=${box}`);
      setData(map, "ground", ground);
      credit.textContent = (ground as { attribution?: string }).attribution ?? "";
    } catch {
      shown = "";
    }
  });
  map.on("moveend", refresh);
  repaintWithTheme(map, baseLayers);
  refresh();
}

function tooWide(map: Map): boolean {
  const view = map.getBounds();
  return Math.max(view.getEast() - view.getWest(), view.getNorth() - view.getSouth()) > WIDEST - 2 * SQUARE;
}

function squares(map: Map): string {
  const view = map.getBounds();
  const down = (value: number) => Math.floor(value / SQUARE) * SQUARE;
  const up = (value: number) => Math.ceil(value / SQUARE) * SQUARE;
  return [down(view.getWest()), down(view.getSouth()), up(view.getEast()), up(view.getNorth())].map((value) => value.toFixed(2)).join(",");
}
