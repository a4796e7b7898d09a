import type { Position } from "geojson";
import type { LayerSpecification, Map } from "maplibre-gl";
import { type GeoJSONStoreFeatures, TerraDraw, TerraDrawCircleMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { asFeatures, boundsAround, circleOf, circlesIn, multiPolygon, parsed, polygonsIn, ringAround, squareKilometres } from "../lib/area.ts";
import { changed, later, need } from "../lib/dom.ts";
import { inLanguage, words } from "../lib/words.ts";
import { showContext } from "./context.ts";
import { NOTHING, addLayers, fetchShapes, openMap, setData, withoutMap } from "./map.ts";
import { type Palette, palette } from "./palette.ts";

type Polygons = Position[][][];
type Mode = "polygon" | "circle" | "select";

/** Draws an area into a text area as a GeoJSON MultiPolygon, or with `data-circles` as a collection in which circles stay circles. Parts with holes are kept and shown, but not redrawn. */
export async function areaEditor(element: HTMLElement): Promise<void> {
  const fallback = need<HTMLElement>(element, "[data-fallback]");
  const field = need<HTMLTextAreaElement>(fallback, "textarea");
  const frame = need<HTMLElement>(element, ".nb-map");
  frame.hidden = false;
  let map: Map;
  try {
    map = await openMap(element, need<HTMLElement>(frame, ".nb-map__canvas"), frame.getAttribute("aria-label") ?? "");
  } catch {
    frame.hidden = true;
    return withoutMap(element);
  }
  fallback.hidden = true;
  void showContext(element, map);
  const written = parsed(field.value);
  const initial = [...polygonsIn(written), ...circlesIn(written).map((circle) => round([ringAround(circle)]))];
  if (element.hasAttribute("data-readonly")) showOnly(map, initial);
  else edit(element, frame, field, map, initial);
  lookAt(map, initial);
  frame.dataset["ready"] = "";
}

function showOnly(map: Map, polygons: Polygons): void {
  map.addSource("area", { type: "geojson", data: asFeatures(polygons) });
  addLayers(map, (colours) => areaLayers("area", colours));
}

function edit(element: HTMLElement, frame: HTMLElement, field: HTMLTextAreaElement, map: Map, initial: Polygons): void {
  map.addSource("kept", { type: "geojson", data: NOTHING });
  addLayers(map, (colours) => areaLayers("kept", colours));
  const draw = new TerraDraw({ adapter: new TerraDrawMapLibreGLAdapter({ map }), modes: modes(palette()) });
  let kept: Polygons = [];
  const past: Polygons[] = [];
  let now: Polygons = initial;

  const load = (polygons: Polygons) => {
    kept = polygons.filter((rings) => rings.length > 1);
    setData(map, "kept", asFeatures(kept));
    draw.clear();
    draw.addFeatures(polygons.filter((rings) => rings.length === 1).map(drawable));
  };
  const keepsCircles = element.hasAttribute("data-circles");
  const tell = () => {
    field.value = now.length ? JSON.stringify(keepsCircles ? collection(now) : multiPolygon(now)) : "";
    need(frame, ".nb-map__status").textContent = summary(element, now);
    need<HTMLButtonElement>(frame, "[data-undo]").disabled = past.length === 0;
  };
  const take = (polygons: Polygons) => {
    if (JSON.stringify(polygons) === JSON.stringify(now)) return;
    past.push(now);
    now = polygons;
    tell();
    changed(field);
  };
  const replace = (polygons: Polygons) => {
    load(polygons);
    take(polygons);
  };
  const read = later(30, () => take([...kept, ...draw.getSnapshot().filter(isPart).flatMap(partsOf)]));
  const setMode = (mode: Mode) => {
    draw.setMode(mode);
    for (const button of frame.querySelectorAll<HTMLElement>("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset["mode"] === mode));
  };

  draw.start();
  load(initial);
  setMode(initial.length ? "select" : "polygon");
  tell();
  draw.on("finish", () => {
    read();
    if (draw.getMode() !== "select") window.setTimeout(() => setMode("select"));
  });
  draw.on("change", (_ids, kind) => {
    if (kind === "delete") read();
  });
  frame.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (button?.dataset["mode"]) setMode(button.dataset["mode"] as Mode);
    if (button?.hasAttribute("data-clear")) replace([]);
    if (button?.hasAttribute("data-undo")) undo();
  });
  const undo = () => {
    const before = past.pop();
    if (!before) return;
    now = before;
    load(now);
    tell();
    changed(field);
  };
  element.addEventListener("area:load", (event) => {
    replace(polygonsIn((event as CustomEvent<GeoJSON.GeoJSON>).detail));
    lookAt(map, now);
  });
  document.addEventListener("click", async (event) => {
    const source = (event.target as Element).closest<HTMLElement>("[data-area-load]");
    if (!source || !document.contains(element)) return;
    replace(polygonsIn(await fetchShapes(source.dataset["areaLoad"] ?? "")));
    lookAt(map, now);
  });
}

function modes(colours: Palette) {
  const line = colours.brand as `#${string}`;
  const light = colours.raised as `#${string}`;
  const styles = { fillColor: line, fillOpacity: 0.2, outlineColor: line, outlineWidth: 3 } as const;
  const part = { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } } as const;
  return [
    new TerraDrawPolygonMode({ styles: { ...styles, closingPointColor: light, closingPointOutlineColor: line, closingPointOutlineWidth: 3, closingPointWidth: 6 } }),
    new TerraDrawCircleMode({ styles }),
    new TerraDrawSelectMode({
      flags: { polygon: part, circle: { feature: { draggable: true, coordinates: { resizable: "center" } } } },
      styles: {
        selectedPolygonColor: line,
        selectedPolygonFillOpacity: 0.25,
        selectedPolygonOutlineColor: line,
        selectedPolygonOutlineWidth: 3,
        selectionPointColor: light,
        selectionPointOutlineColor: line,
        selectionPointOutlineWidth: 3,
        selectionPointWidth: 6,
        midPointColor: line,
        midPointOutlineColor: light,
        midPointOutlineWidth: 1,
        midPointWidth: 4,
      },
    }),
  ];
}

