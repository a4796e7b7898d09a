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
  around.closest("form")?.addEventListener("change", () => map.setFilter("context-fill", ["in", ["get", "id"], ["literal", chosen(around)]]));
  setData(map, "context", await fetchShapes(url));
}

function chosen(around: HTMLElement): string[] {
  const name = around.dataset["mapChosen"];
  const boxes = around.closest("form")?.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`) ?? [];
  return Array.from(boxes, (box) => box.value);
}
