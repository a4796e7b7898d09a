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

/** A circle as it is written: its middle in degrees and its radius in metres. */
export interface Circle {
  type: "Circle";
  coordinates: Position;
  radius_m: number;
}

const CIRCLE_CORNERS = 64;

/** The circles in what an editor wrote. */
export function circlesIn(shape: unknown): Circle[] {
  if (typeof shape !== "object" || shape === null) return [];
  const { type, geometries } = shape as { type?: string; geometries?: unknown[] };
  if (type === "GeometryCollection") return (geometries ?? []).flatMap(circlesIn);
  return type === "Circle" ? [shape as Circle] : [];
}

/** The circle of which a ring holds the corners: as far around as its first corner. */
export function circleOf(ring: Position[]): Circle {
  const corners = ring.slice(0, -1);
  const sum = (axis: 0 | 1) => corners.reduce((total, corner) => total + (corner[axis] ?? 0), 0);
  const middle = [sum(0) / corners.length, sum(1) / corners.length];
  return { type: "Circle", coordinates: rounded([middle])[0] ?? middle, radius_m: Math.round(metresBetween(middle, corners[0] ?? middle) * 10) / 10 };
}

/** A ring of corners on a circle, closed. */
export function ringAround(circle: Circle): Position[] {
  const [lon = 0, lat = 0] = circle.coordinates;
  const degrees = ((circle.radius_m / EARTH_RADIUS_M) * 180) / Math.PI;
  const wide = Math.cos((lat * Math.PI) / 180);
  const corner = (at: number): Position => {
    const turn = (2 * Math.PI * (at % CIRCLE_CORNERS)) / CIRCLE_CORNERS;
    return [lon + (degrees * Math.cos(turn)) / wide, lat + degrees * Math.sin(turn)];
  };
  return rounded(Array.from({ length: CIRCLE_CORNERS + 1 }, (_, at) => corner(at)));
}

function metresBetween([lon1 = 0, lat1 = 0]: Position, [lon2 = 0, lat2 = 0]: Position): number {
  const radians = Math.PI / 180;
  const half = (a: number, b: number) => Math.sin(((b - a) * radians) / 2) ** 2;
  const chord = half(lat1, lat2) + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * half(lon1, lon2);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(chord));
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
