const NAMES = [
  "paper", "raised", "wash", "ink", "ink-soft", "line", "line-strong", "brand", "brand-soft", "act", "act-ink", "on-act", "danger", "ok",
] as const;

export type Palette = Record<(typeof NAMES)[number] | "land" | "street" | "streetEdge" | "mainStreet" | "water" | "park" | "builtUp" | "industry" | "rail", string>;

/** The colours of the page as it looks now, as hexadecimal numbers that the map understands. */
export function palette(): Palette {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--nb-${name})`;
    return hexadecimal(getComputedStyle(probe).color);
  };
  const found = Object.fromEntries(NAMES.map((name) => [name, colour(name)]));
  probe.remove();
  const dark = isDark(found["paper"] ?? "#ffffff");
  const ground = dark
    ? { land: "#141f23", street: "#2b3b41", streetEdge: "#0e1619", mainStreet: "#3f535b", water: "#16323f", park: "#182d22", builtUp: "#19262b", industry: "#1f2730", rail: "#4a5d64" }
    : { land: "#e9efee", street: "#ffffff", streetEdge: "#cfdad9", mainStreet: "#ffffff", water: "#bcd9e4", park: "#d3e6cf", builtUp: "#e1e8e6", industry: "#dfe1e8", rail: "#a9b7b8" };
  return { ...found, ...ground } as Palette;
}

export function hexadecimal(computed: string): `#${string}` {
  const parts = (computed.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number);
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function isDark(colour: string): boolean {
  return Number.parseInt(colour.slice(1, 3), 16) < 128;
}
