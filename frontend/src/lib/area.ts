import type { Feature, FeatureCollection, GeoJSON, MultiPolygon, Polygon, Position } from "geojson";

const EARTH_RADIUS_M = 6_371_008.8;
/** Seven decimals of a degree are a centimetre. */
const FACTOR = 1e7;

/** The polygons in any GeoJSON, each ring with its coordinates rounded to a centimetre. */
export function polygonsIn(shape: GeoJSON | null): Position[][][] {
  if (!shape) return [];
  switch (shape.type) {
    case "Polygon":
      return [shape.coordinates.map(rounded)];
    case "MultiPolygon":
      return shape.coordinates.map((polygon) => polygon.map(rounded));
    case "Feature":
      return polygonsIn(shape.geometry);
    case "FeatureCollection":
      return shape.features.flatMap((feature) => polygonsIn(feature.geometry));
    case "GeometryCollection":
      return shape.geometries.flatMap((geometry) => polygonsIn(geometry));
    default:
      return [];
  }
}

export function parsed(text: string): GeoJSON | null {
  try {
    return text.trim() ? (JSON.parse(text) as GeoJSON) : null;
  } catch {
    return null;
  }
}

export function multiPolygon(polygons: Position[][][]): MultiPolygon {
  return { type: "MultiPolygon", coordinates: polygons };
}

export function asFeatures(polygons: Position[][][]): FeatureCollection<Polygon> {
  const features = polygons.map((coordinates): Feature<Polygon> => ({ type: "Feature", geometry: { type: "Polygon", coordinates }, properties: {} }));
  return { type: "FeatureCollection", features };
}

/** Square kilometres on the sphere, holes taken off; good to half a percent, for show only. */
export function squareKilometres(polygons: Position[][][]): number {
  const total = polygons.reduce((sum, rings) => {
    const [outer = [], ...holes] = rings;
    return sum + Math.abs(ringArea(outer)) - holes.reduce((taken, hole) => taken + Math.abs(ringArea(hole)), 0);
  }, 0);
  return total / 1e6;
}

/** West, south, east, north; nothing for no polygons. */
export function boundsAround(polygons: Position[][][]): [number, number, number, number] | null {
  const points = polygons.flat(2);
  if (!points.length) return null;
  const xs = points.map((point) => point[0] ?? 0);
  const ys = points.map((point) => point[1] ?? 0);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function rounded(ring: Position[]): Position[] {
  return ring.map(([x = 0, y = 0]) => [Math.round(x * FACTOR) / FACTOR, Math.round(y * FACTOR) / FACTOR]);
}

function ringArea(ring: Position[]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  let sum = 0;
  for (let at = 0; at + 1 < ring.length; at += 1) {
    const [x1 = 0, y1 = 0] = ring[at] ?? [];
    const [x2 = 0, y2 = 0] = ring[at + 1] ?? [];
    sum += radians(x2 - x1) * (2 + Math.sin(radians(y1)) + Math.sin(radians(y2)));
  }
  return (sum * EARTH_RADIUS_M * EARTH_RADIUS_M) / 2;
}
