/** The sentence `name` of an island (attribute `data-text-NAME`) with its {places} filled in. */
export function words(element: HTMLElement, name: string, values: Record<string, string | number> = {}): string {
  const text = element.getAttribute(`data-text-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

export function inLanguage(): string {
  return document.documentElement.lang || "nl";
}
