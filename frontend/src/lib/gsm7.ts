/** Parts of a text message: 3GPP TS 23.038 (alphabet), 23.040 (joined parts lose 7 septets or 3 characters each). */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

export interface Parts {
  characters: number;
  parts: number;
  left: number;
  /** The first character outside the GSM alphabet, which makes every part hold 70 characters. */
  unicode: string | null;
}

export function countParts(text: string): Parts {
  const symbols = [...text];
  const unicode = symbols.find((symbol) => !BASIC.has(symbol) && !EXTENDED.has(symbol)) ?? null;
  const costs = symbols.map((symbol) => (unicode === null ? (EXTENDED.has(symbol) ? 2 : 1) : symbol.length));
  const [single, joined] = unicode === null ? [160, 153] : [70, 67];
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= single) return { characters: symbols.length, parts: total ? 1 : 0, left: single - total, unicode };
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > joined) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return { characters: symbols.length, parts, left: joined - used, unicode };
}