function areaLayers(source: string, colours: Palette): LayerSpecification[] {
  return [
    { id: `${source}-fill`, type: "fill", source, paint: { "fill-color": colours.brand, "fill-opacity": 0.2 } },
    { id: `${source}-line`, type: "line", source, paint: { "line-color": colours.brand, "line-width": 3 } },
  ];
}

/** Rings that were drawn as a circle, by the rings themselves: what is drawn is only ever replaced, never changed. */
const ROUND = new WeakSet<Position[][]>();

function round(rings: Position[][]): Position[][] {
  ROUND.add(rings);
  return rings;
}

function partsOf(feature: GeoJSONStoreFeatures): Polygons {
  const found = polygonsIn(feature.geometry);
  return feature.properties["mode"] === "circle" ? found.map(round) : found;
}

function collection(polygons: Polygons): unknown {
  const geometries = polygons.map((rings) => (ROUND.has(rings) ? circleOf(rings[0] ?? []) : { type: "Polygon", coordinates: rings }));
  return { type: "GeometryCollection", geometries };
}

function drawable(coordinates: Position[][]): GeoJSONStoreFeatures {
  const properties = ROUND.has(coordinates) ? { mode: "circle", radiusKilometers: circleOf(coordinates[0] ?? []).radius_m / 1000 } : { mode: "polygon" };
  return { type: "Feature", geometry: { type: "Polygon", coordinates }, properties };
}

function isPart(feature: GeoJSONStoreFeatures): boolean {
  return feature.geometry.type === "Polygon" && !feature.properties["currentlyDrawing"];
}

function summary(element: HTMLElement, polygons: Polygons): string {
  if (!polygons.length) return words(element, "empty");
  const km2 = new Intl.NumberFormat(inLanguage(), { maximumSignificantDigits: 2 }).format(squareKilometres(polygons));
  return words(element, polygons.length === 1 ? "one" : "many", { n: polygons.length, km2 });
}

function lookAt(map: Map, polygons: Polygons): void {
  const around = boundsAround(polygons);
  if (around) map.fitBounds(around, { padding: 48, maxZoom: 17, animate: false });
}
