/** Parts of a text message: 3GPP TS 23.038 (alphabet), 23.040 (joined parts lose 7 septets or 3 characters each). */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

export interface Parts {
  characters: number;
  parts: number;
  left: number;
  /** Each character outside the GSM alphabet, once: any of them makes every part hold 70. */
  dear: string[];
}

/** The same count as `nabij.channels.smpp.rules.sms_size`; an empty text is one message of nothing. */
export function countParts(text: string): Parts {
  const symbols = [...text.normalize("NFC")];
  const dear = [...new Set(symbols.filter((symbol) => !BASIC.has(symbol) && !EXTENDED.has(symbol)))];
  const cheap = dear.length === 0;
  const costs = symbols.map((symbol) => (cheap ? (EXTENDED.has(symbol) ? 2 : 1) : symbol.length));
  const [single, joined] = cheap ? [160, 153] : [70, 67];
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= single) return { characters: symbols.length, parts: 1, left: single - total, dear };
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > joined) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return { characters: symbols.length, parts, left: joined - used, dear };
}

/** The text with these characters replaced. */
export function replaced(text: string, plain: Record<string, string>): string {
  return [...text.normalize("NFC")].map((symbol) => plain[symbol] ?? symbol).join("");
}
