import type { Map } from "maplibre-gl";
import { NOTHING, addLayers, fetchShapes, setData } from "./map.ts";

/**
 * Shows shapes around what is drawn: an ancestor's `data-map-context` is their address, `data-map-chosen` the name of the
 * check boxes in the same form whose values are the ids of the shapes that are filled.
 */
export async function showContext(element: HTMLElement, map: Map): Promise<void> {
  const around = element.closest<HTMLElement>("[data-map-context]");
  const url = around?.dataset["mapContext"];
  if (!around || !url) return;
  map.addSource("context", { type: "geojson", data: NOTHING });
  addLayers(map, (colours) => [
    { id: "context-fill", type: "fill", source: "context", filter: ["in", ["get", "id"], ["literal", chosen(around)]], paint: { "fill-color": colours.brand, "fill-opacity": 0.22 } },
    { id: "context-line", type: "line", source: "context", paint: { "line-color": colours.brand, "line-width": 2, "line-dasharray": [3, 2] } },
  ]);
  showCovered(map);
  around.closest("form")?.addEventListener("change", () => map.setFilter("context-fill", ["in", ["get", "id"], ["literal", chosen(around)]]));
  setData(map, "context", await fetchShapes(url));
}

/** What named places and distances cover: the page says it in an element with `data-map-covers`, each time it counts anew. */
function showCovered(map: Map): void {
  map.addSource("covers", { type: "geojson", data: NOTHING });
  addLayers(map, (colours) => [
    { id: "covers-fill", type: "fill", source: "covers", paint: { "fill-color": colours.act, "fill-opacity": 0.18 } },
    { id: "covers-line", type: "line", source: "covers", paint: { "line-color": colours.act, "line-width": 2 } },
  ]);
  const read = () => {
    const said = document.querySelector<HTMLElement>("[data-map-covers]")?.dataset["mapCovers"];
    setData(map, "covers", said ? { type: "FeatureCollection", features: [{ type: "Feature", geometry: JSON.parse(said) as GeoJSON.Geometry, properties: {} }] } : NOTHING);
  };
  read();
  const measure = document.querySelector("#measure");
  if (measure) new MutationObserver(read).observe(measure, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-map-covers"] });
}

function chosen(around: HTMLElement): string[] {
  const name = around.dataset["mapChosen"];
  const boxes = around.closest("form")?.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`) ?? [];
  return Array.from(boxes, (box) => box.value);
}
