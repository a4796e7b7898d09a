/**
 * The screen of a waiting hall: two tones and the spoken number when `data-called` on the first row is a new one. Off until
 * somebody at the screen asks for it, since a browser makes no sound by itself.
 */
export function hall(element: HTMLElement): void {
  const button = document.querySelector<HTMLButtonElement>("[data-hall-sound]");
  if (!button || !("speechSynthesis" in window)) return;
  const seen = new Set(rows(element).map((row) => row.dataset["called"]));
  let isOn = false;
  button.addEventListener("click", () => {
    isOn = !isOn;
    button.setAttribute("aria-pressed", String(isOn));
  });
  new MutationObserver(() => {
    const fresh = rows(element).filter((row) => !seen.has(row.dataset["called"]));
    for (const row of fresh) seen.add(row.dataset["called"]);
    if (isOn) for (const row of fresh.reverse()) say(row.dataset["spoken"] ?? "");
    if (fresh.length) element.dataset["announced"] = String(seen.size);
  }).observe(element, { childList: true, subtree: true });
  button.hidden = false;
}

function rows(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("[data-called]")];
}

function say(text: string): void {
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = document.documentElement.lang;
  spoken.rate = 0.9;
  window.speechSynthesis.speak(spoken);
}
