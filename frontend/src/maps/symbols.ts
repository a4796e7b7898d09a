import type { Map } from "maplibre-gl";
import type { Palette } from "./palette.ts";

const SIZE = 60;
const MIDDLE = SIZE / 2;
type Draw = (pen: CanvasRenderingContext2D) => void;

const SHAPES: Record<string, { path: Draw; colour: keyof Palette; mark?: Draw }> = {
  new: { path: (pen) => corners(pen, [[MIDDLE, 5], [SIZE - 5, MIDDLE], [MIDDLE, SIZE - 5], [5, MIDDLE]]), colour: "brand" },
  handling: { path: (pen) => pen.arc(MIDDLE, MIDDLE, 22, 0, 2 * Math.PI), colour: "brand", mark: (pen) => pen.arc(MIDDLE, MIDDLE, 8, 0, 2 * Math.PI) },
  urgent: { path: (pen) => corners(pen, [[MIDDLE, 4], [SIZE - 3, SIZE - 8], [3, SIZE - 8]]), colour: "act" },
  closed: { path: (pen) => pen.rect(12, 12, SIZE - 24, SIZE - 24), colour: "line-strong" },
};

/** One drawing per state: the shape says it, the colour helps. Twice the size for sharp screens. */
export function addSymbols(map: Map, colours: Palette): void {
  for (const [state, { path, colour, mark }] of Object.entries(SHAPES)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.lineJoin = "round";
    stroke(pen, path, colours[colour], state === "urgent" ? colours["on-act"] : colours.paper);
    if (mark) fill(pen, mark, colours.paper);
    if (state === "urgent") fill(pen, exclamation, colours["on-act"]);
    const image = pen.getImageData(0, 0, SIZE, SIZE);
    if (map.hasImage(`state-${state}`)) map.updateImage(`state-${state}`, image);
    else map.addImage(`state-${state}`, image, { pixelRatio: 2 });
  }
}

function stroke(pen: CanvasRenderingContext2D, path: Draw, inside: string, edge: string): void {
  pen.beginPath();
  path(pen);
  pen.closePath();
  pen.fillStyle = inside;
  pen.strokeStyle = edge;
  pen.lineWidth = 5;
  pen.fill();
  pen.stroke();
}

function fill(pen: CanvasRenderingContext2D, path: Draw, colour: string): void {
  pen.beginPath();
  path(pen);
  pen.fillStyle = colour;
  pen.fill();
}

function exclamation(pen: CanvasRenderingContext2D): void {
  pen.rect(MIDDLE - 3, 20, 6, 16);
  pen.rect(MIDDLE - 3, 40, 6, 6);
}

function corners(pen: CanvasRenderingContext2D, points: [number, number][]): void {
  for (const [x, y] of points) pen.lineTo(x, y);
}
